"""A waterfall: how the evidence of a scorecard leads from its prior to its sum, as shapes that a template prints."""

from itertools import accumulate, pairwise
from typing import NamedTuple

from detector import Evidence, Verdict
from detector.render import round_to_sum
from detector.verdict import ScorecardName, sigmoid

# In units of the drawing, which is 320 wide: what a narrow phone shows one to one.
WIDTH = 320
LEFT, RIGHT = 34, 252
ROW, BAR, TIP = 30, 18, 6
FOOT = 38
# Log-odds of the probabilities that the axis names, the coarse ones always, the others where there is room.
_COARSE = (-9.21024, -4.59512, 0.0, 4.59512, 9.21024)
_FINE = (-2.197225, 2.197225)
_ROOM_FOR_FINE = 16.0
_LEAST_RANGE = 2.5


class Step(NamedTuple):
    """An item of evidence as an arrow: `points` are its rounded log-odds, `path` its outline, `end` where it leads."""

    item: Evidence
    points: float
    path: str
    rises: bool
    y: float
    end: float


class Tick(NamedTuple):
    """A place on the axis, and the probability that it stands for."""

    x: float
    probability: float


class Waterfall(NamedTuple):
    """A scorecard drawn: its steps, prior first and then the heaviest, and its sum from even odds.

    The rounded points of the steps add up to `total` exactly; the shapes are drawn from the unrounded ones.
    """

    steps: tuple[Step, ...]
    total: float
    path: str
    rises: bool
    y: float
    height: float
    ticks: tuple[Tick, ...]


class _Scale(NamedTuple):
    """From log-odds to the width of the drawing."""

    low: float
    high: float

    @property
    def unit(self) -> float:
        return (RIGHT - LEFT) / (self.high - self.low)

    def x(self, log_odds: float) -> float:
        return round(LEFT + (log_odds - self.low) * self.unit, 1)


def waterfall(verdict: Verdict, name: ScorecardName) -> Waterfall:
    """The evidence of a scorecard, drawn from its prior to its sum."""
    items = sorted(
        (item for item in verdict.evidence if item.scorecard == name),
        key=lambda item: (item.source != "prior", -abs(item.log_odds)),
    )
    points, total = round_to_sum([item.log_odds for item in items], 2)
    # The last place is the sum itself, so that rounding on the way does not show.
    places = [*accumulate((item.log_odds for item in items[:-1]), initial=0.0), verdict.log_odds(name)]
    scale = _Scale(min(-_LEAST_RANGE, *places), max(_LEAST_RANGE, *places))
    steps = tuple(
        Step(item, shown, _arrow(scale, start, end, row * ROW), end >= start, row * ROW, scale.x(end))
        for row, (item, shown, (start, end)) in enumerate(zip(items, points, pairwise(places), strict=True))
    )
    y = len(steps) * ROW
    return Waterfall(steps, total, _arrow(scale, 0.0, places[-1], y), places[-1] >= 0, y, y + ROW + FOOT, _ticks(scale))


def _arrow(scale: _Scale, start: float, end: float, y: float) -> str:
    """The outline of a bar whose tip shows its direction; one that leads nowhere is a hairline."""
    left, right = scale.x(start), scale.x(end)
    top, bottom, middle = y + (ROW - BAR) / 2, y + (ROW + BAR) / 2, y + ROW / 2
    tip = round(min(TIP, abs(right - left)), 1)
    neck = round(right - tip if right >= left else right + tip, 1)
    if left == right:
        return f"M{left - 0.5} {top:g}h1v{BAR}h-1z"
    return f"M{left} {top:g}L{neck} {top:g}L{right} {middle:g}L{neck} {bottom:g}L{left} {bottom:g}z"


def _ticks(scale: _Scale) -> tuple[Tick, ...]:
    places = sorted((*_COARSE, *_FINE)) if scale.unit >= _ROOM_FOR_FINE else _COARSE
    return tuple(Tick(scale.x(place), sigmoid(place)) for place in places if scale.low <= place <= scale.high)
