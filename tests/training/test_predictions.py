import numpy as np
import pytest

from detector.verdict import Probabilities, Thresholds, decide
from training.predictions import LABELS, Predictions, calibration, confusion, interval, share
from training.thresholds import choose, costs

RISK = np.array([-4.0, 3.0, -3.0, 0.2, 5.0, -6.0])
ORIGIN = np.array([4.0, 0.0, -4.0, 0.0, 1.0, 5.0])
TRUE = np.array(["genuine", "smishing", "other", "other", "smishing", "genuine"])
PREDICTIONS = Predictions(RISK, ORIGIN, TRUE)


def test_probabilities_sum_to_one() -> None:
    assert PREDICTIONS.probabilities().sum(axis=1) == pytest.approx(np.ones(6))


def test_decisions_are_the_detectors_own() -> None:
    thresholds = Thresholds(0.7, 0.6, 0.6)
    for row, said in zip(PREDICTIONS.probabilities(), PREDICTIONS.decisions(thresholds), strict=True):
        by_label = dict(zip(LABELS, row, strict=True))
        assert said == decide(Probabilities(**by_label), thresholds).value


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 100, 0.0, 0.037), (50, 100, 0.4038, 0.5962), (100, 100, 0.963, 1.0)],
)
def test_wilsons_interval(hits: int, total: int, low: float, high: float) -> None:
    assert interval(hits, total) == pytest.approx((low, high), abs=1e-3)


def test_share_says_how_many_of_how_many() -> None:
    said = share(np.array([True, False, True, True]))
    assert (said["share"], said["hits"], said["n"]) == (0.75, 3, 4)
    assert share(np.array([], dtype=bool))["share"] is None


def test_confusion_counts_by_true_label() -> None:
    table = confusion(PREDICTIONS, Thresholds(0.6, 0.6, 0.6))
    assert table["smishing"]["smishing"]["share"] == 1.0
    assert table["other"]["uncertain"]["hits"] == 1


def test_a_calibrated_prediction_has_little_error_and_an_overconfident_one_much() -> None:
    random = np.random.default_rng(5)
    risk = random.normal(0, 2, 20_000)
    true = np.where(random.random(20_000) < 1 / (1 + np.exp(-risk)), "smishing", "other")
    honest = calibration(Predictions(risk, risk * 0, true))["ece"]
    boastful = calibration(Predictions(risk * 4, risk * 0, true))["ece"]
    assert honest < 0.02 < 0.1 < boastful


def test_dearer_false_alarms_raise_the_threshold() -> None:
    random = np.random.default_rng(7)
    risk = np.concatenate([random.normal(1.5, 1.5, 400), random.normal(-1.5, 1.5, 800)])
    true = np.array(["smishing"] * 400 + ["genuine"] * 400 + ["other"] * 400)
    predictions = Predictions(risk, np.concatenate([risk[:400] * 0, np.full(400, 2.0), np.full(400, -2.0)]), true)
    table = {label: dict(row) for label, row in costs().items()}
    cheap = choose(predictions, np.ones(1200), table)
    for label in ("genuine", "other"):
        table[label]["smishing"] *= 20
    assert choose(predictions, np.ones(1200), table).smishing > cheap.smishing
