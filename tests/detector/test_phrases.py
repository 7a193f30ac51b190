"""The sentences that people read: the same in every language, and none missing."""

import re
import string

import pytest

from detector.label import Decision
from detector.phrases import LANGUAGES, Language, phrase, phrases
from detector.rules import RULES
from detector.verdict import MAX_HEADLINE


def _slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: Language) -> None:
    english = {table: set(entries) for table, entries in phrases("en").items() if table != "rule"}
    assert {table: set(entries) for table, entries in phrases(language).items() if table != "rule"} == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_slots(language: Language) -> None:
    for table, entries in phrases("en").items():
        for key, text in entries.items():
            if table != "rule":
                assert _slots(phrases(language)[table][key]) == _slots(text), (table, key)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_rule_is_said_in_every_language(language: Language) -> None:
    said = phrases(language)["rule"]
    assert set(said) == {rule.id for rule in RULES}
    for rule in RULES:
        assert said[rule.id].strip().endswith("."), rule.id
        assert said[rule.id] != rule.title, rule.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_headlines_are_short(language: Language) -> None:
    headlines = phrases(language)["headline"]
    assert all(len(text) <= MAX_HEADLINE for text in headlines.values())
    longest = max(len(question) for question in phrases(language)["question"].values())
    assert len(headlines["uncertain"]) + 1 + longest <= MAX_HEADLINE


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_safe(language: Language) -> None:
    """A sender can be spoofed: nothing is ever called safe."""
    told = " ".join(text for table in ("headline", "advice", "evidence") for text in phrases(language)[table].values())
    assert not re.search(r"\b(?:is|are|you're|it's) safe\b|\b(?:es|está|son) segur[oa]s?\b", told, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decision", Decision)
def test_every_decision_has_headline_and_advice(language: Language, decision: Decision) -> None:
    assert phrases(language)["headline"][decision]
    assert any(key.startswith(f"{decision}_") for key in phrases(language)["advice"])


def test_a_missing_key_is_the_default() -> None:
    assert phrase("en", "question", "no such question") == phrases("en")["question"]["default"]
    assert phrase("en", "question", "link") == phrases("en")["question"]["link"]


def test_a_missing_table_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"^'no such table'$"):
        phrase("en", "no such table", "x")
