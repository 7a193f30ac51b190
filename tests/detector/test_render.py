"""Plain output: what is escaped, what adds up, what is marked."""

import json
import math
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.classifier import Detector
from detector.errors import InvalidMessageError
from detector.facts import facts
from detector.message import Message
from detector.phrases import phrase
from detector.render import (
    Style,
    escape,
    facts_data,
    percent,
    render_facts,
    render_rules,
    render_verdict,
    round_to_sum,
    rules_data,
)
from detector.rules import RULES
from detector.scorecard import shipped
from detector.span import Span
from detector.verdict import Counterfactual, Evidence, ModelInfo, Probabilities, Thresholds, Verdict

PLAIN = Style()
TERMINAL = Style(ansi=True)
SCAM = "USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x"


def verdict_of(text: str, evidence: tuple[Evidence, ...], sender: str = "") -> Verdict:
    """A verdict of evidence made up for a test."""
    return Verdict(
        text=text,
        sender=sender,
        evidence=evidence,
        thresholds=Thresholds(0.5, 0.5, 0.5),
        names_usps=False,
        lure=None,
        question="sender",
        counterfactuals=(Counterfactual("sender_short_code", "28777", Probabilities(0.12, 0.8, 0.08)),),
        model=ModelInfo("1", "r", "f", "d"),
    )


def risk(log_odds: float, *spans: Span, source: str = "some_rule") -> Evidence:
    return Evidence("risk", source, "A sentence.", log_odds, spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # stays as it is
        ("Pay $1 now", "Pay $1 now"),
        ("two\nlines", "two\nlines"),
        ("two\r\nlines", "two\nlines"),
        ("¡Su envío llegó! 📦", "¡Su envío llegó! 📦"),
        # controls
        ("\x1b[2Jgone", "<U+001B>[2Jgone"),
        ("bell\x07", "bell<U+0007>"),
        ("over\rwritten", "over<U+000D>written"),
        ("tab\there", "tab<U+0009>here"),
        ("\x7f", "<U+007F>"),
        ("\x9b31m", "<U+009B>31m"),
        # direction and invisible characters
        ("moc\u202espsu", "moc<U+202E>spsu"),
        ("\u2066a\u2069", "<U+2066>a<U+2069>"),
        ("us\u200bps", "us<U+200B>ps"),
        ("a\u2028b", "a<U+2028>b"),
        ("tag \U000e0041", "tag <U+E0041>"),
        ("half \ud800", "half <U+D800>"),
    ],
)
def test_escape(text: str, expected: str) -> None:
    assert escape(text) == expected


@given(st.text(st.characters()))
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    left = {unicodedata.category(character) for character in escape(text) if character != "\n"}
    assert left.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


@given(st.lists(st.floats(-50, 50), max_size=30), st.integers(0, 3))
def test_rounded_values_add_up_to_the_rounded_sum(values: list[float], decimals: int) -> None:
    rounded, total = round_to_sum(values, decimals)
    unit = 10**-decimals
    assert round(math.fsum(rounded), decimals) == pytest.approx(total, abs=1e-9)
    assert total == pytest.approx(math.fsum(values), abs=0.51 * unit)
    assert all(abs(after - before) <= unit + 1e-9 for after, before in zip(rounded, values, strict=True))


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, "0.0 %"),
        (1e-9, "<0.1 %"),
        (0.001, "0.1 %"),
        (0.5, "50.0 %"),
        (0.999, "99.9 %"),
        (0.9999, ">99.9 %"),
        (1.0, "100.0 %"),
    ],
)
def test_percent(probability: float, expected: str) -> None:
    assert percent(probability) == expected


def test_whole_answer() -> None:
    text = "Pay now\nat x.top"
    evidence = (
        Evidence("risk", "prior", "", -0.5),
        risk(2.004, Span("text", 0, 3), Span("text", 11, 16)),
        risk(1.004, Span("sender", 0, 2), source="other_rule"),
        risk(-0.25, Span("text", 4, 7), source="mild_rule"),
        Evidence("origin", "prior", "", 0.0),
        Evidence("origin", "whole_rule", "It is whole.", -1.0, (Span("text", 0, 16),)),
    )
    assert render_verdict(verdict_of(text, evidence, sender="+6"), "en", PLAIN) == (
        "Scam. Do not tap, reply, call or pay.\n"
        "\n"
        "  smishing  ███████████████████████████░░░  90.5 %\n"
        "  genuine   █░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   2.5 %\n"
        "  other     ██░░░░░░░░░░░░░░░░░░░░░░░░░░░░   6.9 %\n"
        "\n"
        "Why\n"
        "  scam\n"
        "    -0.50  Where we start: how common each kind is, before reading.\n"
        "    +2.01  A sentence.\n"
        '           "Pay", "x.top"\n'
        "    +1.00  A sentence.\n"
        '           "+6"\n'
        "    -0.25  A sentence.\n"
        '           "now"\n'
        "  -------\n"
        "    +2.26  = scam: 90.5 %\n"
        "\n"
        "  from USPS\n"
        "    +0.00  Where we start: how common each kind is, before reading.\n"
        "    -1.00  It is whole.\n"
        "           the whole message\n"
        "  -------\n"
        "    -1.00  = from USPS: 26.9 %\n"
        "  genuine = (1 - 0.905) x 0.269 = 0.025\n"
        "\n"
        "  [[+6]]:\n"
        "  | [[Pay]] now\n"
        "  | at [[x.top]]\n"
        "\n"
        "What would change it\n"
        "  from 28777: then 12.0 % likely to be a scam\n"
        "\n"
        "What to do now\n" + "".join(f"  {at}. {phrase('en', 'advice', f'smishing_{at}')}\n" for at in (1, 2, 3, 4))
    )


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("one two", [(0, 3)], "  | [[one]] two"),
        ("one two", [(4, 7), (0, 3)], "  | [[one]] [[two]]"),
        # overlapping and touching pieces are one
        ("one two!", [(0, 5), (3, 7)], "  | [[one two]]!"),
        ("one two!", [(0, 3), (3, 7)], "  | [[one two]]!"),
        # the whole message is no piece
        ("one two", [(0, 7)], "  | one two"),
        ("one two", [(2, 2)], "  | one two"),
        # no mark runs over a line's end
        ("a one\ntwo b", [(2, 9)], "  | a [[one]]\n  | [[two]] b"),
        # what is marked is escaped too
        ("see us\u200bps.top", [(4, 13)], "  | see [[us<U+200B>ps.top]]"),
    ],
)
def test_marks(text: str, spans: list[tuple[int, int]], expected: str) -> None:
    item = risk(3.0, *(Span("text", start, end) for start, end in spans))
    shown = render_verdict(verdict_of(text, (item,)), "en", PLAIN)
    assert f"\n\n{expected}\n\n" in shown


