"""`GET /v1/admin/drift`: whether this week differs from the weeks before."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import STORE_GONE
from api.drift.drift import Drift
from api.drift.watch import DriftWatch
from api.problems import described

_SHARE = "as a share of 1"


class Period(BaseModel):
    """Days, the first and the last included, and the messages checked by the scorecard in use."""

    first: Annotated[date, Field(description="The first day, in UTC.", examples=["2026-11-17"])]
    last: Annotated[date, Field(description="The last day.", examples=["2026-11-23"])]
    messages: Annotated[int, Field(description="Messages checked.", examples=[12000])]


class ScoreBin(BaseModel):
    """A range of the chance of smishing."""

    start: Annotated[float, Field(description="From this chance on.", examples=[0.0])]
    end: Annotated[float, Field(description="Below this chance.", examples=[0.001])]
    now: Annotated[float, Field(description=f"Messages of this week in it, {_SHARE}.", examples=[0.12])]
    before: Annotated[float, Field(description=f"Messages before, {_SHARE}.", examples=[0.11])]


class Change(BaseModel):
    """A share this week and before."""

    name: Annotated[str, Field(description="What it is the share of.", examples=["lookalike_domain"])]
    now: Annotated[float, Field(description=f"This week, {_SHARE}.", examples=[0.22])]
    before: Annotated[float, Field(description=f"Before, {_SHARE}.", examples=[0.09])]
    deviations: Annotated[
        float, Field(description="The difference, in standard deviations of what chance gives.", examples=[31.5])
    ]
    alarm: Annotated[bool, Field(description="Whether it passes the limits.", examples=[True])]


class Newcomer(BaseModel):
    """Something reported this week and never before."""

    name: Annotated[str, Field(description="A registrable domain, or a campaign.", examples=["com-track.top"])]
    reports: Annotated[int, Field(description="How often.", examples=[14])]
    first: Annotated[date, Field(description="When first.", examples=["2026-11-21"])]


class DriftAnswer(BaseModel):
    """What differs between this week and the weeks before."""

    model: Annotated[
        str, Field(description="The scorecard that scores and decisions are of.", examples=["1.34f2d76233"])
    ]
    now: Annotated[Period, Field(description="This week.")]
    before: Annotated[Period, Field(description="The weeks before it.")]
    enough: Annotated[
        bool, Field(description="Whether both hold enough messages of this scorecard to tell.", examples=[True])
    ]
    alarms: Annotated[
        list[str],
        Field(
            description="What passes its limit, in words.",
            examples=[["lookalike_domain: 9.0% before, 22.0% this week"]],
        ),
    ]
    stability_index: Annotated[float, Field(description="Population stability index of the scores.", examples=[0.03])]
    scores: Annotated[list[ScoreBin], Field(description="How the scores lie.")]
    decisions: Annotated[list[Change], Field(description="How often each decision is given.")]
    rules: Annotated[list[Change], Field(description="How often each rule fires, the largest change first.")]
    unknown_words: Annotated[Change, Field(description="Words that the scorecard does not know.")]
    hosts: Annotated[list[Newcomer], Field(description="Link hosts that reports brought.")]
    campaigns: Annotated[list[Newcomer], Field(description="Campaigns that began.")]


def answer_of(drift: Drift) -> DriftAnswer:
    """The drift as it goes over the wire."""
    weeks = drift.weeks
    return DriftAnswer(
        model=drift.model,
        now=Period(first=weeks.first, last=weeks.last, messages=drift.messages_now),
        before=Period(first=weeks.before_first, last=weeks.before_last, messages=drift.messages_before),
        enough=drift.enough,
        alarms=list(drift.alarms),
        stability_index=drift.stability_index,
        scores=[ScoreBin(**scored._asdict()) for scored in drift.scores],
        decisions=[Change(**change._asdict()) for change in drift.decisions],
        rules=[Change(**change._asdict()) for change in drift.rules],
        unknown_words=Change(**drift.unknown_words._asdict()),
        hosts=[Newcomer(**new._asdict()) for new in drift.hosts],
        campaigns=[Newcomer(**new._asdict()) for new in drift.campaigns],
    )


def drift_router(watch: DriftWatch) -> APIRouter:
    """The route that tells an operator of drift."""
    router = APIRouter(prefix="/v1/admin", tags=["admin"])

    @router.get(
        "/drift",
        operation_id="drift",
        summary="Whether this week differs",
        response_description="What differs, and what passes its limit.",
        responses=described(STORE_GONE),
    )
    async def drift() -> DriftAnswer:
        """Compares the last seven days with the weeks before: scores, decisions, rules, unknown words, reports.

        Rests on counts by day alone; of the messages nothing is kept. The limits stand in `api/drift/limits.toml`.
        """
        return answer_of(await watch.drift())

    return router
