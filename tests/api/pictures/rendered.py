"""Screens of message programs, laid out in HTML and rendered by Chromium, and what happens to them on their way."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from PIL import Image, ImageFilter

from tests.api.browsers import chromium
from tests.api.pictures.drawn import Side, encoded

Program = Literal["ios", "google", "samsung"]
SIZES = {"ios": (390, 844), "google": (412, 892), "samsung": (384, 854)}
_LAYOUTS = Environment(loader=FileSystemLoader(Path(__file__).with_name("screens")), autoescape=True)
_LINK = re.compile(r"https?://[^\s)]*[^\s).,]|\b[\w-]+(?:\.[\w-]+)*\.(?:top|com|help|example)/[^\s)]*[^\s).,]")


@dataclass(frozen=True)
class Shot:
    """A conversation on a phone's screen; `size` is that of the text in points, `scale` pixels to a point."""

    program: Program
    sender: str
    bubbles: tuple[tuple[Side, str], ...]
    lang: str = "en"
    dark: bool = False
    size: int = 17
    scale: float = 3
    keyboard: bool = False
    quiet: bool = False  # links in the colour of the text, as iOS shows them for unknown senders
    unread: int = 0
    card: tuple[str, str] | None = None  # the preview of a link: its title and host
    quality: int = 0  # of a JPEG; 0 is a PNG
    # Of the screen: by how much it leans, as a share of the width. Above 0 it is lit from the side and has grain, below
    # 0 it leans the other way, is lit from above, and has none.
    photo: float = 0.0

    @property
    def text(self) -> str:
        """What is expected to be read."""
        return "\n".join([text for side, text in self.bubbles if side == "left"] + [" ".join(self.card or ())]).strip()


def rendered(shots: Iterable[Shot]) -> Iterator[bytes]:
    """The pictures of screens, in order."""
    with chromium() as browser:
        for shot in shots:
            width, height = SIZES[shot.program]
            page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=shot.scale)
            page.set_content(_html(shot))
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            page.close()
            yield encoded(_photo(image, shot.photo) if shot.photo else image, shot.quality)


def _html(shot: Shot) -> str:
    bubbles = [(side, _linked(text)) for side, text in shot.bubbles]
    return _LAYOUTS.get_template(f"{shot.program}.html").render(vars(shot) | {"bubbles": bubbles})


def _linked(text: str) -> Markup:
    """HTML with its links underlined, as phones show them."""
    return Markup(_LINK.sub(lambda link: f"<a>{link[0]}</a>", str(escape(text))))


def _photo(screen: Image.Image, lean: float) -> Image.Image:
    """A photo of a screen: held askew and not quite in front, on a table, in dim and uneven light."""
    width, height = screen.size
    edge = round(0.04 * width)
    table = Image.new("RGB", (width + 2 * edge, height + 2 * edge), "#6b5a48")
    table.paste(screen, (edge, edge))
    by = lean * width
    corners = (-by, by, by, table.height + by, table.width + by, table.height - by, table.width - 2 * by, -by)
    seen = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="#6b5a48")
    pixels = np.asarray(seen.filter(ImageFilter.GaussianBlur(width / 1200))).astype(np.float32)
    if lean < 0:
        dim = pixels * np.linspace(0.7, 1.0, pixels.shape[0])[:, None, None]
    else:
        grain = np.random.default_rng(7).normal(0, 5, pixels.shape)
        dim = pixels * np.linspace(0.8, 1.0, pixels.shape[1])[None, :, None] + grain
    return Image.fromarray(dim.clip(0, 255).astype(np.uint8))
