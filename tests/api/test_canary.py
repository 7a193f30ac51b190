"""Nothing of what is sent to a check stands in the log, on the terminal or in a refusal; and nothing is looked up."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from detector import Detector, Message, Verdict

CANARY = "canary5e1d"
JSON = {"Content-Type": "application/json"}
MAIL = {"Content-Type": "message/rfc822"}
APPLE = "/v1/adapters/apple-message-filter"
_MAIL = (
    f"Authentication-Results: {CANARY}; dmarc=fail header.from={CANARY}.com\nFrom: {CANARY} <{CANARY}@{CANARY}.com>\n"
    f"Reply-To: {CANARY}@{CANARY}.top\nSubject: {CANARY}\nX-{CANARY}: {CANARY}\n"
)
_HTML = (
    f"Content-Type: text/html; charset={CANARY}\n\n<p {CANARY}>{CANARY} <a href='https://{CANARY}.top/{CANARY}'>x</a>"
)

ANSWERED: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/check", {"json": {"text": f"Hello {CANARY}.com", "sender": CANARY}}),
    ("POST", "/v1/check", {"json": {"text": CANARY}, "headers": {"Accept": "text/plain", "Accept-Language": CANARY}}),
    (
        "POST",
        "/v1/check/batch",
        {"json": {"messages": [{"id": CANARY, "text": CANARY}, {"text": "", "sender": CANARY}]}},
    ),
    ("POST", f"/v1/check/email?trusted_authserv_id={CANARY}", {"content": _MAIL + _HTML, "headers": MAIL}),
    ("POST", "/v1/check/email", {"content": _MAIL + f"\n{CANARY}", "headers": MAIL | {"Accept": "text/plain"}}),
    (
        "POST",
        APPLE,
        {"json": {"_version": 1, "query": {"sender": CANARY, "message": {"text": CANARY}}, "app": {"version": CANARY}}},
    ),
    ("GET", "/v1/rules", {"headers": {"If-None-Match": CANARY, "Accept-Language": CANARY}}),
]
REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/check", {"json": {"text": CANARY, "thresholds": {"smishing": CANARY}}}),
    ("POST", "/v1/check", {"json": {"text": CANARY, "profile": CANARY}}),
    ("POST", "/v1/check", {"json": {"text": CANARY}, "headers": {"Accept": f"image/{CANARY}"}}),
    ("POST", "/v1/check", {"json": {"text": CANARY}, "headers": {"Content-Encoding": CANARY}}),
    ("POST", "/v1/check/batch", {"json": {"messages": CANARY}}),
    ("POST", "/v1/check/batch", {"json": {"messages": []}, "headers": {"Accept": CANARY}}),
    ("POST", "/v1/check/batch", {"content": f'{{"messages": [{CANARY}', "headers": JSON}),
    ("POST", "/v1/check/batch", {"content": CANARY * 500_000, "headers": JSON}),
    ("POST", "/v1/check/email", {"content": CANARY, "headers": MAIL}),
    ("POST", "/v1/check/email", {"content": f"From: {CANARY}@a.com\n\n...", "headers": MAIL}),
    ("POST", "/v1/check/email", {"content": _MAIL + "\n" * 150_000, "headers": MAIL}),
    ("POST", "/v1/check/email", {"content": _MAIL, "headers": {"Content-Type": f"text/{CANARY}"}}),
    ("POST", f"/v1/check/email?lang={CANARY}", {"content": _MAIL, "headers": MAIL}),
    ("POST", f"/v1/check/email?trusted_authserv_id={CANARY}%20", {"content": _MAIL, "headers": MAIL}),
    ("POST", APPLE, {"json": {"_version": CANARY, "query": CANARY}}),
    ("GET", f"/v1/rules?lang={CANARY}", {}),
    ("GET", f"/v1/facts?x={CANARY}-{CANARY}", {}),
    ("GET", "/v1/model", {"headers": {"Accept": f"text/{CANARY}"}}),
]


def written(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> str:
    """All that the process logged or printed."""
    return "\n".join([caplog.text, *capfd.readouterr(), *(str(vars(record)) for record in caplog.records)]).lower()


@pytest.mark.parametrize(("method", "path", "sent"), ANSWERED + REFUSED)
def test_nothing_is_written(
    app: FastAPI,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    method: str,
    path: str,
    sent: dict[str, Any],
) -> None:
    # The test's own client logs the address that it asks for.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    with caplog.at_level(logging.DEBUG):
        response = TestClient(app).request(method, path, **sent)
    assert (response.status_code < 400) == ((method, path, sent) in ANSWERED)
    if response.status_code >= 400:
        assert CANARY not in response.text.lower()
        assert CANARY not in str(response.headers).lower()
    log = written(caplog, capfd)
    assert "postproof.api" in log
    assert CANARY not in log


def test_a_problem_of_a_batch_repeats_nothing(client: TestClient) -> None:
    bad = [{"text": f"{CANARY}\0"}, {"text": {CANARY: CANARY}}, CANARY, {"text": CANARY, f"{CANARY} x": CANARY}]
    bad += [{"text": CANARY, "channel": CANARY}, {"text": CANARY, "id": f"{CANARY} {CANARY}"}]
    response = client.post("/v1/check/batch", json={"messages": bad})
    assert [list(result) for result in response.json()["results"]] == [["problem"]] * len(bad)
    assert CANARY not in response.text


@pytest.mark.parametrize("path", ["/v1/check", "/v1/check/batch", "/v1/check/email", APPLE])
def test_a_fault_tells_nothing(
    path: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    class Failing(Detector):
        def check(self, message: Message, *, counterfactuals: bool = True) -> Verdict:
            raise RuntimeError(message.text)

    logging.getLogger("httpx2").setLevel(logging.WARNING)
    app = create_app(Failing())
    bodies: dict[str, dict[str, Any]] = {
        "/v1/check": {"json": {"text": CANARY}},
        "/v1/check/batch": {"json": {"messages": [{"text": CANARY}]}},
        "/v1/check/email": {"content": _MAIL + _HTML, "headers": MAIL},
        APPLE: {"json": {"_version": 1, "query": {"sender": CANARY, "message": {"text": CANARY}}}},
    }
    with caplog.at_level(logging.DEBUG):
        response = TestClient(app).post(path, **bodies[path])
    assert response.status_code == 500
    log = written(caplog, capfd)
    assert "runtimeerror at" in log
    assert CANARY not in log + response.text


# Python tells a hook of every connection and every name that is looked up, whoever asks for it.
_WATCH = """
import json, sys
from pathlib import Path

events = []
sys.addaudithook(
    lambda name, details: events.append(name)
    if name in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto")
    else None
)
from starlette.testclient import TestClient
from api.app import create_app

statuses = []
with TestClient(create_app()) as client:
    for method, path, sent in json.loads(Path(sys.argv[1]).read_text()):
        statuses.append(client.request(method, path, **sent).status_code)
print(json.dumps([statuses, events]))
import socket
try:
    socket.create_connection(("127.0.0.1", 9), 0.1)
except OSError:
    pass
print(json.dumps(events))
"""


def test_no_request_opens_a_connection(tmp_path: Path) -> None:
    requests = tmp_path / "requests.json"
    requests.write_text(json.dumps(ANSWERED + REFUSED))
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", _WATCH, str(requests)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": "."},
    )
    told, after = map(json.loads, ran.stdout.splitlines()[-2:])
    statuses, events = told
    assert [status < 400 for status in statuses] == [True] * len(ANSWERED) + [False] * len(REFUSED)
    assert events == []
    assert "socket.connect" in after  # the hook does see one
    assert CANARY not in ran.stderr
