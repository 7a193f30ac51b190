"""Find who a text speaks of: USPS, or another sender that is known by name."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from detector.facts import Brand, brands
from detector.fold import Folded
from detector.span import Span


class Word(NamedTuple):
    """A word of the folded text and its place there."""

    text: str
    start: int
    end: int


class Name(NamedTuple):
    """A name in the text; `brand` is None where it is one of USPS's own."""

    brand: Brand | None
    span: Span


_WORD = re.compile(r"[^\W_]+(?:['&+][^\W_]+)*\+?")
_USPS_NAMES = (
    "usps", "2usps", "uspsus", "uspostal", "us postal", "u s postal", "states postal", "postal service", "uspis",
    "usps's",
    "informed delivery", "servicio postal", "postal inspection", "postal inspector", "correo postal de estados unidos",
    "click n ship", "clicknship", "postal store", "postalone", "business customer gateway", "usa philatelic",
)  # fmt: skip


def words(text: Folded) -> tuple[Word, ...]:
    """The words of a folded text, in order."""
    return tuple([Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text.text)])


def find_names(original: str, text: Folded, tokens: Sequence[Word], taken: tuple[Span, ...] = ()) -> tuple[Name, ...]:
    """Every name of USPS and of a known brand, in order, outside spans that are taken (and overlap nowhere)."""
    index = _index()
    taken = tuple(sorted(taken))
    ends = [span.end for span in taken]
    written = tuple([token.text for token in tokens])
    found: list[Name] = []
    done = 0
    for at, first in enumerate(written):
        if at < done or first not in index:
            continue
        for name, brand, capital in index[first]:
            if written[at : at + len(name)] != name:
                continue
            start, end = text.original(tokens[at].start, tokens[at + len(name) - 1].end)
            if capital and not original[start].isupper():
                continue
            if capital and capital.isupper() and not original[start:end].isupper():
                continue
            after = bisect_right(ends, start)
            if after < len(taken) and taken[after].start < end:
                continue
            found.append(Name(brand, Span("text", start, end)))
            done = at + len(name)
            break
    return tuple(found)


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], Brand | None, str]]]:
    """The names by their first word, longest first; with the capitals to insist on, if any."""
    index: dict[str, list[tuple[tuple[str, ...], Brand | None, str]]] = {}
    named: list[tuple[str, Brand | None]] = [(name, None) for name in _USPS_NAMES]
    named += [(name, brand) for brand in brands() for name in brand.names]
    for name, brand in named:
        parts = tuple(match.group() for match in _WORD.finditer(name.lower()))
        capital = name if name != name.lower() else ""
        index.setdefault(parts[0], []).append((parts, brand, capital))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index
