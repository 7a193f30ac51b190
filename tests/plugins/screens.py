"""Pictures of the browser extension, to look at: `make screens` writes them into `docs/screens/`."""

import io
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image

from tests.api.conftest import sqlite_in
from tests.api.screens import FOLDER, keep
from tests.api.servers import running
from tests.plugins.browser import Extended, extended, select
from tests.plugins.builds import build, granted
from tests.plugins.conftest import SITES

# The panel over a mail, by colour scheme, language, and pixels across and down.
STATES: dict[str, tuple[Literal["light", "dark"], str, int, int]] = {
    "extension-desktop": ("light", "en", 720, 760),
    "extension-phone": ("dark", "es", 360, 640),
}


def shown(browser: Extended, state: str) -> Image.Image:
    """The panel in a state."""
    scheme, language, width, height = STATES[state]
    browser.set(language=language)
    page = browser.visit("mail.google.com.html", "https://mail.google.com")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": height})
    select(page)
    browser.ask(page).wait_for("usps.com-track.top")
    return Image.open(io.BytesIO(page.screenshot()))


def main() -> None:
    """Write every state."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extension = granted(build(folder, "browser", "chrome"), *SITES)
        with (
            running(folder, database_url=sqlite_in(folder), anonymous_limit="1000000/minute") as server,
            extended(extension, folder / "profile") as browser,
        ):
            browser.set(server=f"http://127.0.0.1:{server.port}")
            for state in STATES:
                keep(shown(browser, state), FOLDER / f"{state}.png")


if __name__ == "__main__":
    main()
