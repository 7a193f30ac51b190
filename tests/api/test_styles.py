"""Contrast of the page's colours, by the formula of WCAG 2.2."""

import re
from importlib.resources import files

import pytest

CSS = files("api").joinpath("static", "page.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in CSS.split("prefers-color-scheme: dark")[:2]
)
# What stands on what, and the least contrast: 4.5 for text, 3 for shapes, borders and focus rings.
PAIRS = [
    *((text, ground, 4.5) for text in ("text", "soft", "accent", "smishing") for ground in ("ground", "panel")),
    ("text", "mark", 4.5),
    ("on-accent", "accent", 4.5),
    *(("on-decision", decision, 4.5) for decision in ("smishing", "genuine", "other", "uncertain")),
    *(
        (decision, ground, 3)
        for decision in ("smishing", "genuine", "other", "uncertain")
        for ground in ("ground", "panel", "track")
    ),
    ("edge", "ground", 3),
    ("edge", "panel", 3),
    ("mark-line", "mark", 3),
]


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(colours: dict[str, str], text: str, ground: str, least: float) -> None:
    lighter, darker = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_every_colour_has_a_dark_one() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_style_asks_nobody_else() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
