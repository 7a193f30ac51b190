"""What the page costs a phone, measured in Chromium: bytes, time to the answer, and jumps."""

import pytest

from tests.api.browsers import Opener, needs_chromium
from tests.api.conftest import SCAM

pytestmark = needs_chromium
ASSETS = 60_000  # bytes
ANSWER = 300  # milliseconds from the press to the answer on the screen
TRIES = 5
WATCH = """() => { window.shift = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
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
    page.evaluate(WATCH)
    page.fill("#text", SCAM)
    page.wait_for_timeout(100)
    assert page.evaluate("window.shift") == 0
