"""Which line of a screenshot is what: told by where it stands and by the colour around it, on iOS and on Android."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from api.pictures.chrome import is_label, is_time, sender_of
from api.pictures.ocr import Line
from api.pictures.role import Role
from api.pictures.wraps import joined

Pixels = np.ndarray[Any, np.dtype[np.int16]]

# Colours that differ by more than this (the most of red, green, blue) are two; JPEG noise stays below.
_NEAR = 7
# Shares of the picture's width: a fill that leaves less on both sides is a bar or a card, not a bubble.
_EDGE = 0.015
_CARD = 0.1
# From this difference of red, green and blue on, a fill is coloured.
_COLOURED = 60


class Placed(NamedTuple):
    """A line and its role."""

    line: Line
    role: Role


class Screen(NamedTuple):
    """What a screenshot shows: the received message, its sender or "", and each line with its role."""

    text: str
    sender: str
    lines: tuple[Placed, ...]


class Bubble(NamedTuple):
    """Lines on one fill, which reaches from `left` to `right`."""

    lines: tuple[Line, ...]
    fill: tuple[int, int, int]
    left: int
    right: int


def lay_out(image: Image.Image, lines: Sequence[Line]) -> Screen:
    """The received message of a screenshot and its sender; without bubbles, all its lines are the message."""
    pixels: Pixels = np.asarray(image).astype(np.int16)
    # Bubbles do not touch the sides, however much of the screen they fill.
    side = max(1, round(_EDGE * image.width))
    page = _most(np.concatenate((pixels[:, :side], pixels[:, -side:]), axis=1).reshape(-1, 3))
    bubbles = [bubble for bubble in _bubbles(pixels, lines, page) if _is_bubble(bubble, image.width)]
    own = [bubble for bubble in bubbles if _is_own(bubble, image.width)]
    received = [bubble for bubble in bubbles if bubble not in own]
    if not received:
        return _plain(lines, image.width)
    header = [line for line in lines if line.bottom <= min(bubble.lines[0].top for bubble in bubbles)]
    above = [line for line in header if not _in_any(line, bubbles)]
    sender, named = sender_of(above, image.width)
    roles = {id(line): Role.OWN for bubble in own for line in bubble.lines}
    roles |= {id(line): Role.MESSAGE for bubble in received for line in bubble.lines}
    roles |= {id(line): Role.SENDER for line in named}
    text = "\n".join(joined(bubble.lines, image.width) for bubble in received)
    return Screen(text, sender, tuple(Placed(line, roles.get(id(line), Role.SCREEN)) for line in lines))


def _plain(lines: Sequence[Line], width: int) -> Screen:
    """A picture without bubbles, such as a cut-out or a photo of a letter."""
    told = [line for line in lines if not (is_label(line.text) or is_time(line.text))]
    roles = {id(line): Role.MESSAGE for line in told}
    return Screen(joined(told, width), "", tuple(Placed(line, roles.get(id(line), Role.SCREEN)) for line in lines))


def _bubbles(pixels: Pixels, lines: Sequence[Line], page: tuple[int, int, int]) -> list[Bubble]:
    """The fills that lines stand on, from the top downwards; lines of one fill are together."""
    bubbles: list[Bubble] = []
    for line in lines:
        fill = _fill(pixels, line)
        if _near(fill, page):
            continue
        left, right = _reach(pixels, line, fill)
        before = bubbles[-1] if bubbles else None
        if before and _near(before.fill, fill) and _is_filled(pixels, before.lines[-1], line, fill):
            together = (*before.lines, line)
            bubbles[-1] = Bubble(together, before.fill, min(before.left, left), max(before.right, right))
        else:
            bubbles.append(Bubble((line,), fill, left, right))
    return bubbles


def _is_bubble(bubble: Bubble, width: int) -> bool:
    """Whether a fill is a bubble, and not a bar, a card, a field or a button."""
    left, right = bubble.left, width - bubble.right
    if max(left, right) < _EDGE * width:
        return False
    if max(left, right) < _CARD * width and abs(left - right) < _EDGE * width:
        return False
    words = " ".join(line.text for line in bubble.lines)
    return not (is_label(words) or all(is_time(line.text) for line in bubble.lines))


def _is_own(bubble: Bubble, width: int) -> bool:
    """The user's own bubbles stand at the right; where the sides are alike, they are the coloured ones."""
    left, right = bubble.left, width - bubble.right
    if abs(left - right) > 0.05 * width:
        return left > right
    return max(bubble.fill) - min(bubble.fill) > _COLOURED


def _in_any(line: Line, bubbles: Sequence[Bubble]) -> bool:
    return any(line is inner for bubble in bubbles for inner in bubble.lines)


def _fill(pixels: Pixels, line: Line) -> tuple[int, int, int]:
    """The colour around a line."""
    height, width = pixels.shape[:2]
    top, bottom = max(0, line.top - 2), min(height, line.bottom + 2)
    return _most(pixels[top:bottom, max(0, line.left - 4) : min(width, line.right + 4)].reshape(-1, 3))


def _reach(pixels: Pixels, line: Line, fill: tuple[int, int, int]) -> tuple[int, int]:
    """How far a fill reaches to both sides of a line: the columns in which most pixels have its colour."""
    band = np.abs(pixels[line.top : line.bottom] - np.array(fill, np.int16)).max(axis=2) <= _NEAR
    other = np.flatnonzero(band.mean(axis=0) < 0.5)
    left, right = other[other < line.left - 1], other[other > line.right + 1]
    return int(left[-1]) + 1 if left.size else 0, int(right[0]) if right.size else pixels.shape[1]


def _is_filled(pixels: Pixels, upper: Line, lower: Line, fill: tuple[int, int, int]) -> bool:
    """Whether a fill goes on from one line to the next: no row between them leaves it."""
    if lower.top - upper.bottom > 3 * max(upper.height, lower.height):
        return False
    left, right = max(upper.left, lower.left), min(upper.right, lower.right)
    if right <= left:
        return False
    rows = pixels[(upper.top + upper.bottom) // 2 : (lower.top + lower.bottom) // 2, left:right]
    if not rows.size:
        return True
    return bool(((np.abs(rows - np.array(fill, np.int16)).max(axis=2) <= _NEAR).mean(axis=1) > 0.15).all())


def _most(colours: Pixels) -> tuple[int, int, int]:
    """The most common colour: the median of those that fall into the fullest cell of a coarse grid."""
    cells = (colours // 16) @ np.array((256, 16, 1), np.int16)
    counts = np.bincount(cells, minlength=4096)
    # A colour at the border of cells would be split: each cell is judged by the colours near its own.
    middle = np.median(colours[cells == counts.argmax()], axis=0)
    near = colours[np.abs(colours - middle).max(axis=1) <= 12]
    red, green, blue = np.median(near, axis=0)
    return int(red), int(green), int(blue)


def _near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= _NEAR
