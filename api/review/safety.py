"""The rules by which reports become labels; their numbers stand in `safety.toml`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from api.review.canaries import canaries, known_labels_near
from api.review.numbers import numbers
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


def read_files() -> None:
    """Read the files of the review: a mistake in them stops the service at its start, not at the first report.

    Raises `api.packaged.PackagedError`.
    """
    numbers()
    canaries()


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
    for other in sorted(known_labels_near(message) - {label}):
        yield f"says nearly the same as a known message that is {other}"


def is_burst(of_one_campaign: int, of_all_campaigns: int) -> bool:
    """Whether one caller sent too many within minutes, this report among them."""
    burst = numbers().burst
    return bool(of_one_campaign > burst.of_one_campaign or of_all_campaigns > burst.of_all_campaigns)


def needs_second(messages: Iterable[Message], label: Label, known: Sequence[bool]) -> list[str]:
    """Why a reviewer's label is not accepted at once, one message for each wording.

    `known` says of each known message if they labelled it right, the last one first.
    """
    why = list(dict.fromkeys(doubt for message in messages for doubt in doubts(message, label)))
    if is_careless(known):
        why.append("its reviewer mislabelled known messages")
    return why


def is_careless(known: Sequence[bool]) -> bool:
    """Whether a reviewer labelled too many of the last known messages wrongly."""
    reviewers = numbers().reviewers
    return known[: reviewers.canary_window].count(False) >= reviewers.canary_misses
