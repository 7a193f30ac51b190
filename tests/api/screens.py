"""Pictures of the page in each of its states, on a phone and on a desktop: `make screens` writes `docs/screens/`."""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.api.browsers import chromium
from tests.api.conftest import NOTICE, SCAM, sqlite_in
from tests.api.pictures.drawn import STYLES, drawn, encoded
from tests.api.servers import ROOT, running

FOLDER = ROOT / "docs" / "screens"
WIDTHS = {"phone": 360, "desktop": 1280}
# What is further down is more of the same.
TALLEST = 2400
COLOURS = 32
# What is shown from its top on, for one long screen; of the other states the whole page.
PARTS = {
    "answer": "#answer",
    "waterfall": "details:has(.waterfall)",
    "report": "#report",
    "report-deleted": "#report",
    "report-refused": "#report",
}
SCREEN = 1320
CHAT = "Hi Ana, dinner at seven on Friday? Bring the blue bowl that you borrowed in May."
UNCERTAIN = "Your package could not be delivered today. Please call us to arrange a new time."


def start(_: Page) -> None:
    """The page as it opens."""


def check(page: Page, text: str, sender: str = "") -> None:
    page.fill("#text", text)
    page.fill("#sender", sender)
    page.click(".submit")
    page.wait_for_selector(".answer, .mistake")


def smishing(page: Page) -> None:
    check(page, SCAM, "+63 917 555 0101")


def genuine(page: Page) -> None:
    check(page, NOTICE, "28777")


def other(page: Page) -> None:
    check(page, CHAT)


def uncertain(page: Page) -> None:
    check(page, UNCERTAIN)


def waterfall(page: Page) -> None:
    smishing(page)
    page.click("details:has(.waterfall) > summary")


def report(page: Page) -> None:
    smishing(page)
    page.click("#report summary >> nth=0")
    page.check("#report [name=consent] >> nth=0")
    page.click("#report button >> nth=0")
    page.wait_for_selector(".receipt")


def deleted(page: Page) -> None:
    report(page)
    page.click("#report button")
    page.wait_for_selector("#report [role=status]:not(.status)")


def refused(page: Page) -> None:
    """As without JavaScript, since a browser holds back a form whose box is not ticked."""
    smishing(page)
    page.evaluate("document.querySelector('#report [name=consent]').required = false")
    page.click("#report summary >> nth=0")
    page.click("#report button >> nth=0")
    page.wait_for_selector("#report .mistake[role=alert]")


def wrong_sender(page: Page) -> None:
    check(page, SCAM, "2" * 321)


def picture_read(page: Page) -> None:
    shot = encoded(drawn(STYLES[0], "+63 917 555 0101", [("left", SCAM)]))
    page.set_input_files("#picture", {"name": "shot.png", "mimeType": "image/png", "buffer": shot})
    page.wait_for_selector("#read", timeout=60_000)


def picture_refused(page: Page) -> None:
    page.set_input_files("#picture", {"name": "notes.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.wait_for_selector("#picture-error")


def empty(page: Page) -> None:
    check(page, "???")


def too_long(page: Page) -> None:
    check(page, "Your parcel waits. " * 600)


def offline(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()


STATES: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "start": ("/?lang=en", "light", start),
    "answer": ("/?lang=en", "light", smishing),
    "smishing": ("/?lang=en", "light", smishing),
    "genuine": ("/?lang=en", "light", genuine),
    "other": ("/?lang=en", "light", other),
    "uncertain": ("/?lang=en", "light", uncertain),
    "waterfall": ("/?lang=en", "light", waterfall),
    "report": ("/?lang=en", "light", report),
    "report-deleted": ("/?lang=en", "light", deleted),
    "report-refused": ("/?lang=en", "light", refused),
    "wrong-sender": ("/?lang=en", "light", wrong_sender),
    "picture-read": ("/?lang=en", "light", picture_read),
    "picture-refused": ("/?lang=en", "light", picture_refused),
    "empty": ("/?lang=en", "light", empty),
    "too-long": ("/?lang=en", "light", too_long),
    "spanish": ("/?lang=es", "light", smishing),
    "dark": ("/?lang=en", "dark", smishing),
    "offline": ("/?lang=en", "light", offline),
    "about": ("/about?lang=en", "light", start),
    "iphone": ("/iphone?lang=en", "light", start),
    "not-found": ("/nothing?lang=en", "light", start),
}


def shown(browser: Browser, address: str, state: str, width: int, scheme: str = "") -> Image.Image:
    """A state of the page in so many pixels of width, in its own colour scheme or another."""
    path, own, act = STATES[state]
    context = browser.new_context(
        viewport={"width": width, "height": SCREEN if state in PARTS else 640},
        color_scheme=scheme or own,
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        page.goto(address + path)
        act(page)
        page.locator(PARTS.get(state, "body")).evaluate("(part) => part.scrollIntoView()")
        return Image.open(io.BytesIO(page.screenshot(full_page=state not in PARTS)))
    finally:
        context.close()


def keep(image: Image.Image, path: Path) -> None:
    """Write a picture with few colours, which makes it small."""
    image = image.convert("RGB").crop((0, 0, image.width, min(image.height, TALLEST)))
    # The most frequent colours, so that grounds and accents stay near those of the page: a quantiser mixes them.
    counted = sorted(image.getcolors(image.width * image.height) or [], reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in counted for part in colour])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Write every state at every width."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        with running(folder, database_url=sqlite_in(folder), anonymous_limit="1000000/minute") as server:
            for state in STATES:
                for screen, width in WIDTHS.items():
                    image = shown(browser, f"http://127.0.0.1:{server.port}", state, width)
                    keep(image, FOLDER / f"{state}-{screen}.png")


if __name__ == "__main__":
    main()
