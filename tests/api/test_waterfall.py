import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.waterfall import LEFT, RIGHT, waterfall
from detector import Detector, Evidence, Message, Verdict
from detector.scorecard import shipped
from detector.verdict import ScorecardName, sigmoid

DETECTOR = Detector(shipped())
NAMES: tuple[ScorecardName, ...] = ("risk", "origin")
WEIGHTS = st.lists(st.floats(-40, 40), min_size=1, max_size=30)


def verdict_of(weights: list[float]) -> Verdict:
    evidence = [Evidence("risk", "wording" if at else "prior", "", weight) for at, weight in enumerate(weights)]
    real = DETECTOR.check(Message("Your parcel is waiting"))
    return Verdict(**{**real.__dict__, "evidence": tuple(evidence)})


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


@given(WEIGHTS)
def test_rounded_points_add_up_exactly(weights: list[float]) -> None:
    verdict = verdict_of(weights)
    drawn = waterfall(verdict, "risk")
    assert sum(round(100 * step.points) for step in drawn.steps) == round(100 * drawn.total)
    assert drawn.total == pytest.approx(verdict.log_odds("risk"), abs=0.00501)
    assert all(step.points == pytest.approx(step.item.log_odds, abs=0.0101) for step in drawn.steps)


@given(WEIGHTS)
def test_steps_join_from_even_odds_to_the_sum(weights: list[float]) -> None:
    drawn = waterfall(verdict_of(weights), "risk")
    assert drawn.steps[0].item.source == "prior"
    even = [tick.x for tick in drawn.ticks if tick.probability == 0.5]
    assert len(even) == 1
    xs = [x for step in drawn.steps for x in numbers(step.path)[::2]]
    assert all(LEFT - 0.6 <= step.end <= RIGHT for step in drawn.steps)
    assert all(0 <= tick.x <= 320 for tick in drawn.ticks)
    assert xs
    end = drawn.steps[-1].end
    # Within a tenth of a pixel, no direction shows.
    assert abs(end - even[0]) < 0.1 or drawn.rises == (end > even[0])


@pytest.mark.parametrize("name", NAMES)
def test_of_a_message(scam: str, name: ScorecardName) -> None:
    verdict = DETECTOR.check(Message(scam, "+63 917 555 0101"))
    drawn = waterfall(verdict, name)
    own = [item for item in verdict.evidence if item.scorecard == name]
    assert sorted(step.item.log_odds for step in drawn.steps) == sorted(item.log_odds for item in own)
    heaviest = [abs(step.item.log_odds) for step in drawn.steps[1:]]
    assert heaviest == sorted(heaviest, reverse=True)
    assert [step.rises for step in drawn.steps] == [step.item.log_odds >= 0 for step in drawn.steps]
    assert [tick.x for tick in drawn.ticks] == sorted(tick.x for tick in drawn.ticks)
    assert sigmoid(verdict.log_odds(name)) == pytest.approx(
        verdict.probabilities.smishing if name == "risk" else sigmoid(verdict.log_odds("origin"))
    )


@pytest.mark.parametrize("lang", ["en", "es"])
def test_drawing_and_table_show_the_same_numbers(client: TestClient, scam: str, lang: str) -> None:
    page = client.post(f"/?lang={lang}", data={"text": scam, "sender": "+63 917 555 0101"}).text
    drawings = re.findall(r'<svg class="plot waterfall.*?</svg>', page, re.DOTALL)
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert len(drawings) == len(tables) == 2
    for drawing, table in zip(drawings, tables, strict=True):
        drawn = re.findall(r'<text class="value"[^>]*>([^<]*)</text>', drawing)
        assert drawn == re.findall(r'<td class="points">(.*?)</td>', table)
        cents = [round(100 * float(points.replace("\N{MINUS SIGN}", "-"))) for points in drawn]
        assert sum(cents[:-1]) == cents[-1]
        described = re.findall(r'aria-labelledby="([^"]*)"', drawing)[0].split()
        assert all(f'id="{name}"' in drawing for name in described)
    assert "style=" not in page


def test_facts_and_receipt_stand_with_the_evidence(client: TestClient, scam: str) -> None:
    page = client.post("/", data={"text": scam}).text
    model = shipped()
    assert 'class="fact"' in page and "checked 20" in page
    assert model.version in page and model.digest[:12] in page
