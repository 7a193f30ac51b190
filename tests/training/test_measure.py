from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss

from detector.label import Label
from detector.message import Message
from detector.verdict import Thresholds
from training import base_rates, measure
from training.example import Example
from training.features import extract
from training.measure import Asked, quarter, recall_at, temporal_split
from training.predictions import Predictions, interval
from training.resampling import figures_by_campaign, share_by_campaign

# P(smishing) 0.9, 0.8, 0.3, 0.7, 0.2, 0.1, 0.1, 0.05; given honesty, P(genuine) 0.5, 0.5, 0.9, 0.5, 0.9, 0.1, 0.9, 0.1.
TRUE = np.array(["smishing", "smishing", "smishing", "genuine", "genuine", "other", "other", "other"])
SAID = Predictions(
    logit([0.9, 0.8, 0.3, 0.7, 0.2, 0.1, 0.1, 0.05]), logit([0.5, 0.5, 0.9, 0.5, 0.9, 0.1, 0.9, 0.1]), TRUE
)
EACH_ITS_OWN = np.arange(8).astype(str)
ASKED = Asked(SAID, Thresholds(0.75, 0.6, 0.8), EACH_ITS_OWN)


def _random(size: int, seed: int = 3) -> Predictions:
    random = np.random.default_rng(seed)
    risk = random.normal(0, 2, size)
    true = np.where(
        random.random(size) < 1 / (1 + np.exp(-risk)), "smishing", random.choice(["genuine", "other"], size)
    )
    return Predictions(risk, random.normal(0, 2, size), true)


def test_outcomes_are_counted_among_the_messages_of_the_label() -> None:
    found = measure.outcomes(ASKED)
    assert ASKED.decisions().tolist() == [
        "smishing", "smishing", "genuine", "uncertain", "genuine", "other", "genuine", "other",
    ]  # fmt: skip
    assert {name: (share["hits"], share["n"]) for name, share in found.items()} == {
        "smishing_called_genuine": (1, 3),
        "genuine_called_smishing": (0, 2),
        "other_called_smishing": (0, 3),
        "smishing_called_smishing": (2, 3),
        "genuine_called_genuine": (1, 2),
        "other_called_other": (2, 3),
        "coverage": (7, 8),
    }
    assert np.flatnonzero(measure.wrong(ASKED, "smishing_called_genuine")).tolist() == [2]


def test_confusion_holds_every_decision_of_every_label() -> None:
    found = measure.confusion(ASKED)
    assert [found["other"][said]["hits"] for said in ("genuine", "smishing", "other", "uncertain")] == [1, 0, 2, 0]


@pytest.mark.parametrize(
    ("most", "of_honest", "of_genuine"),
    [(0.0, 2 / 3, 2 / 3), (0.19, 2 / 3, 2 / 3), (0.2, 1.0, 2 / 3), (0.5, 1.0, 1.0), (1.0, 1.0, 1.0)],
)
def test_recall_where_so_many_false_positives_are_allowed(most: float, of_honest: float, of_genuine: float) -> None:
    assert recall_at(SAID, (most,))[0] == pytest.approx(of_honest)
    assert recall_at(SAID, (most,), only_genuine=True)[0] == pytest.approx(of_genuine)


def test_messages_of_one_probability_are_found_together_or_not_at_all() -> None:
    tied = Predictions(np.zeros(4), np.zeros(4), np.array(["smishing", "smishing", "other", "other"]))
    assert recall_at(tied, (0.0, 0.5, 1.0)).tolist() == [0.0, 0.0, 1.0]


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.001, 0.01, 0.1, 0.3]))
def test_the_recall_told_can_be_had_within_the_false_positives_allowed(seed: int, most: float) -> None:
    said = _random(60, seed)
    smishing = said.labels == "smishing"
    recall = recall_at(said, (most,))[0]
    had = [
        (said.risk[smishing] >= cut).mean()
        for cut in (*said.risk, np.inf)
        if (said.risk[~smishing] >= cut).mean() <= most
    ]
    assert recall == pytest.approx(max(had))


