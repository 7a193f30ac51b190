"""The numbers of `safety.toml`, which says why each is what it is."""

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.packaged import packaged

FILE = "safety.toml"
AtLeastOne = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Caller(_Table):
    """How long a caller is known."""

    days: AtLeastOne


class Burst(_Table):
    """From how many reports on one caller's, or all callers', are too many."""

    minutes: AtLeastOne
    of_one_campaign: AtLeastOne
    of_all_campaigns: AtLeastOne
    by_all_callers: AtLeastOne
    held_minutes: AtLeastOne


class FastLane(_Table):
    """What a campaign needs to be accepted in passing."""

    least_callers: AtLeastOne
    least_share: Share
    least_hours: Annotated[float, Field(ge=0)]
    least_probability: Share


class Reviewers(_Table):
    """How reviewers are tested with known messages, and how much of a campaign is held against facts."""

    canary_every: AtLeastOne
    canary_window: AtLeastOne
    canary_misses: AtLeastOne
    wordings: AtLeastOne


class Queue(_Table):
    """What the order of the queue rests on."""

    half_life_days: Positive
    least_uncertainty: Annotated[float, Field(gt=0, le=1)]


class Numbers(_Table):
    """The tables of the file."""

    caller: Caller
    burst: Burst
    fast_lane: FastLane
    reviewers: Reviewers
    queue: Queue


@cache
def numbers() -> Numbers:
    """The numbers that come with this package. Raises `api.packaged.PackagedError`."""
    return packaged("api.review", FILE, Numbers)
