"""The last seven days against the weeks before: what differs by more than `limits.toml` allows."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from api.drift.limits import Limits
from api.drift.tally import EDGES
from detector import Decision

Counts = Mapping[tuple[str, str], int]
DAYS = 7


class Weeks(NamedTuple):
    """The days of this week and of those before it; the first and last of each are included."""

    first: date
    last: date
    before_first: date
    before_last: date


class Counted(NamedTuple):
    """The counts of this week and of those before: `model` of the scorecard in use, `all` of any."""

    model: tuple[Counts, Counts]
    all: tuple[Counts, Counts]


class Bin(NamedTuple):
    """A range of the chance of smishing, and the share of messages in it."""

    start: float
    end: float
    now: float
    before: float


class Shift(NamedTuple):
    """A share of messages (of words, for `unknown_words`) this week and before; `alarm` where it passes the limits.

    `deviations` is the difference in standard deviations of what chance would give.
    """

    name: str
    now: float
    before: float
    deviations: float
    alarm: bool


class New(NamedTuple):
    """A campaign that began this week, by its number, or a link host that came with one; `reports` of the campaign."""

    name: str
    reports: int
    first: date


class Drift(NamedTuple):
    """What differs. Where `enough` is false, there were too few messages, and shares and index say little.

    `stability_index` is the population stability index of the scores: the sum over bins of (now - before) times
    log(now / before).
    """

    weeks: Weeks
    model: str
    messages_now: int
    messages_before: int
    enough: bool
    stability_index: float
    score_alarm: bool
    scores: tuple[Bin, ...]
    decisions: tuple[Shift, ...]
    rules: tuple[Shift, ...]
    unknown_words: Shift
    hosts: tuple[New, ...]
    campaigns: tuple[New, ...]

    @property
    def alarms(self) -> tuple[str, ...]:
        """What passes its limit, in words."""
        shifted = [shift for shift in (*self.decisions, *self.rules, self.unknown_words) if shift.alarm]
        told = [f"{shift.name}: {shift.before:.1%} before, {shift.now:.1%} this week" for shift in shifted]
        if self.score_alarm:
            told.insert(0, f"scores: population stability index {self.stability_index:.2f}")
        told += [f"new link host {host.name}: {host.reports} reports since {host.first}" for host in self.hosts]
        told += [f"new campaign {new.name}: {new.reports} reports since {new.first}" for new in self.campaigns]
        return tuple(told)


def weeks_of(today: date, limits: Limits) -> Weeks:
    """The last seven days with today, and the weeks before them."""
    first = today - timedelta(days=DAYS - 1)
    return Weeks(first, today, first - timedelta(days=DAYS * limits.weeks_before), first - timedelta(days=1))


def drift_of(
    weeks: Weeks, model: str, counted: Counted, limits: Limits, hosts: Sequence[New] = (), campaigns: Sequence[New] = ()
) -> Drift:
    """What differs between the counts of this week and of those before."""
    now, before = counted.model
    messages = [counts.get(("messages", ""), 0) for counts in (*counted.model, *counted.all)]
    enough = min(messages[:2]) >= limits.weeks_least_messages
    enough_of_all = min(messages[2:]) >= limits.weeks_least_messages
    scores = _scores(now, before)
    index = math.fsum((scored.now - scored.before) * math.log(scored.now / scored.before) for scored in scores)
    rules = sorted({name for counts in counted.all for measure, name in counts if measure == "rule"})
    shifts = [_shift("rule", name, counted.all, messages[2:], limits.rules_points, limits) for name in rules]
    words = [counts.get(("words", "known"), 0) + counts.get(("words", "unknown"), 0) for counts in counted.all]
    unknown = _shift("words", "unknown", counted.all, words, limits.words_points, limits)
    return Drift(
        weeks,
        model,
        messages[0],
        messages[1],
        enough,
        index,
        enough and index >= limits.score_stability_index,
        scores,
        tuple(
            _judged(
                _shift("decision", decision.value, counted.model, messages[:2], limits.rules_points, limits), enough
            )
            for decision in Decision
        ),
        tuple(
            sorted(
                (_judged(shift, enough_of_all) for shift in shifts), key=lambda shift: -abs(shift.now - shift.before)
            )
        ),
        _judged(unknown._replace(name="unknown_words"), enough_of_all),
        tuple(hosts),
        tuple(campaigns),
    )


def _scores(now: Counts, before: Counts) -> tuple[Bin, ...]:
    """The share in each bin; half a message is added to each, so that an empty one has a logarithm."""
    ranges = list(zip((0.0, *EDGES), (*EDGES, 1.0), strict=True))
    smoothed = []
    for counts in (now, before):
        found = [counts.get(("score", f"{at:02}"), 0) + 0.5 for at in range(len(ranges))]
        smoothed.append([count / sum(found) for count in found])
    return tuple(Bin(*ends, *shares) for ends, shares in zip(ranges, zip(*smoothed, strict=True), strict=True))


def _shift(
    measure: str, name: str, counted: tuple[Counts, Counts], totals: Sequence[int], points: float, limits: Limits
) -> Shift:
    """The change of a share; its deviations are those of the pooled two-proportion test."""
    found = [counts.get((measure, name), 0) for counts in counted]
    now, before = (count / total if total else 0.0 for count, total in zip(found, totals, strict=True))
    pooled = sum(found) / sum(totals) if sum(totals) else 0.0
    chance = math.sqrt(pooled * (1 - pooled) * sum(1 / total for total in totals)) if all(totals) else 0.0
    deviations = (now - before) / chance if chance else 0.0
    moved = abs(now - before) >= points and abs(deviations) >= limits.rules_deviations
    return Shift(name, now, before, deviations, moved)


def _judged(shift: Shift, enough: bool) -> Shift:
    return shift._replace(alarm=shift.alarm and enough)