def test_terminal_gets_colour_and_underline_instead_of_brackets() -> None:
    shown = render_verdict(verdict_of("one two", (risk(3.0, Span("text", 0, 3)),)), "en", TERMINAL)
    assert "\x1b[1;4mone\x1b[0m two" in shown
    assert "[[" not in shown
    assert shown.startswith("\x1b[1;31mScam.")
    assert re.sub(r"\x1b\[[\d;]*m", "", shown) == render_verdict(
        verdict_of("one two", (risk(3.0, Span("text", 0, 3)),)), "en", PLAIN
    ).replace("[[one]]", "one")


def test_bars_without_blocks_are_ascii() -> None:
    shown = render_verdict(verdict_of("one two", (risk(0.0),)), "en", Style(blocks=False))
    assert "  smishing  ###############...............  50.0 %" in shown
    assert shown.isascii()


def test_a_fact_of_both_scorecards_is_told_once() -> None:
    known = facts()["text-tracking-code"]
    both = tuple(Evidence(name, "a_rule", "A sentence.", 1.0, (), known) for name in ("risk", "origin"))
    shown = render_verdict(verdict_of("one two", both), "en", PLAIN)
    assert shown.count(known.statement["en"]) == 1
    assert f"{known.source} (checked {known.checked})" in shown


def test_many_and_long_quotes_are_cut() -> None:
    text = "abcdefgh " * 20
    spans = [Span("text", at, at + 1) for at in range(6)] + [Span("text", 0, 100)]
    shown = render_verdict(verdict_of(text, (risk(3.0, *spans[:6]), risk(2.0, spans[6]))), "en", PLAIN)
    assert '           "a", "b", "c", "d", ...\n' in shown
    assert f'           "{text[:57]}..."\n' in shown


@given(st.text(st.characters(), min_size=1, max_size=60), st.text(st.characters(), max_size=20))
def test_no_message_reaches_the_terminal_raw(text: str, sender: str) -> None:
    try:
        message = Message(f"USPS {text}", sender)
    except InvalidMessageError:
        return
    shown = render_verdict(Detector().check(message), "en", PLAIN)
    assert {unicodedata.category(character) for character in shown.replace("\n", "")}.isdisjoint({"Cc", "Cf", "Cs"})


def test_shown_weights_add_up_to_the_shown_sums() -> None:
    shown = render_verdict(Detector().check(Message(SCAM, "+63 917 555 0101")), "en", PLAIN)
    sums = 0
    weights: list[int] = []
    for line in shown.splitlines():
        match = re.match(r" +([+-]\d+\.\d\d)  (= )?", line)
        if match and match[2]:
            assert len(weights) > 1
            assert sum(weights) == round(100 * float(match[1]))
            sums, weights = sums + 1, []
        elif match:
            weights.append(round(100 * float(match[1])))
    assert sums == 2


def test_every_rule_is_listed_with_its_weights_and_fact() -> None:
    scorecard = shipped()
    data = {row["id"]: row for row in rules_data(scorecard)}
    assert list(data) == [rule.id for rule in RULES]
    for rule in RULES:
        row = data[rule.id]
        assert (row["points_to"], row["title"], row["fact"]) == (rule.points_to, rule.title, rule.fact or None)
        assert row["risk"] == scorecard.risk.rules.get(rule.id, 0.0)
        assert row["origin"] == scorecard.origin.rules.get(rule.id, 0.0)
    lines = render_rules(scorecard).splitlines()
    assert len(lines) == 1 + 2 * len(RULES)
    assert [line.split()[0] for line in lines[1::2]] == [rule.id for rule in RULES]


def test_every_fact_is_listed_with_source_and_dates() -> None:
    known = facts()
    assert [row["id"] for row in json.loads(json.dumps(facts_data("en")))] == list(known)
    for language in ("en", "es"):
        shown = render_facts(language)
        for fact in known.values():
            assert fact.statement[language] in shown
            assert f"    {fact.source}\n    checked {fact.checked}, expires {fact.expires}\n" in shown
