"""The extension in Thunderbird, with a real service: what a person does."""

from collections.abc import Iterator

import pytest

from plugins.build import packed
from tests.api.servers import Server
from tests.api.test_check_mail import RECEIVER, SCAM, digest
from tests.plugins.builds import build, needs_npm
from tests.plugins.faults import Proxy, proxy
from tests.plugins.thunderbird import Thunderbird, needs_thunderbird, opened

# One person in one Thunderbird: each test goes on where the one before it stopped (`make test` keeps a file together).
pytestmark = [needs_thunderbird, needs_npm]
SALAD = "From: Ana <ana@example.org>\nSubject: Saturday\nContent-Type: text/plain\n\nBring the salad, please. Ana"
ENCLOSED = "From: Ana <ana@example.org>\nSubject: Film\nContent-Type: text/plain\n\n" + ("x" * 76 + "\n") * 28_000
THE_SCAM, THE_DIGEST, THE_SALAD, THE_LARGE, THE_FORGED = range(5)
MAILS = [SCAM, digest("pass"), SALAD, ENCLOSED, digest("fail")]
CHECK = "POST /v1/check/email?lang=en"


@pytest.fixture(scope="module")
def thunderbird(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thunderbird]:
    package = packed(build(tmp_path_factory.mktemp("build"), "thunderbird", "thunderbird"))
    dated = [
        f"Date: Mon, 23 Nov 2026 10:0{9 - n}:00 +0000\nTo: dana@example.org\n{mail}" for n, mail in enumerate(MAILS)
    ]
    with opened(package, dated, tmp_path_factory.mktemp("profile")) as thunderbird:
        yield thunderbird


@pytest.fixture(scope="module")
def between(server: Server) -> Iterator[Proxy]:
    """The way to the service: what it has seen is all that was sent."""
    with proxy(f"http://127.0.0.1:{server.port}") as between:
        yield between


def test_first_the_options_ask_for_permission_and_test_the_connection(thunderbird: Thunderbird, between: Proxy) -> None:
    thunderbird.wait_for("options.html", "Address of the server")
    thunderbird.save_options(between.address, "secondary")
    thunderbird.wait_for("options.html", "Not saved: without your permission")
    assert between.seen == []
    thunderbird.save_options(answer="primary")
    thunderbird.wait_for("options.html", "Saved. The server answers")
    assert between.seen == ["GET /v1/model"]
    thunderbird.inside("options.html", "(document.querySelector('#receiver').value = 'mx example', true)")
    thunderbird.save_options()
    thunderbird.wait_for("options.html", "This is no name of a mail receiver")


def test_a_scam_is_told_by_the_button_and_its_popup(thunderbird: Thunderbird, between: Proxy) -> None:
    before = [*between.seen]
    thunderbird.open_mail(THE_SCAM)
    plain = thunderbird.button()
    assert plain.label == "Really USPS?"
    assert between.seen == before
    thunderbird.press_button()
    told = thunderbird.wait_for("popup.html", "What to do now")
    assert between.seen == [*before, CHECK]
    assert "Scam: this is not from USPS" in told
    assert "usps.com-track.top/x" in told
    assert thunderbird.inside("popup.html", "document.querySelectorAll('mark').length") > 0
    assert 1 <= thunderbird.inside("popup.html", "document.querySelector('ol').children.length") <= 3
    assert thunderbird.inside("popup.html", "document.activeElement.id") == "headline"
    scam = thunderbird.button()
    assert (scam.label, scam.title[:5]) == ("Scam", "Scam:")
    assert scam.icon != plain.icon


def test_all_reasons_open_and_nothing_is_sent_for_them(thunderbird: Thunderbird, between: Proxy) -> None:
    thunderbird.open_mail(THE_SCAM)
    thunderbird.press_button()
    thunderbird.wait_for("popup.html", "What to do now")
    before = [*between.seen]
    thunderbird.click("popup.html", "All the reasons")
    assert "Is it a scam?" in thunderbird.wait_for("details.html", "Answered by model")
    assert between.seen == before


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
    thunderbird.press_button()
    assert thunderbird.wait_for_button(label).title.startswith(sentence)


def test_automatic_checking_asks_unasked(thunderbird: Thunderbird, between: Proxy) -> None:
    thunderbird.close_popup()
    thunderbird.set(automatic=True, trustedAuthservId="")
    before = [*between.seen]
    thunderbird.open_mail(THE_SCAM)
    thunderbird.wait_for_button("Scam")
    thunderbird.open_mail(THE_SALAD)
    thunderbird.wait_for_button("Not USPS")
    assert between.seen == [*before, CHECK, CHECK]
    thunderbird.set(automatic=False)


def test_spanish_and_a_refused_key(thunderbird: Thunderbird) -> None:
    thunderbird.set(language="es", key="not-a-key", automatic=False)
    thunderbird.open_mail(THE_DIGEST)
    thunderbird.press_button()
    thunderbird.wait_for("popup.html", "Esto no se pudo revisar.")
    thunderbird.wait_for_button("Sin revisar")
