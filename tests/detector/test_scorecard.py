"""The shipped model: what it weighs, and what is said of a file that cannot be used."""

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from detector.errors import DetectorError, ModelCorruptError, ModelError, ModelMismatchError, ModelNotFoundError
from detector.label import Label
from detector.message import Message
from detector.rules import RULES
from detector.scorecard import Scorecard, digest_of, dump, load, parse, shipped
from detector.verdict import ScorecardName
from detector.weighing import pull, strongest
from detector.wording import mask

_MEND = "install it again or run 'make train'"


def _said(error: type[ModelError], text: str) -> str:
    with pytest.raises(error) as caught:
        parse(text, "card.json")
    assert isinstance(caught.value, DetectorError)
    return str(caught.value)


@pytest.mark.parametrize("key", ["version", "risk", "origin", "terms", "thresholds", "rules", "provenance"])
def test_a_missing_key_is_named(content: dict[str, Any], key: str) -> None:
    del content[key]
    assert _said(ModelCorruptError, dump(content)) == f"card.json: not a scorecard ('{key}'); {_MEND}"


@pytest.mark.parametrize("key", ["prior", "wording", "intercept", "guards", "rules"])
@pytest.mark.parametrize("card", ["risk", "origin"])
def test_a_missing_key_of_a_card_is_named(content: dict[str, Any], card: str, key: str) -> None:
    del content[card][key]
    assert _said(ModelCorruptError, dump(content)) == f"card.json: not a scorecard ('{key}'); {_MEND}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("{}", "'format'"),
        ('{"format": 1}', "'digest'"),
        ("[]", "list indices must be integers or slices, not str"),
        ("null", "'NoneType' object is not subscriptable"),
    ],
)
def test_what_is_no_scorecard(text: str, problem: str) -> None:
    assert _said(ModelCorruptError, text) == f"card.json: not a scorecard ({problem}); {_MEND}"


def test_thresholds_must_be_the_three(content: dict[str, Any]) -> None:
    content["thresholds"]["spam"] = 0.5
    assert _said(ModelCorruptError, dump(content)).startswith("card.json: not a scorecard (")


@pytest.mark.parametrize("change", ["weight", "format", "digest"])
def test_a_digest_that_does_not_fit(content: dict[str, Any], change: str) -> None:
    altered = json.loads(dump(content))
    if change == "weight":
        altered["risk"]["prior"] = 5.0
    elif change == "format":
        altered = json.loads(dump({**content, "format": 2}))
    else:
        altered["digest"] = "0" * 64
    expected = f"card.json: the digest does not fit the content; {_MEND}"
    assert _said(ModelCorruptError, json.dumps(altered)) == expected


@pytest.mark.parametrize(
    ("drop", "add", "told"),
    [
        (["deadline"], [], "it knows no weight for deadline"),
        (["deadline", "abused_ending"], [], "it knows no weight for abused_ending, deadline"),
        ([], ["old_rule"], "this code has no rule old_rule"),
        (["deadline"], ["old_rule"], "it knows no weight for deadline; this code has no rule old_rule"),
    ],
)
def test_a_scorecard_for_other_rules(content: dict[str, Any], drop: list[str], add: list[str], told: str) -> None:
    content["rules"] = [rule_id for rule_id in content["rules"] if rule_id not in drop] + add
    expected = f"card.json: trained for other rules: {told}; run 'make train'"
    assert _said(ModelMismatchError, dump(content)) == expected


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    with pytest.raises(
        ModelNotFoundError, match=f"^{re.escape(str(path))}: no such scorecard; name another or run 'make train'$"
    ):
        load(path)


@pytest.mark.parametrize("kind", ["folder", "not UTF-8"])
def test_a_file_that_cannot_be_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "card.json"
    if kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(ModelCorruptError, match=f"^{re.escape(str(path))}: cannot be read \\(.+\\)$"):
        load(path)


