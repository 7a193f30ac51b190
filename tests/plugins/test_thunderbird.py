"""The extension in Thunderbird, with a real service: what a person does."""

from collections.abc import Iterator

import pytest

from plugins.build import packed
from tests.api.servers import Server, running
from tests.api.conftest import sqlite_in
from tests.api.test_check_mail import RECEIVER, SCAM, digest
from tests.plugins.builds import build, needs_npm
from tests.plugins.thunderbird import Thunderbird, needs_thunderbird, opened, until

pytestmark = [needs_thunderbird, needs_npm]
SALAD = "From: Ana <ana@example.org>\nSubject: Saturday\nContent-Type: text/plain\n\nBring the salad, please. Ana"
ENCLOSED = "From: Ana <ana@example.org>\nSubject: Film\nContent-Type: text/plain\n\n" + ("x" * 76 + "\n") * 28_000
THE_SCAM, THE_DIGEST, THE_SALAD, THE_LARGE, THE_FORGED = range(5)
MAILS = [SCAM, digest("pass"), SALAD, ENCLOSED, digest("fail")]


@pytest.fixture(scope="module")
def thunderbird(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thunderbird]:
    package = packed(build(tmp_path_factory.mktemp("build"), "thunderbird", "thunderbird"))
    dated = [f"Date: Mon, 23 Nov 2026 10:0{n}:00 +0000\nTo: dana@example.org\n{mail}" for n, mail in enumerate(MAILS)]
    with opened(package, dated, tmp_path_factory.mktemp("profile")) as thunderbird:
        yield thunderbird


def test_first_the_options_open_and_the_server_is_allowed_and_tested(thunderbird: Thunderbird, server: Server) -> None:
    thunderbird.wait_for("options.html", "Address of the server")
    thunderbird.screenshot(__import__("pathlib").Path("/tmp/tb-options.png"))