@pytest.mark.parametrize("label", ["smishing", "other"])
def test_what_one_label_cannot_tell_is_not_told(label: str) -> None:
    said = Predictions(np.array([1.0, 2.0]), np.zeros(2), np.array([label, label]))
    asked = Asked(said, Thresholds(0.7, 0.6, 0.6), np.array(["a", "b"]))
    found = measure.quality(asked)
    assert found["average_precision"] == found["recall_at_1_percent"] == {"value": None, "interval": None}
    assert found["brier"]["value"] is not None
    assert base_rates.sweep(asked, (0.1,), 0.3) == []
    assert {point["recall"] for point in measure.recall_curve(said)} == {None}


def test_figures_of_probabilities_are_those_of_scikit_learn() -> None:
    said = _random(300)
    found = measure.quality(Asked(said, Thresholds(0.7, 0.6, 0.6), np.arange(300).astype(str)))
    smishing, probabilities = said.labels == "smishing", said.probabilities()
    by_name = probabilities[:, [0, 2, 1]]
    expected = {
        "average_precision": average_precision_score(smishing, said.risk),
        "brier": brier_score_loss(smishing, probabilities[:, 1]),
        "log_loss": log_loss(said.labels, by_name, labels=["genuine", "other", "smishing"]),
    }
    assert {name: found[name]["value"] for name in expected} == pytest.approx(expected, abs=5e-5)
    for name in found:
        low, high = found[name]["interval"]
        assert low <= found[name]["value"] <= high
        assert low < high


def test_where_each_campaign_is_a_message_a_share_has_wilsons_interval() -> None:
    found = share_by_campaign(np.arange(50) < 10, np.arange(50).astype(str))
    assert found["interval"] == pytest.approx(interval(10, 50), abs=1e-4)
    assert (found["share"], found["campaigns"]) == (0.2, 50)


def test_copies_of_a_message_make_nothing_surer() -> None:
    hit = np.arange(60) < 20
    once = share_by_campaign(hit, np.arange(60).astype(str))
    ten_times = share_by_campaign(np.repeat(hit, 10), np.repeat(np.arange(60), 10).astype(str))
    assert ten_times["interval"] == pytest.approx(once["interval"], abs=0.03)
    assert ten_times["n"] == 600


def test_no_error_among_few_campaigns_is_no_proof() -> None:
    found = share_by_campaign(np.zeros(1000, dtype=bool), np.repeat(np.arange(10), 100).astype(str))
    assert found["interval"] == pytest.approx(interval(0, 10), abs=1e-4)


def test_perfect_recall_has_an_interval() -> None:
    labels = np.array(["smishing"] * 20 + ["other"] * 20)
    said = Predictions(np.repeat([3.0, -3.0], 20), np.zeros(40), labels)
    asked = Asked(said, Thresholds(0.7, 0.6, 0.6), np.arange(40).astype(str))
    assert measure.quality(asked)["recall_at_1_percent"]["interval"][0] == pytest.approx(interval(20, 20)[0], abs=1e-4)


def test_the_same_rows_have_the_same_intervals() -> None:
    campaigns = np.repeat(np.arange(30), 4).astype(str)

    def figures(rows: np.ndarray[Any, Any]) -> dict[str, float]:
        return {"mean": float(rows.mean())}

    assert figures_by_campaign(figures, campaigns) == figures_by_campaign(figures, campaigns)


