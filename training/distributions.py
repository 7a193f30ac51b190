"""How what a scorecard says is spread: over probabilities, over thresholds, and over lures and languages."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve

from detector.label import Decision, Label
from detector.scorecard import Scorecard
from training.measure import Asked
from training.predictions import LABELS, Predictions

_BINS = 20
_POINTS = 120


def histogram(predictions: Predictions) -> dict[str, list[int]]:
    """For each label, how many messages were given each P(smishing), in bins of a twentieth."""
    said = predictions.probabilities()[:, 1]
    return {
        label: np.histogram(said[predictions.labels == label], bins=_BINS, range=(0, 1))[0].tolist() for label in LABELS
    }


def precision_recall(predictions: Predictions) -> list[dict[str, float]]:
    """Precision and recall of smishing at falling thresholds of P(smishing); empty without smishing or honest ones."""
    smishing = predictions.labels == Label.SMISHING.value
    if smishing.all() or not smishing.any():
        return []
    precision, recall, _ = precision_recall_curve(smishing, predictions.risk)
    shown = np.unique(np.linspace(0, len(recall) - 1, min(_POINTS, len(recall))).astype(int))
    return [{"recall": float(recall[at]), "precision": float(precision[at])} for at in shown[::-1]]


def confusions(asked: Asked, values: Sequence[str]) -> list[dict[str, Any]]:
    """For each value and label that occur together: how many messages, and how many of each decision."""
    said, column = asked.decisions(), np.array(values)
    return [
        {"value": str(value), "label": label, "n": int(rows.sum()), "said": _counted(said[rows])}
        for value in np.unique(column)
        if value
        for label in LABELS
        for rows in [(column == value) & (asked.labels == label)]
        if rows.any()
    ]


def _counted(said: NDArray[np.str_]) -> dict[str, int]:
    return {decision.value: int((said == decision.value).sum()) for decision in Decision}


def weights(scorecard: Scorecard) -> dict[str, list[dict[str, Any]]]:
    """What each rule weighs in both scorecards, as log-odds, the heaviest for it first."""
    return {
        name: [
            {"rule": rule_id, "weight": weight}
            for rule_id, weight in sorted(card.rules.items(), key=lambda entry: -entry[1])
        ]
        for name, card in (("risk", scorecard.risk), ("origin", scorecard.origin))
    }
