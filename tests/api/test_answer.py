import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answer import MAX_QUOTE, lay_out, percent, pieces, points, shown, shown_fact, strongest
from api.texts import texts
from detector import Decision, Detector, Evidence, Message
from detector.facts import Fact, facts
from detector.span import Span
from detector.verdict import Thresholds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\ttext\n", ["plain\ttext\n"]),
        ("us\u200bps", ["us", "[U+200B]", "ps"]),
        ("\u200b\u200b\u200ba\u200b\u200c", ["[U+200B x3]", "a", "[U+200B]", "[U+200C]"]),
        ("\u202eabc", ["[U+202E]", "abc"]),
        ("pa\u00adckage", ["pa", "[U+00AD]", "ckage"]),
        ("us\u200dps", ["us", "[U+200D]", "ps"]),
        ("\x1b[31m", ["[U+001B]", "[31m"]),
        ("a\u2028b", ["a", "[U+2028]", "b"]),
        ("\U0001f9d1\u200d\U0001f680 ok", ["\U0001f9d1\u200d\U0001f680 ok"]),
        ("\u2764\ufe0f\u200d\U0001f525", ["\u2764\ufe0f\u200d\U0001f525"]),
        ("", []),
    ],
)
def test_hidden_characters_are_named(text: str, expected: list[str]) -> None:
    assert [f"[{piece.text}]" if piece.hidden else piece.text for piece in shown(text)] == expected


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [("abcdef", (), ())]),
        ([(1, (1, 3))], [("a", (), ()), ("bc", (1,), (1,)), ("def", (), ())]),
        (
            [(1, (0, 4)), (2, (2, 6))],
            [("ab", (1,), ()), ("cd", (1, 2), (1,)), ("ef", (2,), (2,))],
        ),
        ([(1, (0, 6)), (2, (0, 6)), (1, (2, 3))], [("ab", (1, 2), ()), ("c", (1, 2), (1,)), ("def", (1, 2), (1, 2))]),
    ],
)
def test_pieces(
    marks: list[tuple[int, tuple[int, int]]], expected: list[tuple[str, tuple[int, ...], tuple[int, ...]]]
) -> None:
    spans = [(number, Span("text", start, end)) for number, (start, end) in marks]
    assert [piece[:3] for piece in pieces("abcdef", spans)] == expected


# Letters, a line break, an emoji, and characters that hide.
TEXT = st.text("ab\n\U0001f9d1\u200b\u200d\u202e\u0301", min_size=1, max_size=40)
MARK = st.tuples(st.integers(1, 3), st.integers(0, 39), st.integers(1, 40))


def original(text: str, hidden: bool) -> str:
    """What a piece stood for."""
    name, _, count = text.partition(" x")
    return chr(int(name[2:], 16)) * int(count or 1) if hidden else text


@given(TEXT, st.lists(MARK, max_size=6))
def test_pieces_are_the_whole_text(text: str, marks: list[tuple[int, int, int]]) -> None:
    inside = [(number, start, min(end, len(text))) for number, start, end in marks if start < min(end, len(text))]
    cut = list(pieces(text, [(number, Span("text", start, end)) for number, start, end in inside]))
    assert "".join(original(piece.text, piece.hidden) for piece in cut) == text
    assert {number for piece in cut for number in piece.ends} == {number for number, _, _ in inside}
    at = 0
    for piece in cut:
        assert set(piece.reasons) == {number for number, start, end in inside if start <= at < end}
        at += len(original(piece.text, piece.hidden))


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0.0, "<1%"), (0.0049, "<1%"), (0.006, "1%"), (0.5, "50%"), (0.994, "99%"), (0.9951, ">99%"), (1.0, ">99%")],
)
def test_percent(probability: float, expected: str) -> None:
    assert percent(probability, texts("en")) == expected


@pytest.mark.parametrize(
    ("log_odds", "expected"), [(1.234, "+1.23"), (-0.5, "−0.50"), (0.0, "0.00"), (-0.001, "0.00"), (12.0, "+12.00")]
)
def test_points(log_odds: float, expected: str) -> None:
    assert points(log_odds) == expected


@pytest.mark.parametrize("fact", facts().values(), ids=facts())
def test_source_of_a_fact_is_shown_whole(fact: Fact) -> None:
    seen = shown_fact(fact, "en")
    assert seen.statement == fact.statement["en"]
    assert seen.link in fact.source
    assert set(re.findall(r"\w+", f"{seen.link} {seen.note}")) == set(re.findall(r"\w+", fact.source))
    assert seen.link or seen.note
    assert bool(seen.link) == ("://" in fact.source)
    assert " " not in seen.link


def test_what_weighs_in_both_scorecards_is_one_reason() -> None:
    weights = [("both", 3.0), ("second", 2.5), ("third", 2.0), ("fourth", 1.0)]
    evidence = (
        *(Evidence("risk", source, source, -weight) for source, weight in weights),
        Evidence("origin", "both", "both", -4.0),
    )
    honest = replace(
        Detector().check(Message("See you at dinner")), evidence=evidence, thresholds=Thresholds(0.9, 0.9, 0.9)
    )
    assert honest.decision is Decision.OTHER
    assert [item.source for item in strongest(honest)] == ["both", "second", "third"]


def test_long_quotes_are_cut() -> None:
    verdict = Detector().check(Message(f"USPS: your parcel is held, pay at https://usps.com-track.top/{'a' * 500}"))
    for reason in lay_out(verdict, "en").reasons:
        assert all(len("".join(piece.text for piece in quote)) <= MAX_QUOTE for quote in reason.quotes)
    assert any(reason.quotes for reason in lay_out(verdict, "en").reasons)
