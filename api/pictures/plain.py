"""A picture whose bubbles cannot be told by their fill: a cut-out, a letter, or a photo of a screen in uneven light."""

from collections.abc import Sequence

from api.pictures.chrome import is_field, is_label, is_spelt, is_time, sender_of
from api.pictures.line import Line, Placed, Screen
from api.pictures.role import Role
from api.pictures.wraps import joined

# The clock is among so many first lines, and the header is within this share of the height.
_CLOCK = 3
_HEADER = 0.2
# Received lines begin at the left; the user's own from this share of the width further right.
_INDENT = 0.1
# A line that goes on another begins as it does, within this share of the width, and is so many of its heights below.
_ALIGNED = 0.02
_BELOW = 1.6
# A row of at least so many keys is a keyboard. What it proposes stands above, so many heights of a key.
_KEYS = 5
_PROPOSED = 2.5


def lay_out_plain(lines: Sequence[Line], width: int, height: int) -> Screen:
    """All lines are the message; of what begins with a clock, as a phone's screen does, those of the other's column."""
    received = [line for line in lines if _is_told(line)]
    sender, named, own = "", list[Line](), list[Line]()
    if any(is_time(line.text) for line in lines[:_CLOCK]):
        sender, named = sender_of([line for line in lines if line.bottom < _HEADER * height], width)
        head, foot = max((line.bottom for line in named), default=0), _foot(lines, height)
        inside = [line for line in lines if head < line.top and line.bottom < foot]
        own = _own([line for line in inside if _is_told(line)], width)
        others = [line for line in inside if _is_told(line) and line not in own]
        received = [line for line in inside if line in others or _is_wrapped(line, others, width)]
    roles = {id(line): Role.MESSAGE for line in received} | {id(line): Role.OWN for line in own}
    roles |= {id(line): Role.SENDER for line in named}
    placed = tuple(Placed(line, roles.get(id(line), Role.SCREEN)) for line in lines)
    return Screen(joined(received, width), sender, placed)


def _is_told(line: Line) -> bool:
    chrome = is_label(line.text) or is_time(line.text) or is_spelt(line.text)
    return any(map(str.isalnum, line.text)) and not chrome


def _foot(lines: Sequence[Line], height: int) -> float:
    """Where the messages end: above the field for an answer, or above a keyboard."""
    ends = [float(height)]
    ends += [line.top for line in lines if is_field(line.text) and line.top > height / 2]
    keys = [line for line in lines if len(line.text) <= 2]
    for key in keys:
        if sum(_is_beside(key, other) for other in keys) >= _KEYS:
            ends.append(key.top - _PROPOSED * key.height)
    return min(ends)


def _own(lines: Sequence[Line], width: int) -> list[Line]:
    """The user's own lines: they begin further right, and not beside another's, whose end they would be."""
    left = min((line.left for line in lines), default=0) + _INDENT * width
    received = [line for line in lines if line.left < left]
    return [line for line in lines if line not in received and not any(_is_beside(line, other) for other in received)]


def _is_wrapped(line: Line, lines: Sequence[Line], width: int) -> bool:
    """Whether what looks like a date or a button's word is a line of a message: it begins where others do.

    A date stands between two lines, since the time of a message may stand below it.
    """
    aligned = [other for other in lines if abs(other.left - line.left) < _ALIGNED * width]
    away = [(other.top + other.bottom - line.top - line.bottom) / 2 / line.height for other in aligned]
    is_last = not any(0 < heights < _BELOW for heights in away)
    return any(-_BELOW < heights < 0 for heights in away) and (is_label(line.text) or not is_last)


def _is_beside(one: Line, other: Line) -> bool:
    """Whether two lines stand in one row."""
    return one.top < (other.top + other.bottom) / 2 < one.bottom
