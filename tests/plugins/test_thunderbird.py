"""The extension in Thunderbird, with a real service: what a person does."""

from collections.abc import Iterator

import pytest

from plugins.build import packed
from tests.api.servers import Server
from tests.api.test_check_mail import RECEIVER, SCAM, digest
from tests.plugins.builds import build, needs_npm
from tests.plugins.thunderbird import Thunderbird, needs_thunderbird, opened, until

# One person in one Thunderbird: each test goes on where the one before it stopped (`make test` keeps a file together).
pytestmark = [needs_thunderbird, needs_npm]
SALAD = "From: Ana <ana@example.org>\nSubject: Saturday\nContent-Type: text/plain\n\nBring the salad, please. Ana"
ENCLOSED = "From: Ana <ana@example.org>\nSubject: Film\nContent-Type: text/plain\n\n" + ("x" * 76 + "\n") * 28_000
THE_SCAM, THE_DIGEST, THE_SALAD, THE_LARGE, THE_FORGED = range(5)
MAILS = [SCAM, digest("pass"), SALAD, ENCLOSED, digest("fail")]


@pytest.fixture(scope="module")
def thunderbird(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thunderbird]:
    package = packed(build(tmp_path_factory.mktemp("build"), "thunderbird", "thunderbird"))
    dated = [
        f"Date: Mon, 23 Nov 2026 10:0{9 - n}:00 +0000\nTo: dana@example.org\n{mail}" for n, mail in enumerate(MAILS)
    ]
    with opened(package, dated, tmp_path_factory.mktemp("profile")) as thunderbird:
        yield thunderbird


def checks(server: Server) -> int:
    """How many mails the service was asked about."""
    return server.log.read_text().count("/v1/check/email")


def test_first_the_options_ask_for_permission_and_test_the_connection(thunderbird: Thunderbird, server: Server) -> None:
    thunderbird.wait_for("options.html", "Address of the server")
    address = f"http://127.0.0.1:{server.port}"
    thunderbird.inside("options.html", f"(document.querySelector('#server').value = '{address}', true)")
    thunderbird.save_options("secondary")
    thunderbird.wait_for("options.html", "Not saved: without your permission")
    thunderbird.save_options()
    thunderbird.wait_for("options.html", "Saved. The server answers")
    thunderbird.inside("options.html", "(document.querySelector('#receiver').value = 'mx example', true)")
    thunderbird.save_options("")
    thunderbird.wait_for("options.html", "This is no name of a mail receiver")


def test_a_scam_is_told_by_the_button_and_its_popup(thunderbird: Thunderbird, server: Server) -> None:
    before = checks(server)
    thunderbird.open_mail(THE_SCAM)
    plain = thunderbird.button()
    assert plain.label == "Really USPS?"
    assert checks(server) == before
    thunderbird.press()
    told = thunderbird.wait_for("popup.html", "What to do now")
    assert "Scam: this is not from USPS" in told
    assert "usps.com-track.top/x" in told
    assert thunderbird.inside("popup.html", "document.querySelectorAll('mark').length") > 0
    assert 1 <= thunderbird.inside("popup.html", "document.querySelector('ol').children.length") <= 3
    scam = thunderbird.button()
    assert (scam.label, scam.title[:5]) == ("Scam", "Scam:")
    assert scam.icon != plain.icon


def test_all_reasons_open_and_nothing_is_sent_for_them(thunderbird: Thunderbird, server: Server) -> None:
    thunderbird.open_mail(THE_SCAM)
    thunderbird.press()
    thunderbird.wait_for("popup.html", "What to do now")
    before = checks(server)
    thunderbird.click("popup.html", "All the reasons")
    assert "Is it a scam?" in thunderbird.wait_for("details.html", "Answered by model")
    assert checks(server) == before


@pytest.mark.parametrize(
    ("mail", "label", "sentence"),
    [
        (THE_DIGEST, "Fits USPS", ""),
        (THE_SALAD, "Not USPS", ""),
        (THE_LARGE, "Not checked", "This mail is too large"),
        (THE_FORGED, "Not decided", ""),
    ],
)
def test_each_answer_has_its_word(thunderbird: Thunderbird, mail: int, label: str, sentence: str) -> None:
    thunderbird.set(trustedAuthservId=RECEIVER)
    thunderbird.open_mail(mail)
    thunderbird.press()
    until(lambda: thunderbird.button().label == label)
    assert thunderbird.button().title.startswith(sentence)


def test_automatic_checking_asks_unasked(thunderbird: Thunderbird, server: Server) -> None:
    thunderbird.close_popup()
    thunderbird.set(automatic=True)
    before = checks(server)
    thunderbird.open_mail(THE_SCAM)
    until(lambda: thunderbird.button().label == "Scam")
    thunderbird.open_mail(THE_SALAD)
    until(lambda: thunderbird.button().label == "Not USPS")
    assert checks(server) == before + 2
    thunderbird.set(automatic=False)


def test_spanish_and_a_refused_key(thunderbird: Thunderbird) -> None:
    thunderbird.set(language="es", key="not-a-key", automatic=False)
    thunderbird.open_mail(THE_DIGEST)
    thunderbird.press()
    thunderbird.wait_for("popup.html", "Esto no se pudo revisar.")
    until(lambda: thunderbird.button().label == "Sin revisar")
