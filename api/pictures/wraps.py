"""Lines joined as they were before a screen broke them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from api.pictures.line import Line

# From this many line steps on, a line was left empty between two.
_EMPTY = 1.6
# What lies between two lines of a text, in heights of a line.
_TIGHT, _LOOSE = 0.7, 1.5
# A line breaks by itself only where it fills at least this share of the screen.
_FULL = 0.55
_LINK = re.compile(r"(?:https?:|www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/)\S*", re.IGNORECASE)
_OPEN_END = "/-._?=&%#:+~"
_INNER = re.compile(r"\w[/=?&%_#~]|\w[.-]\w|^[/=?&%_#~.-]|\d\w|\w\d")


def joined(lines: Sequence[Line], width: int) -> str:
    """The text of a bubble: wrapped lines joined by a space, links without one, paragraphs kept apart.

    `width` is that of the screen, in pixels.
    """
    if not lines:
        return ""
    rows = _rows(lines)
    step = _step(rows)
    edge = max(*(row.right for row in rows), min(row.left for row in rows) + round(_FULL * width))
    text = rows[0].text
    for upper, lower in pairwise(rows):
        if (lower.bottom - upper.bottom) > _EMPTY * step:
            text += "\n\n" + lower.text
        else:
            text += _between(upper, lower, edge, text) + lower.text
    return text


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Lines that were found in pieces, put together."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.left)):
        before = rows[-1] if rows else None
        if before and min(before.bottom, line.bottom) - max(before.top, line.top) > 0.5 * min(
            before.height, line.height
        ):
            first, second = sorted((before, line), key=lambda part: part.left)
            rows[-1] = Line(
                f"{first.text} {second.text}",
                min(first.confidence, second.confidence),
                first.left,
                min(first.top, second.top),
                max(first.right, second.right),
                max(first.bottom, second.bottom),
            )
        else:
            rows.append(line)
    return rows


def _step(rows: Sequence[Line]) -> float:
    """From a line to the next, in pixels: the least that is found, and what a line's height allows."""
    steps = [lower.bottom - upper.bottom for upper, lower in pairwise(rows)]
    height = rows[0].height
    return min([*(step for step in steps if step > _TIGHT * height), _LOOSE * height])


def _between(upper: Line, lower: Line, edge: int, text: str) -> str:
    """What stood between two lines: a line break where the next word would have fitted, nothing within a link."""
    room = edge - upper.right
    letter = (upper.right - upper.left) / max(1, len(upper.text))
    first = lower.text.split(" ", 1)[0]
    if _LINK.fullmatch(text.rsplit(None, 1)[-1]) and _goes_on(upper.text, first, room < 1.3 * letter):
        return ""
    return "\n" if room > (len(first) + 2.5) * letter * 1.15 else " "


def _goes_on(upper: str, first: str, is_full: bool) -> bool:
    """Whether the first word of a line is the rest of a link at the end of the line above, which may be full."""
    rest = first.rstrip(".,!?)")
    if not rest.isascii() or "://" in rest:
        return False
    if upper[-1] in _OPEN_END:
        return True
    return is_full and (_INNER.search(rest) is not None or rest.islower())
