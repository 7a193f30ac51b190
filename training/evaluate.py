"""Measure: on campaigns and on sources that the model has not seen, and on the challenge set."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.label import Decision, Label
from detector.verdict import Thresholds
from training.features import Features
from training.fit import Fitted, fit, folds
from training.predictions import Predictions, calibration, confusion, share

Progress = Callable[[str], None]
# UCI and Mishra & Soni share most of their rows, so they are held out together.
_TOGETHER = ({"uci", "mishra-soni"},)


def held_out_campaigns(features: Features, seed: int, progress: Progress) -> Predictions:
    """What models say of campaigns that they were not fitted on, every step refitted for each fold."""
    risk, origin = np.zeros(len(features.labels)), np.zeros(len(features.labels))
    for number, (train, test) in enumerate(folds(features, seed + 2), 1):
        progress(f"held-out campaigns, fold {number}")
        risk[test], origin[test] = fit(features.take(train), seed).predict(features.take(test))
    return Predictions(risk, origin, features.labels)


def held_out_sources(features: Features, seed: int, progress: Progress) -> Predictions:
    """What models say of sources that they were not fitted on, nor on any campaign that the source shares."""
    risk, origin = np.zeros(len(features.labels)), np.zeros(len(features.labels))
    for source in sorted(set(features.sources)):
        progress(f"held-out source {source}")
        together = next((group for group in _TOGETHER if source in group), {source})
        test = features.sources == source
        train = ~np.isin(features.sources, list(together)) & ~np.isin(
            features.campaigns, np.unique(features.campaigns[test])
        )
        risk[test], origin[test] = fit(features.take(train), seed).predict(features.take(test))
    return Predictions(risk, origin, features.labels)


class Slices(NamedTuple):
    """Rows that figures are asked of, as masks over the features."""

    usps_named: NDArray[np.bool_]
    public: NDArray[np.bool_]


def figures(
    features: Features,
    slices: Slices,
    campaigns: Predictions,
    sources: Predictions,
    challenge: Predictions,
    thresholds: Thresholds,
) -> list[dict[str, Any]]:
    """The figures that the project promises, each with its target, on how many messages, and whether it is met."""
    smishing = features.labels == Label.SMISHING.value
    ham = (features.labels == Label.OTHER.value) & slices.public
    text = ~features.copy
    said_campaigns, said_sources = campaigns.decisions(thresholds), sources.decisions(thresholds)
    said_challenge = challenge.decisions(thresholds)
    public_usps = smishing & slices.usps_named & slices.public & text
    others = smishing & ~slices.usps_named & text
    asked = [
        (
            "public USPS smishing, held-out campaigns: smishing",
            said_campaigns[public_usps],
            Decision.SMISHING,
            ">=",
            0.99,
        ),
        ("public USPS smishing, held-out campaigns: genuine", said_campaigns[public_usps], Decision.GENUINE, "<=", 0.0),
        ("challenge, genuine: smishing", said_challenge[challenge.labels == "genuine"], Decision.SMISHING, "<=", 0.01),
        ("challenge, genuine: genuine", said_challenge[challenge.labels == "genuine"], Decision.GENUINE, ">=", 0.85),
        ("challenge, other: smishing", said_challenge[challenge.labels == "other"], Decision.SMISHING, "<=", 0.02),
        ("challenge, smishing: genuine", said_challenge[challenge.labels == "smishing"], Decision.GENUINE, "<=", 0.0),
        ("public ham, held-out source: smishing", said_sources[ham & text], Decision.SMISHING, "<=", 0.005),
        ("smishing of other brands, held-out source: smishing", said_sources[others], Decision.SMISHING, ">=", 0.80),
    ]
    found = []
    for on, said, decision, sense, target in asked:
        measured = share(said == decision.value)
        met = measured["share"] is not None and (
            measured["share"] >= target if sense == ">=" else measured["share"] <= target
        )
        found.append({"on": on, "target": f"{sense} {target:g}", **measured, "met": met})
    error = calibration(campaigns.take(text))["ece"]
    found.append(
        {
            "on": "expected calibration error, held-out campaigns",
            "target": "<= 0.03",
            "share": error,
            "n": int(text.sum()),
            "met": error <= 0.03,
        }
    )
    return found


def without_sender(features: Features) -> NDArray[np.bool_]:
    """Each message once, without its sender: the copies, and the rows that never had one (these count whole)."""
    return np.asarray(features.copy | (features.weight == features.weight.max()))


def by_source(features: Features, predictions: Predictions, thresholds: Thresholds) -> dict[str, Any]:
    """The confusion of each source."""
    return {
        str(source): confusion(predictions.take(features.sources == source), thresholds)
        for source in sorted(set(features.sources))
    }


def rules_table(features: Features, fitted: Fitted, ids: Sequence[str]) -> list[dict[str, Any]]:
    """For each rule: its weights, and how often it fires on each label."""
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
