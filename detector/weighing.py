"""What the words of a message say: the terms of a scorecard, weighed.

The weights are those of `TfidfVectorizer(sublinear_tf=True, norm="l2")`.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from typing import NamedTuple

from detector.span import Span
from detector.verdict import ScorecardName
from detector.wording import Wording

_PLACES_TRIED = 9  # of which the first few that do not overlap are shown
_PLACES_SHOWN = 3


# How much a term pulls risk and origin, and the square of its length in the vector: multiplied out once, when loaded.
Pull = tuple[float, float, float]
Terms = Mapping[str, Pull]
_UNKNOWN: Pull = (0.0, 0.0, 0.0)


def pull(idf: float, to_risk: float, to_origin: float) -> Pull:
    """What a term pulls, by its inverse document frequency and its coefficients for risk and for origin."""
    return idf * to_risk, idf * to_origin, idf * idf


class Said(NamedTuple):
    """What a wording says of risk and of origin, as log-odds.

    The risk is that of the riskiest passage, so that honest words around a lure do not dilute it; `passage` is its
    range of tokens, that of the whole where it is riskiest. `risks` and `origins` tell how much each term pulls, before
    `repeats`, the places of each term that stands more than once, and length are reckoned in.
    """

    risk: float
    origin: float
    passage: tuple[int, int]
    risks: Sequence[float]
    origins: Sequence[float]
    repeats: Sequence[Sequence[int]]

    def of(self, name: ScorecardName) -> float:
        """What it says for one scorecard."""
        return self.risk if name == "risk" else self.origin


def weigh(wording: Wording, table: Terms) -> Said:
    """What a wording says by a table of terms, intercepts left out; what is not in the table weighs nothing."""
    terms, whole = wording.terms, (0, len(wording.starts))
    found = [*map(table.get, terms, repeat(_UNKNOWN))]
    if not found:
        return Said(0.0, 0.0, whole, (), (), ())
    risks, origins, squares = zip(*found, strict=True)
    pulls, lengths, repeats, passage = _running(risks), _running(squares), _repeats(terms, whole[1]), whole
    risk = _log_odds(pulls, lengths, repeats, *whole)
    for part in wording.passages:
        said = _log_odds(pulls, lengths, repeats, *part)
        if said > risk:
            risk, passage = said, part
    return Said(risk, _log_odds(_running(origins), lengths, repeats, *whole), passage, risks, origins, repeats)


def _running(values: Iterable[float]) -> list[float]:
    """What the values before each place sum to, so that any range of them is one subtraction."""
    return [*accumulate(values, initial=0.0)]


def _repeats(terms: Sequence[str], tokens: int) -> list[list[int]]:
    """The places of each term that stands more than once."""
    several = {token for token, count in Counter(terms[:tokens]).items() if count > 1}
    if not several:
        return []
    places: dict[str, list[int]] = {}
    before = -1
    for at in [at for at, token in enumerate(terms[:tokens]) if token in several]:
        places.setdefault(terms[at], []).append(at)
        # A pair that stands again is of two words that do.
        if before == at - 1 >= 0:
            places.setdefault(terms[tokens + before], []).append(tokens + before)
        before = at
    return [found for found in places.values() if len(found) > 1]


def _log_odds(pulls: list[float], squares: list[float], repeats: list[list[int]], first: int, last: int) -> float:
    """What a range of tokens and their pairs pull, divided by the length of the vector that they make."""
    tokens = len(pulls) // 2
    begin, end = tokens + first, tokens + last - 1
    pull = pulls[last] - pulls[first] + pulls[end] - pulls[begin]
    square = squares[last] - squares[first] + squares[end] - squares[begin]
    for places in repeats:
        at = places[0]
        low, high = (first, last) if at < tokens else (begin, end)
        count = bisect_left(places, high) - bisect_left(places, low)
        if count > 1:
            less, square_less = _less_than_times(count)
            pull -= less * (pulls[at + 1] - pulls[at])
            square -= square_less * (squares[at + 1] - squares[at])
    return pull / (math.sqrt(square) or 1.0)


@lru_cache(maxsize=1024)
def _less_than_times(count: int) -> tuple[float, float]:
    """How much less a term weighs that stands `count` times than so many terms, and how much less its square."""
    weight = 1 + math.log(count)
    return count - weight, count - weight * weight


def strongest(wording: Wording, said: Said, name: ScorecardName, up: bool) -> tuple[Span, ...]:
    """The places of the words that moved the wording most in a direction, three at most, in order; none overlap.

    What is masked is left out: it is for rules to say what a link or a number means.
    """
    sign, tokens, terms = -1.0 if up else 1.0, len(wording.starts), wording.terms
    pulls, (first, last) = (said.risks, said.passage) if name == "risk" else (said.origins, (0, tokens))
    within = (*range(first, last), *range(tokens + first, tokens + last - 1))
    moved = {at: sign * pulls[at] for at in within if sign * pulls[at] < 0 and "~" not in terms[at]}
    for places in said.repeats:
        # Each term once, where it first stands.
        once, *again = [at for at in places if at in moved] or [-1]
        for at in again:
            del moved[at]
        if again:
            moved[once] *= 1 + math.log(1 + len(again))
    shown: list[Span] = []
    for at in sorted(moved, key=moved.__getitem__)[:_PLACES_TRIED]:
        place = wording.span(at)
        if all(place.end <= other.start or other.end <= place.start for other in shown):
            shown.append(place)
        if len(shown) == _PLACES_SHOWN:
            break
    return tuple(sorted(shown))
