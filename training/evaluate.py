"""Measure: on campaigns and on sources that the model has not seen, and on campaigns later than all that it has."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from detector.label import Decision, Label
from detector.verdict import Thresholds
from training.features import Features
from training.fit import Fitted, fit
from training.fit_wording import folds
from training.measure import temporal_split
from training.pieces import Keep
from training.predictions import Predictions, calibration, confusion, share
from training.spread import each

Progress = Callable[[str], None]
Rows: TypeAlias = NDArray[np.bool_] | NDArray[np.intp]
# UCI and Mishra & Soni share most of their rows, so they are held out together.
_TOGETHER = ({"uci", "mishra-soni"},)


class HeldOut(NamedTuple):
    """A step: rows to learn from and rows to be asked, the name it is kept by, and what is told of it."""

    name: str
    told: str
    train: Rows
    test: Rows


def held_out_campaigns(features: Features, seed: int, progress: Progress, keep: Keep | None = None) -> Predictions:
    """What models say of campaigns that they were not fitted on, every step refitted for each fold."""
    steps = [
        HeldOut(f"campaigns-{number}", f"held-out campaigns, fold {number}", train, test)
        for number, (train, test) in enumerate(folds(features, seed + 2), 1)
    ]
    return _asked_of_each(features, steps, seed, progress, keep or Keep())


def held_out_sources(features: Features, seed: int, progress: Progress, keep: Keep | None = None) -> Predictions:
    """What models say of sources that they were not fitted on, nor on any campaign that the source shares."""
    steps = []
    for source in sorted(set(features.sources)):
        together = next((group for group in _TOGETHER if source in group), {source})
        test = features.sources == source
        train = ~np.isin(features.sources, list(together)) & ~np.isin(
            features.campaigns, np.unique(features.campaigns[test])
        )
        steps.append(HeldOut(f"source-{source}", f"held-out source {source}", train, test))
    return _asked_of_each(features, steps, seed, progress, keep or Keep())


def _asked_of_each(
    features: Features, steps: Sequence[HeldOut], seed: int, progress: Progress, keep: Keep
) -> Predictions:
    risk, origin = np.zeros(len(features.labels)), np.zeros(len(features.labels))
    left = [(step.train, step.test, seed) for step in steps if keep.lacks(step.name)]
    made = each(_held_out, features, left)
    for step in steps:
        progress(step.told)
        risk[step.test], origin[step.test] = keep(step.name, lambda: next(made))
    return Predictions(risk, origin, features.labels)


def _held_out(
    features: Features, train: Rows, test: Rows, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-odds of risk and origin of the rows `test`, of a model fitted on `train`."""
    return fit(features.take(train), seed).predict(features.take(test))


def later_campaigns(features: Features, dates: NDArray[np.str_], when: str, seed: int) -> Predictions:
    """What a model of the eve of `when` says of the campaigns that began since; dates as in `temporal_split`."""
    train, test = temporal_split(features, dates, when)
    if not test.any():
        return Predictions(np.zeros(0), np.zeros(0), features.labels[test])
    ((risk, origin),) = each(_held_out, features, [(train, test, seed)])
    return Predictions(risk, origin, features.labels[test])


def by_source(features: Features, predictions: Predictions, thresholds: Thresholds) -> dict[str, Any]:
    """The confusion of each source."""
    return {
        str(source): confusion(predictions.take(features.sources == source), thresholds)
        for source in sorted(set(features.sources))
    }


def rules_table(features: Features, fitted: Fitted, ids: Sequence[str], adds: Sequence[float]) -> list[dict[str, Any]]:
    """For each rule: its weights, what it adds, and how often it fires on each label."""
    table = []
    for column, rule_id in enumerate(ids):
        fires = {
            label.value: round(float(features.fired[features.labels == label.value, column].mean()), 4)
            for label in Label
        }
        table.append(
            {
                "rule": rule_id,
                "risk": float(fitted.risk.rules[column]),
                "origin": float(fitted.origin.rules[column]),
                "adds": round(adds[column], 3),
                "fires": fires,
            }
        )
    return table


def summary(predictions: Predictions, thresholds: Thresholds) -> Mapping[str, Any]:
    """Confusion, calibration, and how often the answer is not `uncertain`."""
    said = predictions.decisions(thresholds)
    return {
        "confusion": confusion(predictions, thresholds),
        "calibration": calibration(predictions),
        "coverage": share(said != Decision.UNCERTAIN.value),
    }
