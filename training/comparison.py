"""How two scorecards differ on the locked set: every figure with its interval, and the messages judged otherwise."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.facts import facts
from detector.label import Decision, Label
from detector.scorecard import Scorecard
from training.limits import Limits
from training.locked import Locked, asked, locked, sample, tricked, usps_called_genuine
from training.measure import Asked, Mask, wrong
from training.predictions import calibration
from training.progress import Progress
from training.resampling import difference_by_campaign, figures_by_campaign

_SLICED = ("language", "lure")


class Change(NamedTuple):
    """A message that is judged otherwise; `text` is empty for the challenge set, which nobody reads."""

    place: str
    label: str
    before: str
    after: str
    text: str


class Comparison(NamedTuple):
    """Two scorecards on the same messages.

    `figures` are plain data: `figure`, `slice`, and either `count` or `before`, `after`, `difference` (after - before)
    and its `interval`, `n`, `campaigns`, and in how many of these it got `worse`. A higher share is always worse.
    """

    before: str
    after: str
    locked: str
    figures: list[dict[str, Any]]
    changes: list[Change]


def compare(before: Scorecard, after: Scorecard, root: Path, limits: Limits, progress: Progress) -> Comparison:
    """Ask two scorecards about the locked set of a folder laid out like `data`."""
    progress.expect(5)
    progress("reading the locked set")
    rows = locked(root, limits.seed, limits.notices_each)
    progress("asking the scorecard that was")
    old = asked(rows, before)
    progress("asking the scorecard that is new")
    new = asked(rows, after)
    progress("tricks")
    tried = sample(rows, limits.tricks_of_label, limits.seed)
    tricks = tricked(tried, before, limits.seed), tricked(tried, after, limits.seed)
    progress("comparing")
    figures = [
        *_counts(rows, old, new),
        *_shares(rows, old, new),
        _calibration(old, new),
        _figure("tricks_on_the_wrong_side", "", *(tricks[0].wrong, tricks[1].wrong), tricks[0].campaigns),
    ]
    return Comparison(before.digest, after.digest, rows.digest(), figures, list(_changes(rows, old, new)))


def _counts(rows: Locked, old: Asked, new: Asked) -> Iterator[dict[str, Any]]:
    worst = wrong(new, "smishing_called_genuine")
    yield _count("new_smishing_called_genuine", int((worst & ~wrong(old, "smishing_called_genuine")).sum()))
    yield _count("usps_smishing_called_genuine", usps_called_genuine(rows, new))
    today = date.today()
    yield _count("facts_expired", sum(fact.expires < today for fact in facts().values()))


def _count(figure: str, count: int) -> dict[str, Any]:
    return {"figure": figure, "slice": "", "count": count}


def _shares(rows: Locked, old: Asked, new: Asked) -> Iterator[dict[str, Any]]:
    for error in ("genuine_called_smishing", "other_called_smishing"):
        mask = new.labels == error.partition("_")[0]
        yield _figure(error, "", wrong(old, error)[mask], wrong(new, error)[mask], new.campaigns[mask])
    smishing = new.labels == Label.SMISHING.value
    missed = old.decisions() != Decision.SMISHING.value, new.decisions() != Decision.SMISHING.value
    yield _figure("smishing_missed", "", missed[0][smishing], missed[1][smishing], new.campaigns[smishing])
    for column in _SLICED:
        values = np.array([getattr(example, column) for example in rows.examples])
        for value in sorted(set(values[smishing]) - {""}):
            mask = smishing & (values == value)
            figure = f"smishing_missed_by_{column}"
            yield _figure(figure, str(value), missed[0][mask], missed[1][mask], new.campaigns[mask])


def _figure(figure: str, slice_: str, before: Mask, after: Mask, campaigns: NDArray[np.str_]) -> dict[str, Any]:
    return {"figure": figure, "slice": slice_, **difference_by_campaign(before, after, campaigns)}


def _calibration(old: Asked, new: Asked) -> dict[str, Any]:
    def rise(rows: NDArray[np.intp]) -> dict[str, float]:
        errors = [calibration(said.predictions.take(rows))["ece"] for said in (old, new)]
        return {"difference": errors[1] - errors[0]}

    found = figures_by_campaign(rise, new.campaigns)["difference"]
    before, after = (calibration(said.predictions)["ece"] for said in (old, new))
    return {
        "figure": "calibration_error",
        "slice": "",
        "before": before,
        "after": after,
        "difference": found["value"],
        "interval": found["interval"],
        "n": len(new.labels),
        "campaigns": len(np.unique(new.campaigns)),
    }


def _changes(rows: Locked, old: Asked, new: Asked) -> Iterator[Change]:
    was, now = old.decisions(), new.decisions()
    for at in np.flatnonzero(was != now):
        example = rows.examples[at]
        text = "" if rows.hidden[at] else example.message.text
        yield Change(rows.places[at], example.label.value, str(was[at]), str(now[at]), text)
