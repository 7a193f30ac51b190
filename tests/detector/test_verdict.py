"""The arithmetic of a verdict, and what people read of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.facts import fact
from detector.label import Decision
from detector.lure import Lure
from detector.phrases import LANGUAGES, Language, phrases
from detector.span import Span
from detector.verdict import (
    MAX_HEADLINE,
    Evidence,
    ModelInfo,
    Probabilities,
    Thresholds,
    Verdict,
    decide,
    probabilities_of,
    sigmoid,
)

_THRESHOLDS = Thresholds(0.8, 0.8, 0.8)
_MODEL = ModelInfo("0.0.1", "abc", "2026-11-20", "0" * 64)
_LOG_ODDS = st.floats(-800, 800)


def _verdict(
    *evidence: Evidence, names_usps: bool = True, lure: Lure | None = None, question: str = "sender"
) -> Verdict:
    return Verdict("USPS: pay", "28777", evidence, _THRESHOLDS, names_usps, lure, question, (), _MODEL)


_SMISHING = Evidence("risk", "deadline", "It puts you under time pressure.", 6.0, (Span("text", 6, 9),))
_HONEST = Evidence("risk", "wording", "", -6.0)
_USPS = Evidence(
    "origin", "official_code_sender", "It came from a code.", 6.0, (Span("sender", 0, 5),), fact("text-tracking-code")
)
_NOT_USPS = Evidence("origin", "usps_not_named", "USPS is not named in it.", -6.0)
_PRIOR = Evidence("risk", "prior", "", -0.5)


@pytest.mark.parametrize(
    ("evidence", "decision"),
    [
        ((_SMISHING,), Decision.SMISHING),
        ((_SMISHING, _USPS), Decision.SMISHING),
        ((_HONEST, _USPS), Decision.GENUINE),
        ((_HONEST, _NOT_USPS), Decision.OTHER),
        ((_HONEST,), Decision.UNCERTAIN),
        ((_SMISHING, _HONEST, _USPS), Decision.UNCERTAIN),
        ((), Decision.UNCERTAIN),
    ],
)
def test_decision(evidence: tuple[Evidence, ...], decision: Decision) -> None:
    assert _verdict(*evidence).decision is decision


@pytest.mark.parametrize(
    ("probabilities", "decision"),
    [
        (Probabilities(0.8, 0.1, 0.1), Decision.SMISHING),
        (Probabilities(0.79, 0.11, 0.1), Decision.UNCERTAIN),
        (Probabilities(0.1, 0.8, 0.1), Decision.GENUINE),
        (Probabilities(0.1, 0.1, 0.8), Decision.OTHER),
    ],
)
def test_a_threshold_is_reached_by_equality(probabilities: Probabilities, decision: Decision) -> None:
    assert decide(probabilities, _THRESHOLDS) is decision


def test_smishing_is_asked_first() -> None:
    assert decide(Probabilities(0.5, 0.5, 0.0), Thresholds(0.5, 0.5, 0.5)) is Decision.SMISHING


@given(log_odds=_LOG_ODDS)
def test_sigmoid(log_odds: float) -> None:
    assert 0 <= sigmoid(log_odds) <= 1
    assert sigmoid(log_odds) + sigmoid(-log_odds) == pytest.approx(1, abs=1e-12)
    if abs(log_odds) < 30:
        probability = sigmoid(log_odds)
        assert math.log(probability / (1 - probability)) == pytest.approx(log_odds, abs=1e-2)


@given(risk=_LOG_ODDS, origin=_LOG_ODDS)
def test_probabilities_sum_to_one(risk: float, origin: float) -> None:
    probabilities = probabilities_of(risk, origin)
    assert sum(probabilities) == pytest.approx(1, abs=1e-12)
    assert all(0 <= probability <= 1 for probability in probabilities)
    assert probabilities.smishing == sigmoid(risk)


@given(risk=st.floats(-30, 30), more=st.floats(0.01, 5), origin=st.floats(-30, 30))
def test_more_risk_is_never_less_smishing(risk: float, more: float, origin: float) -> None:
    before, after = probabilities_of(risk, origin), probabilities_of(risk + more, origin)
    assert after.smishing >= before.smishing
    assert after.genuine <= before.genuine


@pytest.mark.parametrize(
    ("verdict", "key"),
    [
        (_verdict(_SMISHING, names_usps=False), "smishing"),
        (_verdict(_SMISHING), "smishing_usps"),
        (_verdict(_SMISHING, lure=Lure.FEE), "smishing_fee"),
        (_verdict(_SMISHING, lure=Lure.FEE, names_usps=False), "smishing"),
        (_verdict(_SMISHING, lure=Lure.TOLL), "smishing_usps"),
        (_verdict(_HONEST, _USPS), "genuine"),
        (_verdict(_HONEST, _NOT_USPS), "other"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_headline(verdict: Verdict, key: str, language: Language) -> None:
    assert verdict.headline(language) == phrases(language)["headline"][key]
    assert len(verdict.headline(language)) <= MAX_HEADLINE


@pytest.mark.parametrize("question", ["sender", "link", "text"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_uncertain_headline_asks(question: str, language: Language) -> None:
    headline = _verdict(question=question).headline(language)
    asked = phrases(language)["question"][question]
    assert headline == f"{phrases(language)['headline']['uncertain']} {asked}"
    assert len(headline) <= MAX_HEADLINE
    assert _verdict(question=question).to_dict(language)["question"] == asked


@pytest.mark.parametrize(
    ("evidence", "decision"),
    [((_SMISHING,), "smishing"), ((), "uncertain"), ((_HONEST, _USPS), "genuine"), ((_HONEST, _NOT_USPS), "other")],
)
def test_advice_is_for_the_decision(evidence: tuple[Evidence, ...], decision: str) -> None:
    steps = [text for key, text in phrases("en")["advice"].items() if key.startswith(f"{decision}_")]
    assert list(_verdict(*evidence).advice()) == steps != []


def test_reasons_speak_for_the_decision() -> None:
    weak = Evidence("risk", "abused_ending", "x", 0.5)
    assert _verdict(weak, _HONEST._replace(log_odds=-1), _PRIOR, _SMISHING, _USPS).reasons() == (_SMISHING, weak)
    assert _verdict(_PRIOR, _HONEST, _USPS).reasons() == (_HONEST, _USPS)
    assert _verdict(_HONEST, _NOT_USPS).reasons(1) == (_HONEST,)
    assert _verdict(_SMISHING, _HONEST, _NOT_USPS._replace(log_odds=0.0), _PRIOR).reasons() == (_SMISHING, _HONEST)


def test_quote() -> None:
    verdict = _verdict(_SMISHING, _USPS)
    assert [verdict.quote(item.spans[0]) for item in verdict.evidence] == ["pay", "28777"]


def test_to_dict_holds_everything() -> None:
    verdict = _verdict(_PRIOR, _SMISHING, _USPS, lure=Lure.FEE)
    told = verdict.to_dict()
    assert told["decision"] == "smishing"
    assert told["lure"] == "fee"
    assert told["question"] is None
    assert told["model"] == {"version": "0.0.1", "rules": "abc", "facts": "2026-11-20", "digest": "0" * 64}
    assert told["probabilities"] == verdict.probabilities._asdict()
    deadline, code = told["evidence"][1:]
    assert deadline["spans"] == [{"field": "text", "start": 6, "end": 9, "quote": "pay"}]
    assert deadline["fact"] is None
    assert code["spans"] == [{"field": "sender", "start": 0, "end": 5, "quote": "28777"}]
    assert code["fact"]["source"] == fact("text-tracking-code").source
    assert code["fact"]["checked"] == fact("text-tracking-code").checked.isoformat()