def test_the_risk_of_the_surest_answers() -> None:
    # Surest first: 0.9, 0.855, 0.81, 0.81, 0.8, 0.72, 0.7, 0.63; wrong are the fourth, the seventh and the eighth.
    points = {round(point["coverage"], 2): point for point in measure.abstention(SAID)}
    assert (points[0.25]["answered"], points[0.25]["risk"]) == (2, 0.0)
    assert (points[0.5]["answered"], points[0.5]["risk"]) == (4, 0.25)
    assert (points[1.0]["answered"], points[1.0]["risk"]) == (8, pytest.approx(3 / 8))
    assert (points[0.85]["smishing_called_genuine"], points[1.0]["smishing_called_genuine"]) == (0, 1)
    assert points[1.0]["sureness"] == pytest.approx(0.63)


def test_reliability_counts_the_messages_of_each_tenth() -> None:
    bins = {entry["from"]: entry for entry in measure.reliability(SAID._replace(risk=logit([0.95] * 4 + [0.05] * 4)))}
    assert {place: (entry["was"]["hits"], entry["was"]["n"]) for place, entry in bins.items()} == {
        0.0: (0, 4),
        0.9: (3, 4),
    }
    assert bins[0.9]["said"] == pytest.approx(0.95)


def test_slices_leave_out_rows_without_a_value() -> None:
    found = measure.slices(ASKED, np.array(["fee", "", "fee", "", "", "", "", "job"]))
    assert list(found) == ["fee", "job"]
    assert found["fee"]["smishing_called_genuine"]["n"] == 2


def test_precision_falls_with_the_base_rate() -> None:
    # 2 of 3 smishing are caught at 0.75 and 1 of 5 honest at 0.65.
    asked = ASKED._replace(thresholds=Thresholds(0.65, 0.6, 0.8))
    rare, common = base_rates.sweep(asked, (0.01, 0.5), None)
    assert rare["as_shipped"]["caught"]["value"] == pytest.approx(1000 * 0.01 * 2 / 3, abs=1e-3)
    assert rare["as_shipped"]["false_alarms"]["value"] == pytest.approx(1000 * 0.99 / 5)
    assert rare["as_shipped"]["precision"]["value"] == pytest.approx(
        (0.01 * 2 / 3) / (0.01 * 2 / 3 + 0.99 / 5), abs=1e-4
    )
    assert common["as_shipped"]["precision"]["value"] == pytest.approx((2 / 3) / (2 / 3 + 1 / 5), abs=1e-4)
    assert "shifted" not in rare


def test_a_stated_base_rate_shifts_the_log_odds() -> None:
    rarer, same = base_rates.sweep(ASKED, (0.05, 0.3), 0.3)
    assert rarer["shift"] == pytest.approx(logit(0.05) - logit(0.3), abs=1e-4)
    assert (same["shift"], same["shifted"]) == (0.0, same["as_shipped"])
    # 0.9 becomes 0.525 at a rate of 0.05: nothing is called smishing any more, and precision has no value.
    assert rarer["shifted"]["caught"]["value"] == 0.0
    assert rarer["shifted"]["precision"]["value"] is None


@pytest.mark.parametrize(
    ("day", "expected"), [("", ""), ("2024-01-01", "2024 Q1"), ("2024-03-31", "2024 Q1"), ("2024-12-01", "2024 Q4")]
)
def test_quarters(day: str, expected: str) -> None:
    assert quarter(day) == expected


def test_a_temporal_split_trains_on_what_was_known_and_tests_on_what_began_later() -> None:
    rows = [
        ("old", "2024-01-05", "train"),
        ("old", "2024-09-05", "neither"),  # goes on, so it is not new; and nobody had it yet
        ("new", "2024-07-01", "test"),
        ("new", "", "neither"),  # of a campaign that is tested on
        ("undated", "", "train"),
        ("new too", "2024-08-01", "test"),
    ]
    examples = [
        Example(Message("Lunch at noon?"), Label.OTHER, campaign, "x", "en", "", date=day) for campaign, day, _ in rows
    ]
    dates = np.array([example.date for example in examples])
    train, test = temporal_split(extract(examples, {}), dates, "2024-07-01")
    assert np.select([train, test], ["train", "test"], "neither").tolist() == [expected for *_, expected in rows]
