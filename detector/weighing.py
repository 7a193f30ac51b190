"""What the words of a message say: the terms of a scorecard, weighed.

The weights are those of `TfidfVectorizer(sublinear_tf=True, norm="l2")`.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from detector.span import Span
from detector.verdict import ScorecardName
from detector.wording import Wording

_PLACES_TRIED = 9  # of which the first few that do not overlap are shown
_PLACES_SHOWN = 3


# Of each term its inverse document frequency and its coefficients for risk and for origin.
Terms = Mapping[str, Sequence[float]]
_UNKNOWN = (0.0, 0.0, 0.0)


class Said(NamedTuple):
    """What a wording says of risk and of origin, as log-odds, and the terms that say so.

    The risk is that of the riskiest passage, so that honest words around a lure do not dilute it; `passage` holds its
    terms, or all of them where the whole is riskiest.
    """

    risk: float
    origin: float
    whole: tuple[str, ...]
    passage: tuple[str, ...]

    def of(self, name: ScorecardName) -> float:
        """What it says for one scorecard."""
        return self.risk if name == "risk" else self.origin

    def terms(self, name: ScorecardName) -> tuple[str, ...]:
        """The terms that it says so by."""
        return self.passage if name == "risk" else self.whole


def weigh(wording: Wording, table: Terms) -> Said:
    """What a wording says by a table of terms, intercepts left out; what is not in the table weighs nothing."""
    terms, tokens = wording.terms, len(wording.places)
    if not terms:
        return Said(0.0, 0.0, terms, terms)
    find = table.get
    idf, to_risk, to_origin = zip(*[find(term, _UNKNOWN) for term in terms], strict=True)
    squares, repeats = [*map(mul, idf, idf)], _repeats(terms)
    pulls, whole = [*map(mul, idf, to_risk)], (0, len(terms))
    risk, passage = _log_odds(pulls, squares, repeats, whole), terms
    for first, last in wording.passages:
        said = _log_odds(pulls, squares, repeats, (first, last), (tokens + first, tokens + last - 1))
        if said > risk:
            risk, passage = said, wording.within(first, last)
    return Said(risk, _log_odds([*map(mul, idf, to_origin)], squares, repeats, whole), terms, passage)


def _repeats(terms: Sequence[str]) -> list[tuple[int, int]]:
    """The places in which a term stands again, each with the place before."""
    if len(set(terms)) == len(terms):
        return []
    last: dict[str, int] = {}
    repeats = []
    for at, term in enumerate(terms):
        if term in last:
            repeats.append((at, last[term]))
        last[term] = at
    return repeats


def _log_odds(
    pulls: list[float], squares: list[float], repeats: list[tuple[int, int]], *parts: tuple[int, int]
) -> float:
    """The sum of what the terms in these ranges of places pull, divided by the length of the vector that they make."""
    pull = square = 0.0
    for first, last in parts:
        pull += math.fsum(pulls[first:last])
        square += math.fsum(squares[first:last])
        counts: dict[int, int] = {}
        for at, before in repeats[bisect_left(repeats, (first,)) : bisect_left(repeats, (last,))]:
            if before >= first:
                counts[at] = counts.get(before, 1) + 1
                further, further_square = _again(counts[at])
                pull += further * pulls[at]
                square += further_square * squares[at]
    return pull / (math.sqrt(square) or 1.0)


@lru_cache(maxsize=1024)
def _again(count: int) -> tuple[float, float]:
    """What a term weighs less than once more when it stands there for the `count`-th time, and of its square."""
    now, before = 1 + math.log(count), 1 + math.log(count - 1)
    return now - before - 1, now * now - before * before - 1


def strongest(wording: Wording, said: Said, table: Terms, name: ScorecardName, up: bool) -> tuple[Span, ...]:
    """The places of the words that moved the wording most in a direction, three at most, in order; none overlap.

    What is masked is left out: it is for rules to say what a link or a number means.
    """
    sign = -1.0 if up else 1.0
    pulls = []
    for term, count in Counter(said.terms(name)).items():
        idf, *coefficients = table.get(term, _UNKNOWN)
        pull = sign * (1 + math.log(count)) * idf * coefficients[name == "origin"]
        if pull < 0 and "~" not in term:
            pulls.append((pull, term))
    found: list[Span] = []
    for _, term in sorted(pulls)[:_PLACES_TRIED]:
        place = wording.span(term)
        if all(place.end <= other.start or other.end <= place.start for other in found):
            found.append(place)
        if len(found) == _PLACES_SHOWN:
            break
    return tuple(sorted(found))
