"""`/review/drift`: whether this week differs, drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from fastapi import APIRouter, Request, Response

from api.drift.drift import Bin, Drift, Shift
from api.drift.watch import DriftWatch
from api.review.pages import Door
from api.review.view import render

# In units of the drawing, which is 320 wide.
_LEFT, _WIDTH, _HEIGHT = 34, 280, 120
_MOST_RULES = 12
# Of a pair of bars: the longest, which leaves room for its number, and how far the next pair is.
_LONGEST, _STEP = 250, 56


class Bar(NamedTuple):
    """A bin of the scores as two bars from the ground: this week and before."""

    x: float
    width: float
    now: float
    before: float
    bin: Bin


class Pair(NamedTuple):
    """A share as two bars from the left, one below the other: before and this week."""

    y: int
    before: float
    now: float
    shift: Shift


def drift_page_router(door: Door, watch: DriftWatch) -> APIRouter:
    """The route of the page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/review/drift")
    async def page(request: Request) -> Response:
        reviewer = await door.sessions.find(request)
        if reviewer is None:
            return render(request, "sign_in.html", None, mistake="")
        drift = await watch.drift()
        rules = sorted(drift.rules, key=_first)[:_MOST_RULES]
        return render(
            request,
            "drift.html",
            reviewer,
            drift=drift,
            bars=bars(drift),
            shares=pairs((*drift.decisions, drift.unknown_words)),
            rules=pairs(rules),
            height=_HEIGHT,
            step=_STEP,
        )

    return router


def bars(drift: Drift) -> tuple[Bar, ...]:
    """The scores of this week beside those before; the tallest bar fills the height."""
    tallest = max(max(scored.now, scored.before) for scored in drift.scores)
    step = _WIDTH / len(drift.scores)
    return tuple(
        Bar(
            round(_LEFT + at * step, 1),
            round(step / 2 - 1, 1),
            round(_HEIGHT * scored.now / tallest, 1),
            round(_HEIGHT * scored.before / tallest, 1),
            scored,
        )
        for at, scored in enumerate(drift.scores)
    )


def pairs(shifts: Sequence[Shift]) -> tuple[Pair, ...]:
    """Shares of this week below those before; the largest is as long as a bar can be."""
    most = max((max(shift.now, shift.before) for shift in shifts), default=0.0) or 1.0
    return tuple(
        Pair(at * _STEP, round(_LONGEST * shift.before / most, 1), round(_LONGEST * shift.now / most, 1), shift)
        for at, shift in enumerate(shifts)
    )


def _first(shift: Shift) -> tuple[bool, float]:
    return not shift.alarm, -abs(shift.now - shift.before)
