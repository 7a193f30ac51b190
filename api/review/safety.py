"""The rules by which reports become labels; their numbers stand in `safety.toml`."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from api.review.canaries import known_labels_near
from detector import Label, Message
from detector.contradiction import contradictions


class Lane(StrEnum):
    """How a campaign may be labelled: in passing, by one reader, by two, or not before a burst is over."""

    FAST = "fast"
    NORMAL = "normal"
    SECOND = "second"
    HELD = "held"


class Standing(NamedTuple):
    """What is known of a campaign's claims: how many callers, the share that agree, and since when.

    `probability` is what the model gives the label that most claim.
    """

    label: Label
    callers: int
    agreement: float
    probability: float
    age: timedelta
    held_until: datetime | None


class Caller(NamedTuple):
    """How long a caller is known."""

    days: int


class Burst(NamedTuple):
    """From how many reports on one caller's, or all callers', are too many."""

    minutes: int
    of_one_campaign: int
    of_all_campaigns: int
    by_all_callers: int
    held_minutes: int


class FastLane(NamedTuple):
    """What a campaign needs to be accepted in passing."""

    least_callers: int
    least_share: float
    least_hours: float
    least_probability: float


class Reviewers(NamedTuple):
    """How reviewers are tested with known messages."""

    canary_every: int
    canary_window: int
    canary_misses: int


class Queue(NamedTuple):
    """What the order of the queue rests on."""

    half_life_days: float
    least_uncertainty: float


class Numbers(NamedTuple):
    """The tables of `safety.toml`, which says why each number is what it is."""

    caller: Caller
    burst: Burst
    fast_lane: FastLane
    reviewers: Reviewers
    queue: Queue


@cache
def numbers() -> Numbers:
    """The numbers that come with this package."""
    return numbers_of(files(__package__).joinpath("safety.toml").read_text("utf-8"))


def numbers_of(written: str) -> Numbers:
    """The numbers of a text as `safety.toml`. Raises `TypeError` for a name that is unknown or missing."""
    tables = tomllib.loads(written)
    kinds = {name: kind for name, kind in Numbers.__annotations__.items() if name in tables}
    return Numbers(**tables | {name: kind(**tables[name]) for name, kind in kinds.items()})


def lane_of(standing: Standing, message: Message, now: datetime) -> Lane:
    """The lane of a campaign that one message stands for."""
    fast = numbers().fast_lane
    if any(doubts(message, standing.label)):
        return Lane.SECOND
    if standing.held_until and standing.held_until > now:
        return Lane.HELD
    if (
        standing.callers >= fast.least_callers
        and standing.agreement >= fast.least_share
        and standing.age >= timedelta(hours=fast.least_hours)
        and standing.probability >= fast.least_probability
    ):
        return Lane.FAST
    return Lane.NORMAL


def doubts(message: Message, label: Label) -> Iterator[str]:
    """Why a label needs a second reviewer: verified facts, and known messages that say nearly the same."""
    yield from contradictions(message, label)
    for known in sorted(known_labels_near(message) - {label}):
        yield f"says nearly the same as a known message that is {known}"


def is_burst(of_one_campaign: int, of_all_campaigns: int) -> bool:
    """Whether one caller sent too many within minutes, this report among them."""
    burst = numbers().burst
    return bool(of_one_campaign > burst.of_one_campaign or of_all_campaigns > burst.of_all_campaigns)


def needs_second(message: Message, label: Label, canaries: list[bool]) -> list[str]:
    """Why a reviewer's label is not accepted at once; `canaries` says of each known message if they labelled it right.

    The last one comes first.
    """
    reviewers = numbers().reviewers
    missed = canaries[: reviewers.canary_window].count(False)
    why = list(doubts(message, label))
    if missed >= reviewers.canary_misses:
        why.append("its reviewer mislabelled known messages")
    return why
