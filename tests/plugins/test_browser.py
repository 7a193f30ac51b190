"""The extension in Chromium, with a real service: what a person does."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.browsers import faults, needs_chromium
from tests.api.conftest import SCAM, sqlite_in
from tests.api.servers import Server, running
from tests.plugins.browser import Extended, attributes, said, select
from tests.plugins.builds import needs_npm
from tests.plugins.faults import nobody, proxy

pytestmark = [needs_chromium, needs_npm]
# A storage that is slow to answer.
HELD = """const get = chrome.storage.{area}.get.bind(chrome.storage.{area});
const held = new Promise((resolve) => {{ globalThis.goOn = resolve; }});
chrome.storage.{area}.get = async (...asked) => (await held, get(...asked));"""


@pytest.fixture(autouse=True)
def named(browser: Extended, server: Server) -> None:
    """The settings of a person who named the server, with one empty tab."""
    browser.context.new_page()
    for page in browser.context.pages[:-1]:
        page.close()
    browser.set(server=f"http://127.0.0.1:{server.port}", key="", language="en", sendSender=True)


@pytest.mark.parametrize("by", ["menu", "keys"])
def test_a_selection_is_judged_beside_it(browser: Extended, by: str) -> None:
    page = browser.visit("hostile.html")
    select(page)
    panel = browser.ask(page, by)
    text = panel.wait_for("Scam: this is not from USPS")
    assert "What to do now" in text
    assert len(panel.of("ol")) == 2
    assert any("usps.com-redelivery.top/us" in said(mark) for mark in panel.of("mark"))
    assert len(panel.of("shape")) == 1


def test_no_style_of_the_page_reaches_the_panel(browser: Extended) -> None:
    page = browser.visit("hostile.html")
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
    page = browser.visit("hostile.html")
    select(page)
    browser.ask(page).wait_for("Scam")
    assert page.evaluate("document.querySelector('postproof-panel').shadowRoot") is None
    assert "Scam" not in page.evaluate("document.documentElement.outerHTML + document.documentElement.innerText")


def test_keyboard_and_screen_reader(browser: Extended) -> None:
    page = browser.visit("mail.google.com.html")
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
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert panel.text() == ""
    assert page.evaluate("window.heard") == []


def test_escape_closes_it_from_the_page_too_and_the_focus_goes_back(browser: Extended) -> None:
    page = browser.visit("mail.google.com.html")
    page.evaluate("document.body.append(Object.assign(document.createElement('input'), {id: 'reply'}))")
    page.evaluate("window.heard = []; addEventListener('keydown', (event) => heard.push(event.key))")
    for back in (False, True):
        page.focus("#reply")
        select(page)
        panel = browser.ask(page)
        panel.wait_for("Scam")
        assert page.evaluate("document.activeElement.localName") == "postproof-panel"
        if back:
            page.focus("#reply")
        page.keyboard.press("Escape")
        assert panel.of("postproof-panel") == []
        assert page.evaluate("document.activeElement.id") == "reply"
    page.keyboard.press("Escape")
    assert page.evaluate("window.heard") == ["Escape"]


@pytest.mark.parametrize(("scheme", "text"), [("light", "rgb(27, 29, 33)"), ("dark", "rgb(236, 238, 242)")])
@pytest.mark.parametrize(("width", "height"), [(320, 480), (360, 640), (1280, 800)])
def test_it_fits_a_window_by_day_and_night(browser: Extended, width: int, height: int, scheme: str, text: str) -> None:
    page = browser.visit("hostile.html")
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("Scam")
    assert panel.style(panel.of("h1")[0])["color"] == text
    (window,) = panel.of("panel")
    box = panel.evaluate(window, "function() { return this.getBoundingClientRect().toJSON(); }")
    assert box["left"] >= 0 <= box["top"] and box["right"] <= width and box["bottom"] <= height
    assert panel.evaluate(window, "function() { return this.scrollWidth <= this.clientWidth; }")


def test_only_one_panel_and_closed_by_its_button(browser: Extended) -> None:
    page = browser.visit("hostile.html")
    select(page)
    browser.ask(page).wait_for("Scam")
    select(page, "#honest")
    panel = browser.ask(page)
    panel.wait_for("salad")
    assert len(panel.of("postproof-panel")) == 1
    panel.press("Close")
    assert panel.of("postproof-panel") == []


def test_a_selection_in_a_field(browser: Extended) -> None:
    page = browser.visit("hostile.html")
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
    page = browser.visit(f"{host}.html", f"https://{host}")
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
    page = browser.visit("hostile.html")
    select(page)
    panel = browser.ask(page)
    assert "Qué hacer ahora" in panel.wait_for("Estafa")
    assert attributes(panel.of("panel")[0])["lang"] == "es"


def test_details_open_the_full_page(browser: Extended, server: Server) -> None:
    page = browser.visit("mail.google.com.html", "https://mail.google.com")
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
    with proxy(f"http://127.0.0.1:{server.port}") as between:
        browser.set(server=between.address)
        page = browser.visit("mail.google.com.html", "https://mail.google.com")
        select(page)
        popup = browser.open("popup.html")
        popup.fill("#text", SCAM)
        popup.fill("#sender", "28777")
        expect(browser.open("options.html").locator("#server")).to_have_value(between.address)
        assert between.seen == []
        browser.ask(page).wait_for("Scam")
        assert between.seen == ["POST /v1/check"]


def test_offline(browser: Extended) -> None:
    popup = browser.open("popup.html")
    page = browser.visit("hostile.html")
    select(page)
    browser.context.set_offline(True)
    try:
        popup.bring_to_front()
        popup.fill("#text", SCAM)
        popup.click("button.main")
        expect(popup.locator("#place")).to_contain_text("You seem to be offline. Nothing was sent.")
        browser.ask(page).wait_for("You seem to be offline. Nothing was sent.")
    finally:
        browser.context.set_offline(False)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_accessible(browser: Extended, scheme: str, language: str) -> None:
    browser.set(language=language)
    for name in ("popup.html", "options.html"):
        page = browser.open(name)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": 360, "height": 640})
        expect(page.locator("html")).to_have_attribute("lang", language)
        if name == "popup.html":
            page.fill("#text", SCAM)
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_selector(".answer.smishing")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


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
    popup.add_init_script(HELD.format(area="session"))
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


def test_the_options_wait_until_they_are_filled_in(browser: Extended) -> None:
    """Else what is typed early would be written over, and the button would put the key into an address."""
    page = browser.context.new_page()
    page.add_init_script(HELD.format(area="local"))
    page.goto(f"{browser.address}/options.html")
    page.locator("#server").focus()
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    page.evaluate("goOn()")
    expect(page.locator("form")).not_to_have_attribute("inert", "")
    assert page.url.endswith("/options.html")
    assert page.input_value("#server").startswith("http://127.0.0.1:")


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
    page = browser.visit("hostile.html")
    select(page)
    panel = browser.ask(page)
    panel.wait_for("The server refused the API key")
    with browser.context.expect_page() as opened:
        panel.press("Open the options")
    assert opened.value.url.endswith("/options.html")


def test_no_server_named(browser: Extended) -> None:
    browser.set(server="")
    page = browser.visit("hostile.html")
    select(page)
    browser.ask(page).wait_for("No server is named yet")


def test_no_permission_for_the_server(browser: Extended) -> None:
    browser.set(server="https://postproof.example.org")
    page = browser.visit("hostile.html")
    select(page)
    browser.ask(page).wait_for("The browser does not let Postproof reach your server yet")


def test_a_server_that_is_gone_and_comes_back(browser: Extended, server: Server) -> None:
    page = browser.visit("hostile.html")
    select(page)
    with nobody() as address:
        browser.set(server=address)
        panel = browser.ask(page)
        panel.wait_for("The server does not answer")
    browser.set(server=f"http://127.0.0.1:{server.port}")
    panel.press("Try again")
    panel.wait_for("Scam")


def test_a_limit_that_is_reached(browser: Extended, tmp_path: Path) -> None:
    with running(tmp_path, database_url=sqlite_in(tmp_path), anonymous_limit="1/day") as other:
        browser.set(server=f"http://127.0.0.1:{other.port}")
        page = browser.visit("hostile.html")
        select(page)
        browser.ask(page).wait_for("Scam")
        text = browser.ask(page).wait_for("You have checked many messages. Try again in")
        assert re.search(r"Try again in \d+ (?:hour|minute|second)s?\.", text)
