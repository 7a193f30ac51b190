"""The page in Chromium, with a real service: what only a browser shows."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.browsers import Opener, ask, needs_chromium
from tests.api.conftest import NOTICE, SCAM

pytestmark = needs_chromium


def test_answers_in_place(opened: Opener) -> None:
    page = opened()
    page.evaluate("window.same = true")
    ask(page, SCAM)
    assert page.evaluate("window.same")
    expect(page.locator(".submit")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Scam")
    assert page.evaluate("document.querySelector('#answer').getBoundingClientRect().top") < 100
    assert page.title().startswith("Scam")
    ask(page, NOTICE, "28777")
    expect(page.locator(".answer.genuine h1")).to_be_visible()


@pytest.mark.parametrize(("lang", "word"), [("en", "Scam"), ("es", "Estafa")])
def test_works_without_javascript(opened: Opener, lang: str, word: str) -> None:
    page = opened(f"/?lang={lang}", java_script_enabled=False)
    ask(page, SCAM, "+63 917 555 0101")
    expect(page.locator("h1")).to_contain_text(word)
    assert page.locator("[data-copy]:visible").count() == 0
    page.click(".copies summary")
    assert "usps.com-redelivery.top" in page.input_value("#for-uspis")
    page.click("#report summary >> nth=0")
    page.check("#report [name=consent] >> nth=0")
    page.click("#report button >> nth=0")
    expect(page.locator(".answer.smishing")).to_be_visible()
    receipt = page.inner_text(".receipt")
    page.click(".take-back summary")
    page.fill("#receipt", receipt)
    page.click(".take-back button")
    expect(page.locator("#taken-back p")).to_be_visible()


def test_language_of_the_browser_and_switch(opened: Opener) -> None:
    page = opened("/", locale="es-MX")
    assert page.get_attribute("html", "lang") == "es"
    page.fill("#text", SCAM)
    page.click(".switch")
    page.wait_for_selector(".answer")
    assert page.get_attribute("html", "lang") == "en"
    assert page.input_value("#text") == SCAM


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus, which is seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_keyboard_alone(opened: Opener) -> None:
    page = opened()
    tab_to(page, "#text")
    page.keyboard.insert_text(SCAM)
    tab_to(page, "#sender")
    page.keyboard.type("+63 917 555 0101")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    tab_to(page, ".where")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#piece-1$"))
    tab_to(page, "#report summary")
    page.keyboard.press("Enter")
    tab_to(page, "#report [name=consent]")
    page.keyboard.press("Space")
    tab_to(page, "#report button")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_be_visible()
    expect(page.locator("#report")).to_be_focused()


def test_mistake_is_said_beside_its_field(opened: Opener) -> None:
    page = opened()
    page.fill("#text", "???")
    page.click(".submit")
    expect(page.locator("#text-error")).to_contain_text("There is nothing to read.")
    expect(page.locator("#text")).to_be_focused()
    ask(page, SCAM)
    assert page.locator("#text-error").count() == 0
    assert page.get_attribute("#text", "aria-invalid") is None


@pytest.mark.parametrize(
    ("status", "sentence"), [(429, "You have checked many messages"), (500, "Something went wrong on this server")]
)
def test_refusals_are_said_in_words(opened: Opener, status: int, sentence: str) -> None:
    page = opened()

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            words = f"<h1>{sentence}</h1>" if status == 429 else ""
            route.fulfill(status=status, body=words, content_type="text/html")
        else:
            route.continue_()

    page.context.route("**/*", refuse)
    page.fill("#text", SCAM)
    page.click(".submit")
    expect(page.locator("#status")).to_contain_text(sentence)
    assert page.input_value("#text") == SCAM


def test_offline_is_said_and_the_shell_stays(opened: Opener, address: str) -> None:
    page = opened()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.fill("#text", SCAM)
    page.click(".submit")
    expect(page.locator("#status")).to_contain_text("You seem to be offline")
    page.goto(f"{address}/?lang=es")
    expect(page.locator("#offline")).to_contain_text("No tiene conexión")
    expect(page.locator("#text")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_have_count(0)
    ask(page, SCAM)


# What Android's share sheet sends, as the manifest asks for it: the browser navigates with a form.
SHARE = """async (text) => {
  const address = document.querySelector("link[rel=manifest]").href;
  const { share_target: target } = await (await fetch(address)).json();
  const form = Object.assign(document.createElement("form"), target);
  form.append(Object.assign(document.createElement("input"), { name: target.params.text, value: text }));
  document.body.append(form);
  form.submit();
}"""


@pytest.mark.parametrize(("lang", "word"), [("en", "Scam"), ("es", "Estafa")])
def test_a_shared_text_is_answered(opened: Opener, lang: str, word: str) -> None:
    page = opened(f"/?lang={lang}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(SHARE, SCAM)
    expect(page.locator(".answer.smishing h1")).to_contain_text(word)
    assert "redelivery" not in page.url


def test_only_the_shell_is_kept(opened: Opener) -> None:
    page = opened()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    ask(page, SCAM)
    kept = page.evaluate(
        """async () => Promise.all((await Promise.all((await caches.keys()).map(async (name) => {
          const shelf = await caches.open(name);
          return Promise.all((await shelf.keys()).map(async (key) => (await shelf.match(key)).text()));
        }))).flat())"""
    )
    assert len(kept) == 5
    assert "redelivery" not in "".join(kept)
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_copies_what_to_send(opened: Opener) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    ask(page, SCAM, "+63 917 555 0101")
    page.click("[data-copy=for-7726]")
    expect(page.locator(".act .status")).to_have_text("Copied. Now paste it into your message.")
    assert page.evaluate("navigator.clipboard.readText()") == SCAM
    page.click("[data-copy=for-uspis]")
    assert "+63 917 555 0101" in page.evaluate("navigator.clipboard.readText()")


def test_report_and_delete(opened: Opener) -> None:
    page = opened()
    ask(page, SCAM)
    page.click("text=This is wrong")
    page.check("#report [value=other]")
    page.check("#report details[open] [name=consent]")
    page.click("#report details[open] button")
    receipt = page.inner_text(".receipt")
    expect(page.locator(".answer.smishing")).to_be_visible()
    page.click("#report button")
    expect(page.locator("#report")).to_have_text("The report is deleted.")
    page.click(".take-back summary")
    page.fill("#receipt", receipt)
    page.click(".take-back button")
    expect(page.locator("#taken-back")).to_contain_text("There is no report with this receipt.")
