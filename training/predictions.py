"""What a model says of labelled messages, as arrays, and the figures that are read off it."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from detector.label import Decision, Label
from detector.verdict import Thresholds

LABELS = tuple(label.value for label in Label)
BINS = 15


class Predictions(NamedTuple):
    """Log-odds of both scorecards and the true label of each message."""

    risk: NDArray[np.float64]
    origin: NDArray[np.float64]
    labels: NDArray[np.str_]

    def probabilities(self) -> NDArray[np.float64]:
        """N x 3, in the order of `LABELS` (genuine, smishing, other)."""
        smishing = expit(self.risk)
        genuine = (1 - smishing) * expit(self.origin)
        return np.column_stack([genuine, smishing, 1 - smishing - genuine])

    def decisions(self, thresholds: Thresholds) -> NDArray[np.str_]:
        """What would be said of each message; the same order of questions as `detector.verdict.decide`."""
        genuine, smishing, other = self.probabilities().T
        return np.select(
            [smishing >= thresholds.smishing, genuine >= thresholds.genuine, other >= thresholds.other],
            [Decision.SMISHING.value, Decision.GENUINE.value, Decision.OTHER.value],
            Decision.UNCERTAIN.value,
        )

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Predictions":
        """The rows of a mask or an index."""
        return Predictions(self.risk[rows], self.origin[rows], self.labels[rows])


def interval(hits: float, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z = 1.959964
    share, spread = hits / total, z * z / total
    middle = share + spread / 2
    width = z * math.sqrt(share * (1 - share) / total + spread / total / 4)
    return max(0.0, (middle - width) / (1 + spread)), min(1.0, (middle + width) / (1 + spread))


def share(said: NDArray[np.bool_]) -> dict[str, Any]:
    """How often something was said: share, 95 % interval, hits and n."""
    hits, total = int(said.sum()), len(said)
    low, high = interval(hits, total)
    return {
        "share": round(hits / total, 4) if total else None,
        "interval": [round(low, 4), round(high, 4)],
        "hits": hits,
        "n": total,
    }


def confusion(predictions: Predictions, thresholds: Thresholds) -> dict[str, dict[str, Any]]:
    """For each true label, how often each decision was made."""
    said = predictions.decisions(thresholds)
    return {
        label: {decision.value: share(said[predictions.labels == label] == decision.value) for decision in Decision}
        for label in LABELS
        if (predictions.labels == label).any()
    }


def calibration(predictions: Predictions) -> dict[str, Any]:
    """Expected calibration error and Brier score of P(smishing), and the reliability diagram behind them.

    Bins hold equally many messages.
    """
    said = expit(predictions.risk)
    true = (predictions.labels == Label.SMISHING.value).astype(float)
    order = np.argsort(said, kind="stable")
    bins = [part for part in np.array_split(order, BINS) if len(part)]
    diagram = [{"said": float(said[part].mean()), "was": float(true[part].mean()), "n": len(part)} for part in bins]
    error = sum(entry["n"] * abs(entry["said"] - entry["was"]) for entry in diagram) / len(said)
    return {
        "ece": round(error, 4),
        "brier": round(float(((said - true) ** 2).mean()), 4),
        "reliability": [
            {key: round(value, 4) if isinstance(value, float) else value for key, value in entry.items()}
            for entry in diagram
        ],
    }
