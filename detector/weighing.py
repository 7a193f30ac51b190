"""What the words of a message say: the terms of a scorecard, weighed.

The weights are those of `TfidfVectorizer(sublinear_tf=True, norm="l2")`.
"""

import math
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


class TermWeight(NamedTuple):
    """What a term weighs: its inverse document frequency and its coefficient in each scorecard."""

    idf: float
    risk: float
    origin: float


_UNKNOWN = TermWeight(0.0, 0.0, 0.0)


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


def weigh(wording: Wording, table: Mapping[str, TermWeight]) -> Said:
    """What a wording says by a table of terms, intercepts left out; it knows none of what is not in the table."""
    terms, tokens = wording.terms, len(wording.places)
    if not terms:
        return Said(0.0, 0.0, terms, terms)
    find = table.get
    idf, to_risk, to_origin = zip(*[find(term, _UNKNOWN) for term in terms], strict=True)
    places = _Places([*map(mul, idf, idf)], _places_before(terms))
    whole = slice(0, len(terms))
    pulls = [*map(mul, idf, to_risk)]
    risk, passage = places.log_odds(pulls, whole), terms
    for first, last in wording.passages:
        risk_of_passage = places.log_odds(pulls, slice(first, last), slice(tokens + first, tokens + last - 1))
        if risk_of_passage > risk:
            risk, passage = risk_of_passage, wording.within(first, last)
    return Said(risk, places.log_odds([*map(mul, idf, to_origin)], whole), terms, passage)


class _Places(NamedTuple):
    """The terms of a wording, place by place: their squared weights, and where each stood before, -1 for nowhere.

    `before` is empty where no term stands twice.
    """

    squares: list[float]
    before: list[int]

    def log_odds(self, pulls: list[float], *parts: slice) -> float:
        """The sum of what the terms in these places pull, divided by the length of the vector that they make."""
        pull = math.fsum([pull for part in parts for pull in pulls[part]])
        square = math.fsum([square for part in parts for square in self.squares[part]])
        for part in parts if self.before else ():
            before = self.before[part]
            if max(before, default=-1) < part.start:
                continue
            counts: dict[int, int] = {}
            for at, earlier in enumerate(before, part.start):
                if earlier >= part.start:
                    counts[at] = counts.get(earlier, 1) + 1
                    further, further_square = _again(counts[at])
                    pull += further * pulls[at]
                    square += further_square * self.squares[at]
        return pull / (math.sqrt(square) or 1.0)


@lru_cache(maxsize=1024)
def _again(count: int) -> tuple[float, float]:
    """What a term weighs less than once more when it stands there for the `count`-th time, and of its square."""
    now, before = 1 + math.log(count), 1 + math.log(count - 1)
    return now - before - 1, now * now - before * before - 1


def _places_before(terms: Sequence[str]) -> list[int]:
    """Where each term stood before, -1 for nowhere; nothing where each stands only once."""
    if len(set(terms)) == len(terms):
        return []
    last: dict[str, int] = {}
    before = []
    for at, term in enumerate(terms):
        before.append(last.get(term, -1))
        last[term] = at
    return before


def strongest(wording: Wording, said: Said, table: Mapping[str, TermWeight], name: ScorecardName, up: bool) -> tuple[Span, ...]:
    """The places of the words that moved the wording most in a direction, three at most, in order; none overlap.

    What is masked is left out: it is for rules to say what a link or a number means.
    """
    sign = -1.0 if up else 1.0
    pulls = []
    for term, count in Counter(said.terms(name)).items():
        known = table.get(term, _UNKNOWN)
        pull = sign * (1 + math.log(count)) * known.idf * (known.risk if name == "risk" else known.origin)
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
