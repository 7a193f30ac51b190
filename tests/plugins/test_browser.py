"""The extension in Chromium, with a real service: what a person does."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.browsers import needs_chromium
from tests.api.conftest import SCAM, sqlite_in
from tests.api.servers import Server, running
from tests.plugins.browser import Extended, attributes, said
from tests.plugins.builds import needs_npm

pytestmark = [needs_chromium, needs_npm]
PAGES = Path(__file__).parent / "pages"
STRICT = "default-src 'none'; style-src 'self'; script-src 'none'"


@pytest.fixture(autouse=True)
def named(browser: Extended, server: Server) -> None:
    """The settings of a person who named the server, with one empty tab."""
    browser.context.new_page()
    for page in browser.context.pages[:-1]:
        page.close()
    browser.set(server=f"http://127.0.0.1:{server.port}", key="", language="en", sendSender=True)


def page_of(browser: Extended, name: str, host: str = "http://127.0.0.1:9") -> Page:
    """One of our pages under an address, with a strict policy."""
    page = browser.context.new_page()

    def answer(route: Route) -> None:
        path = PAGES / (route.request.url.rpartition("/")[2] or name)
        route.fulfill(path=path if path.exists() else PAGES / name, headers={"Content-Security-Policy": STRICT})

    page.route(f"{host}/**", answer)
    page.goto(f"{host}/{name}")
    return page


def select(page: Page, selector: str = "#message") -> None:
    page.evaluate("(at) => getSelection().selectAllChildren(document.querySelector(at))", selector)


@pytest.mark.parametrize("by", ["menu", "keys"])
def test_a_selection_is_judged_beside_it(browser: Extended, by: str) -> None:
    page = page_of(browser, "hostile.html")
    select(page)
    panel = browser.ask(page, by)
    text = panel.wait_for("Scam: this is not from USPS")
    assert "What to do now" in text
    assert len(panel.of("ol")) == 2
    assert any("usps.com-redelivery.top/us" in said(mark) for mark in panel.of("mark"))
    assert len(panel.of("shape")) == 1


def test_no_style_of_the_page_reaches_the_panel(browser: Extended) -> None:
    page = page_of(browser, "hostile.html")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("Scam")
    headline = panel.style(panel.of("h1")[0])
    assert (headline["display"], headline["opacity"], headline["color"]) == ("block", "1", "rgb(27, 29, 33)")
    assert 18 < float(headline["font-size"].removesuffix("px")) < 19
    host = panel.style(panel.of("postproof-panel")[0])
    assert (host["display"], host["position"], host["visibility"]) == ("block", "fixed", "visible")
    assert (host["opacity"], host["transform"], host["pointer-events"]) == ("1", "none", "auto")


def test_the_page_cannot_read_the_panel(browser: Extended) -> None:
    page = page_of(browser, "hostile.html")
    select(page)
    browser.ask(page).wait_for("Scam")
    assert page.evaluate("document.querySelector('postproof-panel').shadowRoot") is None
    assert "Scam" not in page.evaluate("document.documentElement.outerHTML + document.documentElement.innerText")


def test_keyboard_and_screen_reader(browser: Extended) -> None:
    page = page_of(browser, "mail.google.com.html")
    page.evaluate("window.heard = []; addEventListener('keydown', (event) => heard.push(event.key))")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("Scam")
    tree = panel.session.send("Accessibility.getFullAXTree")["nodes"]
    roles = {node["role"]["value"]: node.get("name", {}).get("value") for node in tree if "role" in node}
    assert roles["dialog"] == "Postproof: the answer"
    focused = [
        node for node in tree if any(p["name"] == "focused" and p["value"]["value"] for p in node.get("properties", ()))
    ]
    assert focused[-1]["name"]["value"].startswith("Scam")
    page.keyboard.press("e")
    page.keyboard.press("Escape")
    assert panel.text() == ""
    assert page.evaluate("window.heard") == []


def test_only_one_panel_and_closed_by_its_button(browser: Extended) -> None:
    page = page_of(browser, "hostile.html")
    select(page)
    browser.ask(page).wait_for("Scam")
    select(page, "#honest")
    panel = browser.ask(page)
    panel.wait_for("salad")
    assert len(panel.of("postproof-panel")) == 1
    panel.press("Close")
    assert panel.of("postproof-panel") == []


def test_a_selection_in_a_field(browser: Extended) -> None:
    page = page_of(browser, "hostile.html")
    page.evaluate("document.querySelector('#field').focus(); document.querySelector('#field').select()")
    browser.ask(page, "keys").wait_for("usps.com-track.top/x")


@pytest.mark.parametrize(
    ("host", "sender"),
    [
        ("mail.google.com", "USPS Support <desk@parcel-desk.example>"),
        ("outlook.live.com", "USPS Support <desk@parcel-desk.example>"),
        ("messages.google.com", "+63 917 555 0101"),
    ],
)
def test_the_sender_is_taken_from_the_page(browser: Extended, host: str, sender: str) -> None:
    page = page_of(browser, f"{host}.html", f"https://{host}")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("Scam")
    assert said(panel.of("sender")[0], but="SUP") == f"From: {sender}"
    panel.press("Close")  # or the wait below would be for the answer that is there already
    browser.set(sendSender=False)
    panel = browser.ask(page)
    panel.wait_for("Scam")
    assert panel.of("sender") == []


def test_spanish(browser: Extended) -> None:
    browser.set(language="es")
    page = page_of(browser, "hostile.html")
    select(page)
    panel = browser.ask(page)
    assert "Qué hacer ahora" in panel.wait_for("Estafa")
    assert attributes(panel.of("panel")[0])["lang"] == "es"


def test_details_open_the_full_page(browser: Extended, server: Server) -> None:
    page = page_of(browser, "mail.google.com.html", "https://mail.google.com")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("Scam")
    with browser.context.expect_page() as opened:
        panel.press("Details")
    full = opened.value
    full.wait_for_selector(".answer.smishing")
    assert full.url == f"http://127.0.0.1:{server.port}/?lang=en"
    assert full.input_value("#sender") == "USPS Support <desk@parcel-desk.example>"
    assert browser.background.evaluate("chrome.storage.session.get(null)") == {}


def test_nothing_is_sent_before_it_is_asked(browser: Extended, server: Server) -> None:
    before = checks(server)
    page = page_of(browser, "mail.google.com.html", "https://mail.google.com")
    select(page)
    popup = browser.open("popup.html")
    popup.fill("#text", SCAM)
    browser.open("options.html").wait_for_selector("#server")
    assert checks(server) == before


def checks(server: Server) -> int:
    """How often the service was asked; its page, which another test opened, may still fetch its own files."""
    return sum(server.log.read_text().count(asked) for asked in (" POST ", " /v1/"))


def test_a_pasted_message(browser: Extended) -> None:
    popup = browser.open("popup.html")
    popup.fill("#text", SCAM)
    popup.fill("#sender", "+63 917 555 0101")
    popup.keyboard.press("Enter")
    expect(popup.locator(".answer.smishing h1")).to_contain_text("Scam")
    popup.fill("#text", " ")
    popup.click("button.main")
    expect(popup.locator("#place")).to_contain_text("There is nothing to read")


def test_what_is_pasted_at_once_stays(browser: Extended) -> None:
    """The box looks for a selection when it opens; who was quicker keeps their own words."""
    popup = browser.context.new_page()
    popup.add_init_script(
        """const get = chrome.storage.session.get.bind(chrome.storage.session);
        const held = new Promise((resolve) => { globalThis.goOn = resolve; });
        chrome.storage.session.get = async (...asked) => (await held, get(...asked));"""
    )
    popup.goto(f"{browser.address}/popup.html")
    popup.fill("#text", SCAM)
    popup.click("#sender")
    popup.evaluate("goOn()")
    popup.keyboard.type("+63 917 555 0101")
    popup.keyboard.press("Enter")
    expect(popup.locator(".answer.smishing h1")).to_contain_text("Scam")
    assert popup.input_value("#text") == SCAM
    assert popup.input_value("#sender") == "+63 917 555 0101"


def saved(browser: Extended, address: str, key: str = "") -> Page:
    page = browser.open("options.html")
    expect(page.locator("#language")).to_have_value("en")
    page.fill("#server", address)
    page.fill("#key", key)
    page.click("button.main")
    return page


def test_options_test_the_connection(browser: Extended, server: Server) -> None:
    page = saved(browser, f"http://127.0.0.1:{server.port}/")
    expect(page.locator("[role=status]")).to_contain_text("Saved. The server answers")
    page.fill("#key", "not-a-key")
    page.click("button.main")
    expect(page.locator("[role=status]")).to_contain_text("The server refused the API key")


@pytest.mark.parametrize(
    "address",
    ["http://postproof.example.org", "ftp://postproof.example.org", "", "https://me:pw@postproof.example.org"],
)
def test_options_refuse_what_messages_may_not_go_to(browser: Extended, address: str) -> None:
    page = saved(browser, address)
    expect(page.locator("[role=status]")).to_contain_text("This is no address that messages may go to")
    expect(page.locator("#server")).to_be_focused()


def test_a_wrong_key_is_said_in_the_panel(browser: Extended) -> None:
    browser.set(key="not-a-key")
    page = page_of(browser, "hostile.html")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("The server refused the API key")
    with browser.context.expect_page() as opened:
        panel.press("Open the options")
    assert opened.value.url.endswith("/options.html")


def test_no_server_named(browser: Extended) -> None:
    browser.set(server="")
    page = page_of(browser, "hostile.html")
    select(page)
    browser.ask(page).wait_for("No server is named yet")


def test_no_permission_for_the_server(browser: Extended) -> None:
    browser.set(server="https://postproof.example.org")
    page = page_of(browser, "hostile.html")
    select(page)
    browser.ask(page).wait_for("The browser does not let Postproof reach your server yet")


def test_a_server_that_is_gone_and_comes_back(browser: Extended, server: Server, tmp_path: Path) -> None:
    with running(tmp_path, database_url=sqlite_in(tmp_path)) as other:
        port = other.port
    browser.set(server=f"http://127.0.0.1:{port}")
    page = page_of(browser, "hostile.html")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("The server does not answer")
    browser.set(server=f"http://127.0.0.1:{server.port}")
    panel.press("Try again")
    panel.wait_for("Scam")


def test_a_limit_that_is_reached(browser: Extended, tmp_path: Path) -> None:
    with running(tmp_path, database_url=sqlite_in(tmp_path), anonymous_limit="1/hour") as other:
        browser.set(server=f"http://127.0.0.1:{other.port}")
        page = page_of(browser, "hostile.html")
        select(page)
        browser.ask(page).wait_for("Scam")
        browser.ask(page).wait_for("You have checked many messages. Try again in")
