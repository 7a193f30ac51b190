"""Which line of a screenshot is what: told by where it stands and by the colour around it, on iOS and on Android."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image

from api.pictures.chrome import is_label, is_spelt, is_time, sender_of
from api.pictures.line import Line, Placed, Screen
from api.pictures.plain import lay_out_plain
from api.pictures.role import Role
from api.pictures.wraps import joined

Pixels = np.ndarray[Any, np.dtype[np.int16]]
Colour = tuple[int, int, int]

# Colours that differ by more than this (the most of red, green, blue) are two; JPEG noise stays below.
_NEAR = 7
# Shares of the picture's width: a fill that leaves less on both sides is a bar or a card, not a bubble.
_EDGE = 0.015
_CARD = 0.1
# In a screenshot most pixels are as those so many further left, as far as this share goes; grain makes them differ.
_STEP, _EVEN = 8, 0.7
# A message is torn where more than this share of its letters is read between its lines, in no bubble.
_TORN = 0.2
# A badge has less height than this share of its line's.
_LOW = 1.3
# From this difference of red, green and blue on, a fill is coloured.
_COLOURED = 60


class Bubble(NamedTuple):
    """Lines on one fill, and the corners of that."""

    lines: tuple[Line, ...]
    fill: Colour
    left: int
    top: int
    right: int
    bottom: int


class Fill(NamedTuple):
    """What has a colour: at each pixel the number of its piece or 0, and each piece's left, top, right and bottom."""

    numbers: np.ndarray[Any, np.dtype[np.int32]]
    boxes: list[tuple[int, int, int, int]]

    def under(self, line: Line) -> int | None:
        """The piece that most of a line stands on."""
        numbers = self.numbers[max(0, line.top - 2) : line.bottom + 2, max(0, line.left - 4) : line.right + 4]
        counts = np.bincount(numbers[numbers > 0])
        return int(counts.argmax()) if counts.size else None


def lay_out(image: Image.Image, lines: Sequence[Line]) -> Screen:
    """The received message of a screenshot and its sender; without bubbles, what its lines say."""
    pixels: Pixels = np.asarray(image).astype(np.int16)
    # Bubbles do not touch the sides, however much of the screen they fill.
    side = max(1, round(_EDGE * image.width))
    page = _most(np.concatenate((pixels[:, :side], pixels[:, -side:]), axis=1).reshape(-1, 3))
    bubbles = [bubble for bubble in _bubbles(pixels, lines, page) if _is_bubble(bubble, pixels, page)]
    own = [bubble for bubble in bubbles if _is_own(bubble, image.width)]
    received = [bubble for bubble in bubbles if bubble not in own]
    text = "\n".join(joined(bubble.lines, image.width) for bubble in received)
    if (
        not received
        or not _is_even(pixels)
        or _is_torn(received, [line for line in lines if not _in_any(line, bubbles)], text)
    ):
        return lay_out_plain(lines, *image.size)
    header = [line for line in lines if line.bottom <= min(bubble.lines[0].top for bubble in bubbles)]
    above = [line for line in header if not _in_any(line, bubbles)]
    sender, named = sender_of(above, image.width)
    roles = {id(line): Role.OWN for bubble in own for line in bubble.lines}
    roles |= {id(line): Role.MESSAGE for bubble in received for line in bubble.lines}
    roles |= {id(line): Role.SENDER for line in named}
    return Screen(text, sender, tuple(Placed(line, roles.get(id(line), Role.SCREEN)) for line in lines))


def _is_even(pixels: Pixels) -> bool:
    """Whether a picture has the plain grounds of a screenshot, and not the grain of a photo."""
    rows = pixels[::4]
    return bool((np.abs(rows[:, _STEP:] - rows[:, :-_STEP]).max(axis=2) <= 1).mean() > _EVEN)


def _holds_chrome(bubble: Bubble) -> bool:
    """Whether a bubble begins with the screen's words: further down, a date or "cancel" may be a line of a message."""
    words = [line.text for line in bubble.lines]
    return any(map(is_time, words[:2])) or is_label(words[0]) or any(map(is_spelt, words))


def _is_torn(received: Sequence[Bubble], strays: Sequence[Line], text: str) -> bool:
    """Whether uneven light tore bubbles apart, as in a photo of a screen, or ran them together with what is around."""
    if any(_holds_chrome(bubble) for bubble in received):
        return True
    top, bottom = min(bubble.lines[0].top for bubble in received), max(bubble.lines[-1].bottom for bubble in received)
    between = sum(
        len(line.text) for line in strays if top < line.top and line.bottom < bottom and not is_time(line.text)
    )
    return between > _TORN * len(text)


