"""Phrases by the words that they begin with."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector import calls
from detector.openings import Phrase, opening_words, openings
from detector.rules import contact, lures, notices
from detector.words import words
from training import corpus


def _phrases(module: ModuleType) -> Iterator[Phrase]:
    for value in vars(module).values():
        yield from (thing for thing in (value if isinstance(value, tuple) else [value]) if isinstance(thing, Phrase))


CORPUS = Path(__file__).parents[2] / "data/corpus"
PHRASES = [phrase for module in (calls, contact, lures, notices) for phrase in _phrases(module)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\b(?:scan|use)\b .*", ["scan", "use"]),
        (r"\bfees?\s", ["fee", "fees"]),
        (r"\bresched\w+", ["resched*"]),
        (r"\bpaid", ["paid*"]),
        (r"\bun-?paid\b", ["un", "unpaid"]),
        (r"\bdon'?t\b", ["don", "dont"]),
        (r"\bdue (?<!x)(?=y)\b", ["due"]),
        (r"\b(?<!not\s)(?:pay|wire\smoney)\b | \bcash\s?app\b", ["cash", "cashapp", "pay", "wire"]),
        (r"\bincomplet[ao]s?\b", ["incompleta", "incompletas", "incompleto", "incompletos"]),
        (r"\bunauthori[sz]ed\b", ["unauthorised", "unauthorized"]),
        (r"\b(?:24|48)\s?-?h\b", ["00", "00h"]),
        (r"\b\d{4,6}\b", ["0000", "00000*"]),
        (r"\b(?:ha){2}\b", ["haha"]),
        (r"\bha(?:ha)+\b", ["haha", "hahaha*"]),
        (r"\bno[^.]x", ["no*"]),
        (r"\bok[!a]", ["ok", "oka*"]),
    ],
)
def test_words_that_open(pattern: str, expected: list[str]) -> None:
    assert sorted(word + ("" if is_whole else "*") for word, is_whole in opening_words(pattern)) == expected


@pytest.mark.parametrize(
    "pattern",
    [r"fee", r"\b\w+\.pdf\b", r"\$\d", r"\bfee | \.apk", r"\b(?:the\s)?\w+\sfee", r"\b", r"(?<=a)b", r"\b\s?x"],
)
def test_what_can_begin_anywhere_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="a phrase must begin"):
        Phrase(pattern)


@given(
    st.sampled_from(PHRASES).flatmap(lambda phrase: st.tuples(st.just(phrase), st.from_regex(phrase.pattern))),
    st.sampled_from(("", "a ", "fee. ", "_", "'", "\n")),
)
def test_a_phrase_is_found_wherever_its_pattern_matches(found: tuple[Phrase, str], before: str) -> None:
    phrase, text = found
    text = (before + text).lower()
    assert _spans(phrase, text) == [match.span() for match in phrase.pattern.finditer(text)]


def test_phrases_find_in_the_corpus_what_their_patterns_find() -> None:
    texts = [example.message.folded.text for example in [*corpus.read(sorted(CORPUS.glob("*.jsonl")))][::40]]
    assert len(texts) > 200
    for phrase in PHRASES:
        for text in texts:
            assert _spans(phrase, text) == [match.span() for match in phrase.pattern.finditer(text)], text


def test_a_later_phrase_is_found_by_words_that_were_seen_before() -> None:
    assert not openings(words("flummox"))
    assert _spans(Phrase(r"\bflummox\b"), "flummox") == [(0, 7)]


def _spans(phrase: Phrase, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in phrase.matches(text, openings(words(text)))]
