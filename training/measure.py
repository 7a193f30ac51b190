"""Figures of a scorecard on labelled messages: pure functions over what it said and what is known of each message."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_curve

from detector.label import Decision, Label
from detector.verdict import Thresholds
from training.features import Features
from training.predictions import LABELS, Predictions, calibration, share
from training.resampling import FEW, figures_by_campaign, share_by_campaign, widened

Mask = NDArray[np.bool_]
# What is asked first: the worst error, then the others in the order of what they cost; last, what should be said.
ERRORS = {
    "smishing_called_genuine": (Label.SMISHING, Decision.GENUINE),
    "genuine_called_smishing": (Label.GENUINE, Decision.SMISHING),
    "other_called_smishing": (Label.OTHER, Decision.SMISHING),
}
OUTCOMES = {
    **ERRORS,
    "smishing_called_smishing": (Label.SMISHING, Decision.SMISHING),
    "genuine_called_genuine": (Label.GENUINE, Decision.GENUINE),
    "other_called_other": (Label.OTHER, Decision.OTHER),
}
FALSE_POSITIVES = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
COVERAGES = np.arange(5, 101, 5) / 100
_BINS = 10


class Asked(NamedTuple):
    """What a scorecard said of labelled messages, the thresholds of its decisions, and each message's campaign."""

    predictions: Predictions
    thresholds: Thresholds
    campaigns: NDArray[np.str_]

    @property
    def labels(self) -> NDArray[np.str_]:
        """The true labels."""
        return self.predictions.labels

    def decisions(self) -> NDArray[np.str_]:
        """What would be said of each message."""
        return self.predictions.decisions(self.thresholds)

    def take(self, rows: Mask) -> "Asked":
        """The rows of a mask."""
        return Asked(self.predictions.take(rows), self.thresholds, self.campaigns[rows])

    def shifted(self, log_odds: float) -> "Asked":
        """The same with another prior: so much is added to the log-odds of smishing."""
        return self._replace(predictions=self.predictions._replace(risk=self.predictions.risk + log_odds))


def wrong(asked: Asked, error: str) -> Mask:
    """The rows of one of `ERRORS`."""
    label, decision = ERRORS[error]
    return np.asarray((asked.labels == label.value) & (asked.decisions() == decision.value))


def outcomes(asked: Asked) -> dict[str, dict[str, Any]]:
    """How often each of `OUTCOMES` comes about among the messages of its label, and how often there is an answer."""
    said = asked.decisions()
    found = {}
    for name, (label, decision) in OUTCOMES.items():
        rows = asked.labels == label.value
        found[name] = share_by_campaign(said[rows] == decision.value, asked.campaigns[rows])
    return {**found, "coverage": share_by_campaign(said != Decision.UNCERTAIN.value, asked.campaigns)}


def quality(asked: Asked) -> dict[str, dict[str, Any]]:
    """What is read off the probabilities: ranking, calibration, and the loss of all three.

    Each with its interval, but where smishing or honest messages come from fewer than `FEW` campaigns.
    """
    found = figures_by_campaign(lambda rows: _quality(asked.predictions.take(rows)), asked.campaigns)
    smishing = asked.labels == Label.SMISHING.value
    caught, honest = (len(np.unique(asked.campaigns[rows])) for rows in (smishing, ~smishing))
    for name, figure in found.items():
        if min(caught, honest) < FEW:
            figure["interval"] = None
        elif name.startswith("recall") and figure["value"] is not None:
            low, high = figure["interval"]
            figure["interval"] = widened(low, high, figure["value"], caught)
    return found


def _quality(predictions: Predictions) -> dict[str, float]:
    smishing = predictions.labels == Label.SMISHING.value
    both = smishing.any() and not smishing.all()
    calibrated = calibration(predictions)
    one, tenth = recall_at(predictions, (0.01, 0.001))
    one_genuine, tenth_genuine = recall_at(predictions, (0.01, 0.001), only_genuine=True)
    return {
        "recall_at_1_percent": one,
        "recall_at_0.1_percent": tenth,
        "recall_at_1_percent_of_genuine": one_genuine,
        "recall_at_0.1_percent_of_genuine": tenth_genuine,
        "average_precision": average_precision_score(smishing, predictions.risk) if both else np.nan,
        "brier": calibrated["brier"],
        "ece": calibrated["ece"],
        "log_loss": _log_loss(predictions),
    }


def _log_loss(predictions: Predictions) -> float:
    """The mean of minus the logarithm of what was said of the true label, of all three."""
    said = predictions.probabilities()[predictions.labels[:, None] == np.array(LABELS)]
    return float(-np.log(said.clip(np.finfo(float).eps)).mean())


