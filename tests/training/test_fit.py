import json
from pathlib import Path

import numpy as np
import pytest

from detector import scorecard
from detector.classifier import Detector
from detector.label import Label
from detector.message import Message
from detector.rules import RULES
from detector.wording import mask
from training.example import Example
from training.features import Features, extract
from training.fit import SENDER_CAP, TEXT_CAP, Fitted, content, fit, what_rules_add
from training.fit_wording import folds
from training.progress import Progress
from training.train import train

THRESHOLDS = {"smishing": 0.6, "genuine": 0.6, "other": 0.6}


@pytest.fixture(scope="module")
def features(examples: list[Example]) -> Features:
    return extract(examples, {})


@pytest.fixture(scope="module")
def fitted(features: Features) -> Fitted:
    return fit(features, seed=1)


@pytest.fixture(scope="module")
def detector(fitted: Fitted) -> Detector:
    text = scorecard.dump(content(fitted, THRESHOLDS, "test", {}))
    return Detector(scorecard.parse(text, "test"))


def test_a_sender_makes_two_rows_that_share_the_weight(examples: list[Example], features: Features) -> None:
    with_sender = sum(bool(example.message.sender) for example in examples)
    assert len(features.labels) == len(examples) + with_sender
    assert features.weight.sum() == pytest.approx(len(examples))


def test_folds_keep_campaigns_whole(features: Features) -> None:
    for train_rows, test_rows in folds(features, 1):
        assert not set(features.campaigns[train_rows]) & set(features.campaigns[test_rows])


def test_the_wording_equals_scikit_learns(examples: list[Example], fitted: Fitted, detector: Detector) -> None:
    for example in examples[::7]:
        risk, origin = fitted.wording.log_odds(extract([example], {}))
        said = detector.scorecard.weigh(mask(example.message))
        assert said.risk == pytest.approx(risk[0], abs=1e-9)
        assert said.origin == pytest.approx(origin[0], abs=1e-9)


def test_the_detector_says_what_training_predicts(examples: list[Example], fitted: Fitted, detector: Detector) -> None:
    risk, origin = fitted.predict(extract(examples, {}))
    for row, example in list(enumerate(examples))[::5]:
        verdict = detector.check(example.message)
        assert verdict.log_odds("risk") == pytest.approx(risk[row], abs=1e-9)
        assert verdict.log_odds("origin") == pytest.approx(origin[row], abs=1e-9)


def test_weights_have_the_sign_that_their_rule_declares(fitted: Fitted) -> None:
    for rule, risk, origin in zip(RULES, fitted.risk.rules, fitted.origin.rules, strict=True):
        if rule.points_to is Label.SMISHING:
            assert risk >= 0
            assert origin == 0
        elif rule.points_to is Label.GENUINE:
            assert risk <= 0 <= origin
        else:
            assert risk <= 0
            assert origin <= 0
    assert fitted.risk.wording >= 0
    assert fitted.origin.wording >= 0


def test_a_typed_sender_acquits_only_so_far(detector: Detector) -> None:
    scam = Message("USPS: your parcel is held, pay $2 at usps-track.top/x within 12 hours")
    without = detector.check(scam).log_odds("risk")
    assert detector.check(scam.with_sender("28777")).log_odds("risk") >= without - 2 * SENDER_CAP


def test_what_can_be_pasted_acquits_only_so_far(fitted: Fitted) -> None:
    assert min(fitted.risk.rules) >= -max(SENDER_CAP, TEXT_CAP)


def test_a_rule_that_never_fires_adds_nothing(features: Features) -> None:
    adds = what_rules_add(features, 1)
    never = ~features.fired.any(axis=0)
    assert never.any() and np.allclose(np.array(adds)[never], 0, atol=1e-3)
    assert max(adds) > 0.1


def test_the_same_seed_and_data_give_the_same_bytes(workplace: Path) -> None:
    def made(name: str) -> list[bytes]:
        into = workplace / name
        train(3, Progress(), into=into)
        return [path.read_bytes() for path in sorted(into.iterdir())]

    first = made("one")
    assert first == made("two")
    written = json.loads((workplace / "one" / "metrics.json").read_text("utf-8"))
    assert {figure["on"] for figure in written["figures"]} > {"expected calibration error, held-out sources"}
    assert len(written["rules"]) == len(RULES)
    assert scorecard.load(workplace / "one" / "scorecard.json").provenance["seed"] == 3
