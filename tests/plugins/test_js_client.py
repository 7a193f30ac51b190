"""The JavaScript client against the real service, and against a server that says what it is told to."""

import subprocess
from pathlib import Path

from tests.api.conftest import SCAM
from tests.api.test_check_mail import SCAM as MAIL
from tests.plugins.conftest import Service
from tests.plugins.faults import proxy
from tests.plugins.node import in_node, needs_node

ASK = """
import { Client } from "./shared/client.js";
const client = new Client({ server: asked.server });
const keyed = (key) => new Client({ server: asked.server, key });
const kind = (error) => error.kind;
const messages = Array.from({ length: 1001 }, (_, number) => ({ text: "See you at six", id: String(number) }));
const told = {
  model: (await keyed(asked.key).model()).version,
  check: await client.check({ text: asked.scam, sender: "+63 917 555 0101", channel: "sms" }, { lang: "es" }),
  mail: await client.checkMail(asked.mail, { lang: "en", trustedAuthservId: "mx.example.org" }),
  batch: await client.checkBatch([{ text: "" }, ...messages], { evidence: false }),
  refused: await keyed("wrong").model().catch(kind),
};
"""


@needs_node
def test_the_real_service(service: Service) -> None:
    with proxy(service.address) as between:
        reached = {"server": f"{between.address}/", "key": service.keys["check"]}
        told = in_node(ASK, reached | {"scam": SCAM, "mail": MAIL})
        assert len(between.seen) == 6
    assert told["model"] and told["check"]["decision"] == "smishing"
    assert "No toque" in told["check"]["headline"]
    assert (told["mail"]["decision"], told["mail"]["mail"]["from_domain"]) == ("smishing", "parcel-desk.top")
    empty, *others = told["batch"]
    assert empty["problem"]["field"] == "text"
    assert [(one["id"], one["result"]["decision"]) for one in others] == [(str(n), "other") for n in range(1001)]
    assert told["refused"] == "keyRefused"


@needs_node
def test_what_a_server_may_say() -> None:
    done = subprocess.run(
        ["node", "--test", "--test-reporter=dot", "client.test.mjs"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
