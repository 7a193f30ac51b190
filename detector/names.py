"""Find who a text speaks of: USPS, or another sender that is known by name."""

from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from detector.facts import Brand, brands
from detector.fold import Folded
from detector.span import Span
from detector.words import WORD, Words


class Name(NamedTuple):
    """A name in the text; `brand` is None where it is one of USPS's own."""

    brand: Brand | None
    span: Span


_USPS_NAMES = (
    "usps", "2usps", "uspsus", "uspostal", "us postal", "u s postal", "states postal", "postal service", "uspis",
    "usps's",
    "informed delivery", "servicio postal", "postal inspection", "postal inspector", "correo postal de estados unidos",
    "click n ship", "clicknship", "postal store", "postalone", "business customer gateway", "usa philatelic",
)  # fmt: skip


def find_names(original: str, text: Folded, tokens: Words, taken: tuple[Span, ...] = ()) -> tuple[Name, ...]:
    """Every name of USPS and of a known brand, in order, outside spans that are taken (and overlap nowhere)."""
    index = _index()
    written, starts, ends = tokens
    first_words = [(at, first) for at, first in enumerate(written) if first in index]
    if not first_words:
        return ()
    taken = tuple(sorted(taken))
    taken_until = [span.end for span in taken]
    found: list[Name] = []
    done = 0
    for at, first in first_words:
        if at < done:
            continue
        for name, brand, capital in index[first]:
            if written[at : at + len(name)] != name:
                continue
            start, end = text.original(starts[at], ends[at + len(name) - 1])
            if capital and not original[start].isupper():
                continue
            if capital and capital.isupper() and not original[start:end].isupper():
                continue
            after = bisect_right(taken_until, start)
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
        parts = tuple(match.group() for match in WORD.finditer(name.lower()))
        capital = name if name != name.lower() else ""
        index.setdefault(parts[0], []).append((parts, brand, capital))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index
