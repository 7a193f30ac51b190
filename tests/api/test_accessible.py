"""Every state of the page for every reader, in Chromium: axe-core, narrow, enlarged, calm."""

import pytest
from playwright.sync_api import expect

from tests.api.browsers import Opener, ask, faults, needs_chromium, unfold
from tests.api.conftest import NOTICE, SCAM

pytestmark = needs_chromium
ANSWERS = [
    ("smishing", SCAM, "+63 917 555 0101"),
    ("genuine", NOTICE, "28777"),
    ("other", "Hi Ana, dinner at seven on Friday? Bring the blue bowl that you borrowed in May.", ""),
    ("uncertain", "Your package could not be delivered today. Please call us to arrange a new time.", ""),
]


@pytest.mark.parametrize(("scheme", "lang"), [("light", "en"), ("dark", "es")])
def test_axe_finds_nothing_in_any_answer(opened: Opener, scheme: str, lang: str) -> None:
    page = opened(f"/?lang={lang}", color_scheme=scheme)
    assert faults(page) == []
    for decision, text, sender in ANSWERS:
        ask(page, text, sender)
        page.wait_for_selector(f".answer.{decision}")
        unfold(page)
        assert faults(page) == []
    page.fill("#text", "???")
    page.click(".submit")
    page.wait_for_selector("#text-error")
    assert faults(page) == []


@pytest.mark.parametrize("path", ["/about", "/iphone", "/offline"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_other_pages(opened: Opener, path: str, scheme: str) -> None:
    page = opened(path, color_scheme=scheme)
    unfold(page)
    assert faults(page) == []


# 640 px at 200 % are 320 px of the page.
@pytest.mark.parametrize(("width", "zoom"), [(320, 1), (640, 2)])
@pytest.mark.parametrize("path", ["/?lang=en", "/?lang=es", "/about", "/iphone"])
def test_nothing_is_cut_off(opened: Opener, path: str, width: int, zoom: int) -> None:
    page = opened(path, viewport={"width": width // zoom, "height": 640}, device_scale_factor=zoom)
    if path.startswith("/?"):
        ask(page, SCAM + " " + "x" * 300, "+63 917 555 0101")
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width // zoom


def test_text_twice_as_large_is_not_cut_off(opened: Opener) -> None:
    page = opened(viewport={"width": 640, "height": 640})
    ask(page, SCAM)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_who_wants_calm(opened: Opener, motion: str, behaviour: str) -> None:
    page = opened(reduced_motion=motion)
    page.evaluate("Element.prototype.scrollIntoView = function (how) { window.how = how?.behavior }")
    ask(page, SCAM)
    page.wait_for_function("window.how")
    assert page.evaluate("window.how") == behaviour
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_enter_checks_in_the_same_language(opened: Opener) -> None:
    page = opened("/?lang=es", java_script_enabled=False)
    page.fill("#text", SCAM)
    page.press("#sender", "Enter")
    expect(page.locator(".answer.smishing h1")).to_contain_text("Estafa")
