"""Draws screenshots of messages as iOS and Android show them."""

import io
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

System = Literal["ios", "android"]
Side = Literal["left", "right"]


@dataclass(frozen=True)
class Style:
    """How a phone shows messages; `scale` is pixels to a point."""

    name: str
    system: System
    dark: bool
    width: int
    height: int
    scale: float
    quality: int = 0  # of a JPEG; 0 is a PNG

    @property
    def page(self) -> str:
        return {"ios": ("#ffffff", "#000000"), "android": ("#fbfcff", "#131316")}[self.system][self.dark]

    @property
    def ink(self) -> str:
        return "#ffffff" if self.dark else "#1b1b1f"

    @property
    def grey(self) -> str:
        return "#8e8e93"

    @property
    def received(self) -> str:
        return {"ios": ("#e9e9eb", "#262629"), "android": ("#eceef4", "#2a2b31")}[self.system][self.dark]

    @property
    def own(self) -> tuple[str, str]:
        """Fill and ink of the user's bubbles."""
        return {
            "ios": (("#34c759", "#ffffff"), ("#30d158", "#ffffff")),
            "android": (("#d3e3fd", "#041e49"), ("#0842a0", "#d3e3fd")),
        }[self.system][self.dark]


STYLES = [
    Style("ios-light-small", "ios", False, 750, 1334, 2),
    Style("ios-light-large", "ios", False, 1170, 2532, 3, quality=70),
    Style("ios-dark-medium", "ios", True, 828, 1792, 2, quality=60),
    Style("ios-dark-large", "ios", True, 1290, 2796, 3),
    Style("android-light-small", "android", False, 720, 1600, 1.75, quality=75),
    Style("android-light-medium", "android", False, 1080, 2400, 2.625),
    Style("android-dark-medium", "android", True, 1080, 2340, 2.625, quality=60),
    Style("android-dark-large", "android", True, 1440, 3120, 3.5),
]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font that comes with matplotlib: the same on every machine."""
    spec = find_spec("matplotlib")
    assert spec and spec.origin
    return ImageFont.truetype(Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf", size)


def wrapped(text: str, of: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines as a phone breaks them: at spaces, and a word that is too long, such as a link, where it must."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            tried = f"{line} {word}" if line else word
            if of.getlength(tried) <= width:
                line = tried
                continue
            if line:
                lines.append(line)
            line = word
            while of.getlength(line) > width:
                cut = next(n for n in range(len(line), 0, -1) if of.getlength(line[:n]) <= width)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines


class Screen:
    """A screenshot that is being drawn, from the top downwards; lengths are in points."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.image = Image.new("RGB", (style.width, style.height), style.page)
        self.draw = ImageDraw.Draw(self.image)
        self.width = style.width / style.scale
        self.height = style.height / style.scale
        self.top = 0.0

    def write(self, x: float, y: float, text: str, size: float, ink: str = "", anchor: str = "lm") -> None:
        of = font(round(size * self.style.scale))
        self.draw.text((x * self.style.scale, y * self.style.scale), text, ink or self.style.ink, of, anchor)

    def box(self, x: float, y: float, width: float, height: float, fill: str | None, outline: str = "") -> None:
        scale = self.style.scale
        corners = (x * scale, y * scale, (x + width) * scale, (y + height) * scale)
        self.draw.rounded_rectangle(corners, 18 * scale, fill, outline or None)

    def bubble(self, text: str, side: Side, left: float) -> None:
        size, step, pad = 15.5, 21.0, 12.0
        of = font(round(size * self.style.scale))
        lines = wrapped(text, of, self.width * 0.68 * self.style.scale)
        width = max(of.getlength(line) for line in lines) / self.style.scale + 2 * pad
        height = len(lines) * step + 14
        x = left if side == "left" else self.width - 14 - width
        fill, ink = (self.style.received, self.style.ink) if side == "left" else self.style.own
        self.box(x, self.top, width, height, fill)
        for number, line in enumerate(lines):
            self.write(x + pad, self.top + 7 + step * (number + 0.5), line, size, ink)
        self.top += height + 6


def drawn(style: Style, sender: str, bubbles: list[tuple[Side, str]]) -> Image.Image:
    """The screenshot of a conversation."""
    screen = Screen(style)
    (_ios if style.system == "ios" else _android)(screen, sender, bubbles)
    return screen.image


def encoded(image: Image.Image, quality: int = 0) -> bytes:
    """A picture as PNG, or as JPEG of a quality."""
    out = io.BytesIO()
    if quality:
        image.save(out, "JPEG", quality=quality)
    else:
        image.save(out, "PNG")
    return out.getvalue()


def _ios(screen: Screen, sender: str, bubbles: list[tuple[Side, str]]) -> None:
    middle, style = screen.width / 2, screen.style
    screen.write(34, 22, "9:41", 15)
    screen.write(screen.width - 34, 22, "5G 83", 13, anchor="rm")
    screen.write(14, 70, "‹", 30, "#0a84ff")
    screen.write(30, 71, "12", 15, "#0a84ff")
    screen.draw.ellipse(
        [(middle - 22) * style.scale, 45 * style.scale, (middle + 22) * style.scale, 89 * style.scale], style.grey
    )
    screen.write(middle, 101, f"{sender} ›", 11, anchor="mm")
    screen.draw.line([0, 114 * style.scale, style.width, 114 * style.scale], style.received, 1)
    screen.write(middle, 132, "Text Message • SMS", 11, style.grey, "mm")
    screen.write(middle, 148, "Today 10:24 AM", 11, style.grey, "mm")
    screen.top = 164
    for side, text in bubbles:
        screen.bubble(text, side, 14)
    if bubbles[-1][0] == "right":
        screen.write(screen.width - 20, screen.top + 6, "Delivered", 11, style.grey, "rm")
    screen.write(middle, screen.height - 112, "The sender is not in your contact list.", 12, style.grey, "mm")
    screen.write(middle, screen.height - 92, "Report Junk", 12, "#0a84ff", "mm")
    screen.box(54, screen.height - 72, screen.width - 68, 36, None, style.grey)
    screen.write(68, screen.height - 54, "Text Message • SMS", 15, style.grey)
    screen.write(28, screen.height - 54, "+", 24, style.grey, "mm")


def _android(screen: Screen, sender: str, bubbles: list[tuple[Side, str]]) -> None:
    middle, style = screen.width / 2, screen.style
    screen.write(20, 18, "10:24", 13)
    screen.write(screen.width - 20, 18, "LTE 64%", 12, anchor="rm")
    screen.write(16, 58, "←", 20)
    screen.box(48, 40, 36, 36, style.own[0])
    screen.write(96, 58, sender, 18)
    screen.write(screen.width - 20, 58, "⋮", 20, anchor="mm")
    screen.write(middle, 108, f"Texting with {sender} (SMS/MMS)", 12, style.grey, "mm")
    screen.write(middle, 130, "Today • 10:24 AM", 12, style.grey, "mm")
    screen.top = 148
    for side, text in bubbles:
        screen.bubble(text, side, 52)
    screen.write(64, screen.top + 4, "10:24 AM", 11, style.grey)
    screen.box(16, screen.height - 142, 116, 34, style.received)
    screen.write(74, screen.height - 125, "Report spam", 13, anchor="mm")
    screen.box(56, screen.height - 88, screen.width - 112, 44, style.received)
    screen.write(76, screen.height - 66, "Text message", 15, style.grey)