def recall_at(predictions: Predictions, most: Iterable[float], *, only_genuine: bool = False) -> NDArray[np.float64]:
    """The recall of smishing where at most such shares of the honest messages (or of the genuine alone) lie above.

    NaN where there is no smishing or nothing honest. The cut is the best on these very messages.
    """
    smishing = predictions.labels == Label.SMISHING.value
    rows = smishing | (predictions.labels == Label.GENUINE.value) if only_genuine else np.ones_like(smishing)
    shares = np.array(list(most))
    if not smishing.any() or smishing[rows].all():
        return np.full(len(shares), np.nan)
    false, true, _ = roc_curve(smishing[rows], predictions.risk[rows], drop_intermediate=False)
    recall: NDArray[np.float64] = true[np.searchsorted(false, shares, side="right") - 1]
    return recall


def recall_curve(predictions: Predictions) -> list[dict[str, Any]]:
    """Recall at each of `FALSE_POSITIVES`, of all honest messages and of the genuine alone; None for NaN."""
    columns = (recall_at(predictions, FALSE_POSITIVES), recall_at(predictions, FALSE_POSITIVES, only_genuine=True))
    of_honest, of_genuine = ([None if np.isnan(value) else float(value) for value in column] for column in columns)
    return [
        {"false_positives": most, "recall": recall, "recall_of_genuine": recall_of_genuine}
        for most, recall, recall_of_genuine in zip(FALSE_POSITIVES, of_honest, of_genuine, strict=True)
    ]


def abstention(predictions: Predictions) -> list[dict[str, Any]]:
    """The risk-coverage curve: how often the likeliest label is wrong where only the surest answers are given.

    `smishing_called_genuine` counts the worst error among them; `sureness` is the least probability answered at.
    """
    probabilities = predictions.probabilities()
    sureness, answer = probabilities.max(axis=1), np.array(LABELS)[probabilities.argmax(axis=1)]
    order = np.argsort(-sureness, kind="stable")
    missed = (answer != predictions.labels)[order].cumsum()
    worst = ((answer == Label.GENUINE.value) & (predictions.labels == Label.SMISHING.value))[order].cumsum()
    return [
        {
            "coverage": float(coverage),
            "answered": count,
            "risk": float(missed[count - 1] / count),
            "smishing_called_genuine": int(worst[count - 1]),
            "sureness": float(sureness[order[count - 1]]),
        }
        for coverage in COVERAGES
        for count in [int(np.ceil(round(coverage * len(order), 6)))]
    ]


def reliability(predictions: Predictions) -> list[dict[str, Any]]:
    """What was said of P(smishing) against what was, in bins of a tenth; empty bins are left out."""
    said = predictions.probabilities()[:, 1]
    true = predictions.labels == Label.SMISHING.value
    bins = np.minimum((said * _BINS).astype(int), _BINS - 1)
    return [
        {"from": place / _BINS, "to": (place + 1) / _BINS, "said": float(said[rows].mean()), "was": share(true[rows])}
        for place in range(_BINS)
        for rows in [bins == place]
        if rows.any()
    ]


def slices(asked: Asked, values: NDArray[np.str_]) -> dict[str, dict[str, Any]]:
    """The outcomes of the rows of each value, in order; rows without a value are left out."""
    return {str(value): outcomes(asked.take(values == value)) for value in np.unique(values) if value}


def quarter(day: str) -> str:
    """The quarter of a day: "2024 Q3" of 2024-08-17; "" of an unknown one."""
    if not day:
        return ""
    parsed = date.fromisoformat(day)
    return f"{parsed.year} Q{(parsed.month + 2) // 3}"


def temporal_split(features: Features, dates: NDArray[np.str_], when: str) -> tuple[Mask, Mask]:
    """Masks of train and test, as if the model had been trained on the eve of `when`.

    `dates` are days of ISO 8601, a row each, "" for unknown. Test is what came on or after `when` in campaigns that had
    not begun before. Train is what came before, and what has no date, without the campaigns of test; later messages of
    older campaigns are in neither, since nobody had them yet.
    """
    later = (dates != "") & (dates >= when)
    begun = np.isin(features.campaigns, features.campaigns[(dates != "") & ~later])
    test = later & ~begun
    return ~later & ~np.isin(features.campaigns, features.campaigns[test]), test


def confusion(asked: Asked) -> Mapping[str, Mapping[str, Any]]:
    """For each true label that there is, how often each decision was made."""
    said = asked.decisions()
    return {
        label: {
            decision.value: share_by_campaign(said[rows] == decision.value, asked.campaigns[rows])
            for decision in Decision
        }
        for label in LABELS
        for rows in [asked.labels == label]
        if rows.any()
    }
