r"""The syntax of a form, the pattern that one notice is written in.

``{slot}`` is filled; ``{slot:2}`` is a second, independent value of the same slot; ``[a|b|]`` draws one
alternative, which may be empty, hold slots and nest; a backslash escapes ``[ ] { } |`` and itself.
"""

import re
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from training.errors import CorpusError
from training.slots import Draw

_TOKEN = re.compile(r"\\.?|[\[\]{}|]|[^\\\[\]{}|]+", re.DOTALL)
_SLOT = re.compile(r"(?P<name>[^:]*)(?::(?P<nth>[2-9]))?")
_ESCAPED = frozenset("[]{}|\\")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill.

    Attributes
    ----------
    name
        The slot's name.
    nth
        Which of the message's values of this slot: 1, or the number after the colon.
    """

    name: str
    nth: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, of which one is drawn."""

    options: "tuple[Form, ...]"


Part: TypeAlias = str | Slot | Choice
Form: TypeAlias = tuple[Part, ...]


def parse(text: str, names: Collection[str]) -> Form:
    """Read a form.

    Parameters
    ----------
    text
        The form as written.
    names
        The slot names that exist.

    Raises
    ------
    CorpusError
        The form is not well written; the error says what, and the caller adds where.
    """
    form, end = _sequence(deque(_TOKEN.findall(text)), names)
    if end == "|":
        raise CorpusError(r"'|' stands outside of brackets; write \|")
    if end == "]":
        raise CorpusError("']' closes nothing")
    return form


def render(form: Form, draw: Draw) -> str:
    """Fill a form's slots and draw its alternatives."""
    return "".join(_rendered(part, draw) for part in form)


def can_be_blank(form: Form) -> bool:
    """Tell whether some draw of a form leaves nothing but space."""
    return all(_part_can_be_blank(part) for part in form)


def _part_can_be_blank(part: Part) -> bool:
    """Tell whether some draw of a part leaves nothing but space."""
    if isinstance(part, Choice):
        return any(can_be_blank(option) for option in part.options)
    return isinstance(part, str) and not part.strip()


def _rendered(part: Part, draw: Draw) -> str:
    """Render one part of a form."""
    if isinstance(part, Slot):
        return draw.value(part.name, part.nth)
    if isinstance(part, Choice):
        return render(draw.random.choice(part.options), draw)
    return part


def _sequence(tokens: deque[str], names: Collection[str]) -> tuple[Form, str]:
    """Read parts up to a ``]`` or ``|`` of the level above, or to the end; return them and their end."""
    parts: list[Part] = []
    while tokens:
        token = tokens.popleft()
        if token in {"]", "|"}:
            return tuple(parts), token
        parts.append(_part(token, tokens, names))
    return tuple(parts), ""


def _part(token: str, tokens: deque[str], names: Collection[str]) -> Part:
    """Read the part that begins with a token."""
    if token == "[":
        return _choice(tokens, names)
    if token == "{":
        return _slot(tokens, names)
    if token == "}":
        raise CorpusError("'}' closes nothing")
    return _unescaped(token) if token.startswith("\\") else token


def _choice(tokens: deque[str], names: Collection[str]) -> Choice:
    """Read alternatives up to their ``]``."""
    options: list[Form] = []
    end = "|"
    while end == "|":
        option, end = _sequence(tokens, names)
        options.append(option)
    if not end:
        raise CorpusError("'[' is never closed")
    if len(options) == 1:
        raise CorpusError(r"'[...]' holds one alternative; add one after |, or write \[ and \]")
    return Choice(tuple(options))


def _slot(tokens: deque[str], names: Collection[str]) -> Slot:
    """Read a slot's name up to its ``}``."""
    written = tokens.popleft() if tokens else ""
    if not tokens or tokens.popleft() != "}":
        raise CorpusError("'{' is never closed")
    match = _SLOT.fullmatch(written)
    if match is None or match["name"] not in names:
        raise CorpusError(f"slot '{written}' is not one of the known slots{_meant(written, names)}")
    return Slot(match["name"], int(match["nth"] or 1))


def _meant(written: str, names: Collection[str]) -> str:
    """Suggest the slot that a wrong name was meant for, if one is near."""
    close = get_close_matches(written, sorted(names), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def _unescaped(token: str) -> str:
    """Return the character that a backslash keeps literal."""
    if token[1:] not in _ESCAPED:
        raise CorpusError(rf"'{token}' escapes nothing; a backslash goes before one of [ ] {{ }} | \ ")
    return token[1:]