def _bubbles(pixels: Pixels, lines: Sequence[Line], page: Colour) -> list[Bubble]:
    """The fills that lines stand on, from the top downwards; lines of one fill are together."""
    fills: dict[Colour, Fill] = {}
    bubbles: dict[tuple[Colour, int], Bubble] = {}
    for line in lines:
        colour = _colour(pixels, line)
        if _near(colour, page):
            continue
        colour = next((known for known in fills if _near(known, colour)), colour)
        if colour not in fills:
            fills[colour] = _pieces(pixels, colour)
        piece = fills[colour].under(line)
        if piece is None:
            continue
        before = bubbles.get((colour, piece))
        bubbles[colour, piece] = Bubble(
            (*before.lines, line) if before else (line,), colour, *fills[colour].boxes[piece]
        )
    return list(bubbles.values())


def _is_bubble(bubble: Bubble, pixels: Pixels, page: Colour) -> bool:
    """Whether a fill is a bubble, and not a bar, a card, a field, a key, a badge or a button."""
    width = pixels.shape[1]
    left, right = bubble.left, width - bubble.right
    if max(left, right) < _EDGE * width:
        return False
    if max(left, right) < _CARD * width and abs(left - right) < _EDGE * width:
        return False
    words = " ".join(line.text for line in bubble.lines)
    if is_label(words) or all(is_time(line.text) for line in bubble.lines):
        return False
    if len(bubble.lines) > 1:
        return True
    # A badge is as low as its text; a key or a button lies on a bar.
    is_low = bubble.bottom - bubble.top < _LOW * bubble.lines[0].height
    return any(map(str.isalnum, words)) and not is_low and _lies_on(bubble, pixels, page)


def _lies_on(bubble: Bubble, pixels: Pixels, page: Colour) -> bool:
    """Whether the page is to be seen right above or below a bubble, or at a side."""
    away = round(_EDGE * pixels.shape[1])
    middle, centre = (bubble.top + bubble.bottom) // 2, (bubble.left + bubble.right) // 2
    around = (
        (middle, bubble.left - away),
        (middle, bubble.right + away),
        (bubble.top - away, centre),
        (bubble.bottom + away, centre),
    )
    seen = [pixels[y, x] for y, x in around if 0 <= y < pixels.shape[0] and 0 <= x < pixels.shape[1]]
    return not seen or any(_near((int(red), int(green), int(blue)), page) for red, green, blue in seen)


def _is_own(bubble: Bubble, width: int) -> bool:
    """The user's own bubbles stand at the right; where the sides are alike, they are the coloured ones."""
    left, right = bubble.left, width - bubble.right
    if abs(left - right) > 0.05 * width:
        return left > right
    return max(bubble.fill) - min(bubble.fill) > _COLOURED


def _in_any(line: Line, bubbles: Sequence[Bubble]) -> bool:
    return any(line is inner for bubble in bubbles for inner in bubble.lines)


def _colour(pixels: Pixels, line: Line) -> Colour:
    """The colour around a line."""
    height, width = pixels.shape[:2]
    top, bottom = max(0, line.top - 2), min(height, line.bottom + 2)
    return _most(pixels[top:bottom, max(0, line.left - 4) : min(width, line.right + 4)].reshape(-1, 3))


def _pieces(pixels: Pixels, colour: Colour) -> Fill:
    """The pieces of a picture that have a colour, each in one."""
    mask = (np.abs(pixels - np.array(colour, np.int16)).max(axis=2) <= _NEAR).astype(np.uint8)
    _, numbers, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    return Fill(numbers, [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in boxes])


def _most(colours: Pixels) -> Colour:
    """The most common colour: the median of those that fall into the fullest cell of a coarse grid."""
    cells = (colours // 16) @ np.array((256, 16, 1), np.int16)
    counts = np.bincount(cells, minlength=4096)
    # A colour at the border of cells would be split: each cell is judged by the colours near its own.
    middle = np.median(colours[cells == counts.argmax()], axis=0)
    near = colours[np.abs(colours - middle).max(axis=1) <= 12]
    red, green, blue = np.median(near, axis=0)
    return int(red), int(green), int(blue)


def _near(one: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _NEAR
