"""Measure a scorecard on any labelled messages, so that nothing flatters: the worst error first, and what is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.classifier import Detector
from detector.scorecard import Scorecard
from training import base_rates, distributions, measure, overlap
from training.cautions import cautions
from training.example import Example
from training.labelled import Labelled
from training.measure import Asked
from training.predictions import LABELS, Predictions, calibration

Progress = Callable[[str], None]


class Error(NamedTuple):
    """A message that was called wrongly: where it stands, and its text, which is shown on demand only."""

    place: str
    text: str


class Assessment(NamedTuple):
    """Every figure as plain data, without any text, and the errors by the names of `measure.ERRORS`."""

    metrics: dict[str, Any]
    errors: dict[str, list[Error]]


def assess(
    labelled: Labelled,
    scorecard: Scorecard,
    rates: Sequence[float],
    when: datetime,
    progress: Progress,
    trained: overlap.Trained | None = None,
) -> Assessment:
    """Ask a scorecard about every message and measure what it says.

    `rates` are the base rates of smishing to speak of; `when` is the moment of measuring; `trained` is what it was
    trained on, looked up in the project's folder where it is not given.
    """
    examples = labelled.examples
    progress(f"asking about {len(examples):,} messages")
    asked = ask(examples, scorecard)
    progress("looking for overlap with the training data")
    known, read_before = _overlap(examples, asked, trained or overlap.trained_on(scorecard.provenance))
    progress("measuring")
    headline = _headline(asked)
    errors = _errors(labelled, asked)
    metrics: dict[str, Any] = {
        "scorecard": _named(scorecard),
        "measured": when.isoformat(timespec="seconds"),
        "data": _described(labelled, asked),
        **headline,
        "overlap": read_before,
        "without_overlap": _without_overlap(asked, known, headline),
        "errors": {name: [error.place for error in found] for name, found in errors.items()},
        **_details(asked),
        "base_rates": base_rates.sweep(asked, rates, _trained_at(scorecard)),
        "confusions": {
            "lure": distributions.confusions(asked, [example.lure for example in examples]),
            "language": distributions.confusions(asked, [example.language for example in examples]),
        },
        "weights": distributions.weights(scorecard),
        "slices": _slices(examples, asked, scorecard),
    }
    return Assessment({**metrics, "cautions": cautions(metrics)}, errors)


def ask(examples: Sequence[Example], scorecard: Scorecard) -> Asked:
    """What a scorecard says of each example, as it is given."""
    detector = Detector(scorecard)
    verdicts = [detector.check(example.message, counterfactuals=False) for example in examples]
    predictions = Predictions(
        np.array([verdict.log_odds("risk") for verdict in verdicts]),
        np.array([verdict.log_odds("origin") for verdict in verdicts]),
        np.array([example.label.value for example in examples]),
    )
    return Asked(predictions, scorecard.thresholds, np.array([example.campaign for example in examples]))


def _errors(labelled: Labelled, asked: Asked) -> dict[str, list[Error]]:
    return {
        name: [
            Error(labelled.places[row], labelled.examples[row].message.text)
            for row in np.flatnonzero(measure.wrong(asked, name))
        ]
        for name in measure.ERRORS
    }


def _named(scorecard: Scorecard) -> dict[str, Any]:
    return {
        "version": scorecard.version,
        "digest": scorecard.digest,
        "thresholds": scorecard.thresholds._asdict(),
    }


def _details(asked: Asked) -> dict[str, Any]:
    return {
        "confusion": measure.confusion(asked),
        "calibration": calibration(asked.predictions),
        "reliability": measure.reliability(asked.predictions),
        "recall_curve": measure.recall_curve(asked.predictions),
        "abstention": measure.abstention(asked.predictions),
        "histogram": distributions.histogram(asked.predictions),
        "precision_recall": distributions.precision_recall(asked.predictions),
    }


def _described(labelled: Labelled, asked: Asked) -> dict[str, Any]:
    _, sizes = np.unique(asked.campaigns, return_counts=True)
    return {
        "files": [file._asdict() for file in labelled.files],
        "labels": {label: int((asked.labels == label).sum()) for label in LABELS},
        "campaigns": len(sizes),
        "largest_campaign": int(sizes.max()),
        "left_out": dict(labelled.left_out),
    }


def _overlap(
    examples: Sequence[Example], asked: Asked, trained: overlap.Trained | None
) -> tuple[NDArray[np.bool_] | None, dict[str, Any] | None]:
    """Which rows were trained on, word for word or nearly, and the shares; None where nobody can tell."""
    if trained is None:
        return None, None
    found = overlap.overlap(examples, trained.examples)
    return found.verbatim | found.near, {
        "against": len(trained.examples),
        "missing": trained.missing,
        "changed": trained.changed,
        "shares": overlap.shares(found, asked.labels),
    }


def _headline(asked: Asked) -> dict[str, Any]:
    return {"rows": len(asked.labels), "outcomes": measure.outcomes(asked), "quality": measure.quality(asked)}


def _without_overlap(asked: Asked, known: NDArray[np.bool_] | None, headline: dict[str, Any]) -> dict[str, Any] | None:
    """The headline figures on the rows that were not trained on; None where that is unknown or none is left."""
    if known is None or known.all():
        return None
    return _headline(asked.take(~known)) if known.any() else headline


def _trained_at(scorecard: Scorecard) -> float | None:
    """The base rate of smishing that the prior stands for, where the scorecard tells it."""
    rate = scorecard.provenance.get("base_rate", {}).get("smishing")
    return float(rate) if rate else None


def _slices(examples: Sequence[Example], asked: Asked, scorecard: Scorecard) -> dict[str, Mapping[str, Any]]:
    """The outcomes by what is known of the messages."""
    usps = ["names USPS" if example.message.usps_names else "does not name USPS" for example in examples]
    columns = {
        "lure": [example.lure for example in examples],
        "language": [example.language or "unknown" for example in examples],
        "channel": [example.message.channel.value for example in examples],
        "source": [example.source for example in examples],
        "usps": usps,
        "quarter": [measure.quarter(example.date) for example in examples],
    }
    by_column = {name: measure.slices(asked, np.array(values)) for name, values in columns.items()}
    return {**by_column, "sender": _by_sender(examples, asked, scorecard)}


def _by_sender(examples: Sequence[Example], asked: Asked, scorecard: Scorecard) -> dict[str, Any]:
    """The messages that have a sender, asked about with it and again without it; and those that have none."""
    has = np.array([bool(example.message.sender) for example in examples])
    found = {}
    if has.any():
        stripped = [
            replace(example, message=example.message.with_sender("")) for example in examples if example.message.sender
        ]
        found["with its sender"] = measure.outcomes(asked.take(has))
        found["the same, sender removed"] = measure.outcomes(ask(stripped, scorecard))
    if not has.all():
        found["given without a sender"] = measure.outcomes(asked.take(~has))
    return found
