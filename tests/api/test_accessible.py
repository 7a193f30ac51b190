"""Every state of the page for every reader, in Chromium: axe-core, narrow, enlarged, calm."""

import pytest
from playwright.sync_api import expect

from api.pictures import is_installed
from tests.api.browsers import Opener, ask, faults, needs_chromium, unfold
from tests.api.conftest import SCAM
from tests.api.screens import STATES

pytestmark = needs_chromium
PAGES = ["/about?lang=es", "/iphone?lang=es", "/offline?lang=es", "/nothing", "/review", "/docs"]
# What Chromium takes for the picture's colours; the state's own is tried by the other.
SCHEMES = ["light", "dark"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(opened: Opener, state: str, scheme: str) -> None:
    path, _, act = STATES[state]
    if state.startswith("picture") and not is_installed():
        pytest.skip("the extra 'ocr' is not installed")
    page = opened(path, color_scheme=scheme)
    act(page)
    unfold(page)
    assert faults(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_other_pages(opened: Opener, path: str, scheme: str) -> None:
    page = opened(path, color_scheme=scheme)
    if path == "/docs":
        page.wait_for_selector(".opblock")
    unfold(page)
    # Swagger UI leaves out the second level of its headings, which WCAG allows.
    assert [fault for fault in faults(page) if path != "/docs" or not fault.startswith("heading-order:")] == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_field_and_button_are_in_the_first_screen_of_a_phone(opened: Opener, lang: str) -> None:
    page = opened(f"/?lang={lang}", viewport={"width": 360, "height": 740})
    assert page.evaluate("document.querySelector('.submit').getBoundingClientRect().bottom") < 740
    ask(page, SCAM)
    told = page.evaluate(
        "['h1', '.do a'].map((part) => document.querySelector(`.answer ${part}`).getBoundingClientRect().bottom)"
    )
    assert all(0 < bottom < 740 / 2 for bottom in told)


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