def test_a_file_gives_back_what_was_written(content: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text(dump(content), "utf-8")
    card = load(path)
    assert card.version == content["version"]
    assert card.risk.rules == content["risk"]["rules"]
    assert card.risk.guards == {"leads_to_nobody_known": (-1.0, math.inf), "nothing_to_act_on": (-math.inf, 1.5)}
    assert card.origin.guards == {"leads_to_nobody_known": (-math.inf, -1.0)}
    assert card.card("risk") is card.risk
    assert card.card("origin") is card.origin
    assert card.terms["pay"] == pull(*content["terms"]["pay"]) == (6.0, -2.0, 4.0)
    assert card.digest == digest_of(path.read_text("utf-8"))


def test_the_same_content_gives_the_same_bytes(content: dict[str, Any]) -> None:
    shuffled = dict(reversed(list(content.items())))
    assert dump(content) == dump(shuffled)
    assert dump(json.loads(dump(content))) == dump(content)


def test_the_wording_is_weighed_as_tf_idf(scorecard: Scorecard) -> None:
    said = scorecard.weigh(mask(Message("pay unheard pay delivered")))
    pay, delivered = (1 + math.log(2)) * 2.0, 1.5
    length = math.hypot(pay, delivered)
    assert said.risk == pytest.approx(-0.25 + (3.0 * pay - 2.0 * delivered) / length)
    assert said.origin == pytest.approx(0.5 + (-1.0 * pay + 2.5 * delivered) / length)


def test_the_riskiest_passage_counts(scorecard: Scorecard) -> None:
    honest = "It was delivered to the neighbour on the corner who has the red door and the dog. " * 2
    lure = "Pay now, or pay now and then pay now again, said the man at the door of the shop."
    wording = mask(Message(f"{honest}\n\n{lure}"))
    alone, beside = scorecard.weigh(mask(Message(lure))), scorecard.weigh(wording)
    assert beside.risk == pytest.approx(alone.risk)
    passage = wording.within(*beside.passage)
    assert {"pay", "now", "pay now"} <= set(passage)
    assert "delivered" not in passage
    assert "delivered" in wording.tokens


@pytest.mark.parametrize(("rate", "shift"), [(0.5, 0.0), (0.1, -math.log(9)), (0.9, math.log(9))])
def test_a_base_rate_moves_the_prior_of_risk_alone(content: dict[str, Any], rate: float, shift: float) -> None:
    content["provenance"] = {"base_rate": {"smishing": 0.5}}
    card = parse(dump(content), "by hand")
    moved = card.at_base_rate(rate)
    assert moved.risk.prior == pytest.approx(card.risk.prior + shift)
    assert moved._replace(risk=card.risk) == card


def test_a_base_rate_needs_the_one_trained_at(scorecard: Scorecard) -> None:
    with pytest.raises(ModelError, match=r"^scorecard 0\.0\.1 does not say its base rate; run 'make train', or leave"):
        scorecard.at_base_rate(0.1)


def test_unknown_wording_says_the_intercept(scorecard: Scorecard) -> None:
    said = scorecard.weigh(mask(Message("unheard of")))
    assert (said.risk, said.origin) == (-0.25, 0.5)


def test_the_strongest_places_do_not_overlap(scorecard: Scorecard) -> None:
    message = Message("USPS 9400111206206406260787 delivered pay now")
    wording = mask(message)
    said = scorecard.weigh(wording)

    def quotes(name: ScorecardName, up: bool) -> list[str]:
        return [message.quote(span) for span in strongest(wording, said, name, up)]

    assert quotes("risk", True) == ["pay now"]
    assert quotes("risk", False) == ["delivered"]
    # "pay now" pulls more than "now" alone, and what is masked is never shown
    assert quotes("origin", True) == ["delivered", "pay now"]
    assert quotes("origin", False) == ["pay"]


def test_the_shipped_scorecard_keeps_to_the_signs_that_rules_declare() -> None:
    card = shipped()
    points_to = {rule.id: rule.points_to for rule in RULES}
    for rule_id, weight in card.risk.rules.items():
        assert weight >= 0 if points_to[rule_id] is Label.SMISHING else weight <= 0, rule_id
    for rule_id, weight in card.origin.rules.items():
        assert points_to[rule_id] is not Label.SMISHING or weight == 0, rule_id
        assert weight >= 0 if points_to[rule_id] is Label.GENUINE else weight <= 0, rule_id


def test_the_shipped_scorecard_holds_finite_numbers_only() -> None:
    card = shipped()
    assert all(math.isfinite(number) for weights in card.terms.values() for number in weights)
    for part in (card.risk, card.origin):
        assert part.wording > 0
        assert all(math.isfinite(number) for number in (part.prior, part.intercept, *part.rules.values()))
    assert all(0 < threshold < 1 for threshold in card.thresholds)
