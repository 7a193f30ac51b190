"""What the page costs a phone, measured in Chromium: bytes, time to the answer, and jumps."""

import time

import pytest
from playwright.sync_api import Route

from tests.api.browsers import Opener, needs_chromium
from tests.api.conftest import NOTICE, SCAM

pytestmark = needs_chromium
ASSETS = 60_000  # bytes
ANSWER = 300  # milliseconds from the press to the answer on the screen
TRIES = 5
SLOW = 0.8  # seconds: browsers excuse what moves within half a second of a press
# `unexcused` is what "cumulative layout shift" counts; `above`, whatever moves of what stands before the answer.
WATCH = """() => { window.shift = { unexcused: 0, above: 0 }; new PerformanceObserver((list) => {
  const answer = document.getElementById("answer");
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    if (!hadRecentInput) window.shift.unexcused += value;
    const isAbove = ({ node }) => node && answer.compareDocumentPosition(node) === Node.DOCUMENT_POSITION_PRECEDING;
    if (sources.some(isAbove)) window.shift.above += value;
  }
}).observe({ type: "layout-shift", buffered: true }); }"""
PRESS = """() => new Promise((done) => {
  const since = performance.now();
  new MutationObserver((_, watch) => {
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - since));
  }).observe(document.getElementById("answer"), { childList: true });
  document.querySelector(".submit").click();
})"""


def test_assets_are_light(opened: Opener) -> None:
    page = opened()
    entries = page.evaluate("performance.getEntriesByType('resource').map((e) => [e.name, e.decodedBodySize])")
    assets = {name: size for name, size in entries if "/static/" in name}
    assert len(assets) >= 2
    assert sum(assets.values()) < ASSETS


def test_the_answer_comes_at_once(opened: Opener) -> None:
    """The best of several: what the page needs, and not what else the machine is doing."""
    page = opened()
    page.fill("#text", SCAM)
    assert min(page.evaluate(PRESS) for _ in range(TRIES)) < ANSWER


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps(opened: Opener, width: int) -> None:
    page = opened(viewport={"width": width, "height": 640})

    def late(route: Route) -> None:
        answer = route.fetch()
        time.sleep(SLOW)
        route.fulfill(response=answer)

    page.route(lambda address: "static" not in address, late)
    page.evaluate(WATCH)
    for text, decision in ((SCAM, "smishing"), (NOTICE, "genuine")):
        page.fill("#text", text)
        page.click(".submit")
        page.wait_for_selector(f".answer.{decision}")
        # What moved is told after the frame in which it did.
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.wait_for_timeout(100)
        assert page.evaluate("window.shift") == {"unexcused": 0, "above": 0}
