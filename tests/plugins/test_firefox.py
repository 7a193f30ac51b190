"""The extension in Firefox, with a real service: what a person does, by the browser's own menus, keys and prompts."""

from collections.abc import Iterator

import pytest

from plugins.build import packed
from tests.api.servers import Server
from tests.plugins.builds import build, needs_npm
from tests.plugins.faults import Proxy, proxy
from tests.plugins.firefox import PANEL, Firefox, needs_firefox, opened
from tests.plugins.mozilla import until
from tests.plugins.sites import sites

# One person in one Firefox: each test goes on where the one before it stopped (`make test` keeps a file together).
pytestmark = [needs_firefox, needs_npm]
MAIL, CHAT, HOSTILE, FRAMED = "mail.google.com.html", "messages.google.com.html", "hostile.html", "framed.html"
CHECK = "POST /v1/check"


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    package = packed(build(tmp_path_factory.mktemp("build"), "browser", "firefox"))
    with opened(package, tmp_path_factory.mktemp("profile")) as firefox:
        yield firefox


@pytest.fixture(scope="module")
def between(server: Server) -> Iterator[Proxy]:
    """The way to the service: what it has seen is all that was sent."""
    with proxy(f"http://127.0.0.1:{server.port}") as between:
        yield between


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with sites() as port:
        yield f"http://mail.example:{port}"


def test_first_the_options_ask_for_permission_and_test_the_connection(firefox: Firefox, between: Proxy) -> None:
    firefox.wait_for("options.html", "Address of the server")
    firefox.save_options(between.address, "secondary")
    firefox.wait_for("options.html", "Not saved: without your permission")
    assert between.seen == []
    firefox.save_options(answer="primary")
    firefox.wait_for("options.html", "Saved. The server answers")
    assert between.seen == ["GET /v1/model"]


def test_the_permission_for_a_former_server_is_given_back(firefox: Firefox, between: Proxy) -> None:
    granted = "Cu.unwaiveXrays(content.wrappedJSObject.browser.permissions.getAll()).then(({origins}) => [...origins])"
    assert firefox.inside("options.html", granted) == ["http://127.0.0.1/*"]
    for asked, name in ((2, "localhost"), (3, "127.0.0.1")):
        firefox.save_options(between.address.replace("127.0.0.1", name), "primary")
        # The test of the connection comes last of what saving does.
        until(lambda: len(between.seen) == asked, "the test of the connection")  # noqa: B023 - at once
        assert firefox.inside("options.html", granted) == [f"http://{name}/*"]


def test_the_menu_of_a_selection(firefox: Firefox, between: Proxy, site: str) -> None:
    before = [*between.seen]
    firefox.open(f"{site}/{MAIL}")
    firefox.select(MAIL, "#message")
    assert between.seen == before
    firefox.right_click(MAIL, "#message")
    told = firefox.panel(MAIL, "What to do now")
    assert between.seen == [*before, CHECK]
    assert "Scam: this is not from USPS" in told
    assert firefox.inside(MAIL, "content.wrappedJSObject.document.querySelector('postproof-panel').shadowRoot") is None
    assert firefox.inside(MAIL, f"[...{PANEL}.querySelectorAll('ol')].map((one) => one.children.length)")[0] == 3
    firefox.press("Escape")
    assert firefox.inside(MAIL, f"!{PANEL}")


def test_the_keys_on_a_page_that_dresses_everything(firefox: Firefox, site: str) -> None:
    firefox.open(f"{site}/{HOSTILE}")
    firefox.select(HOSTILE, "#message")
    firefox.press("Alt", "Shift", "U")
    firefox.panel(HOSTILE, "Scam: this is not from USPS")
    headline = f"content.getComputedStyle({PANEL}.querySelector('h1'))"
    assert firefox.inside(HOSTILE, f"[{headline}.display, {headline}.opacity]") == ["block", "1"]
    assert firefox.inside(HOSTILE, f"{PANEL}.activeElement.id") == "headline"


def test_a_selection_in_a_frame_of_another_site(firefox: Firefox, site: str) -> None:
    """The page around the frame has a selection of its own, which is not asked about."""
    firefox.open(f"{site}/{FRAMED}")
    firefox.select(FRAMED, "#honest")
    firefox.select(FRAMED, "#message", frame=0)
    firefox.right_click(FRAMED, "#message", frame=0)
    assert "salad" not in firefox.panel(FRAMED, "Scam: this is not from USPS")


def test_the_toolbar_button_holds_what_is_selected(firefox: Firefox, between: Proxy, site: str) -> None:
    firefox.open(f"{site}/{CHAT}")
    firefox.select(CHAT, "#message")
    before = [*between.seen]
    firefox.press_toolbar_button()
    filled = "document.querySelector('#text').value"
    until(
        lambda: "usps.com-track.top" in (firefox.inside("popup.html", filled) or ""), "the selection in the paste box"
    )
    assert between.seen == before
    firefox.click("popup.html", "Check")
    firefox.wait_for("popup.html", "Scam: this is not from USPS")
    assert between.seen == [*before, CHECK]
