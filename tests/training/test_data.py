"""What a corpus must be, whoever adds to it."""

from collections import Counter
from pathlib import Path

import pytest

from detector.label import Label
from training.campaigns import fingerprint
from training.corpus import read
from training.example import Example

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def corpus() -> list[Example]:
    return list(read(sorted((DATA / "corpus").glob("*.jsonl"))))


@pytest.fixture(scope="module")
def challenge() -> list[Example]:
    return list(read(sorted((DATA / "challenge").glob("*.jsonl"))))


def test_no_label_is_rare(corpus: list[Example], challenge: list[Example]) -> None:
    for rows, least in ((corpus, 0.12), (challenge, 0.3)):
        counts = Counter(example.label for example in rows)
        assert all(counts[label] >= least * len(rows) for label in Label), counts


def test_spanish_has_every_label(corpus: list[Example]) -> None:
    counts = Counter(example.label for example in corpus if example.language == "es")
    assert all(counts[label] >= 100 for label in Label), counts


def test_about_half_of_each_label_shows_no_sender(corpus: list[Example]) -> None:
    for label in Label:
        rows = [example for example in corpus if example.label is label]
        assert 0.4 <= sum(not example.message.sender for example in rows) / len(rows) <= 0.65, label


def test_each_label_comes_from_several_hands(corpus: list[Example]) -> None:
    for label in Label:
        assert len({example.source for example in corpus if example.label is label}) >= 4


def test_few_messages_repeat_another_but_for_names_and_numbers(corpus: list[Example]) -> None:
    counts = Counter(fingerprint(example) for example in corpus)
    assert sum(count - 1 for count in counts.values()) <= 0.03 * len(corpus)


def test_the_challenge_set_repeats_nothing_of_the_corpus(corpus: list[Example], challenge: list[Example]) -> None:
    known = {example.message.text for example in corpus}
    assert not [example.campaign for example in challenge if example.message.text in known]


def test_only_scams_have_a_lure(corpus: list[Example]) -> None:
    assert all(bool(example.lure) is (example.label is Label.SMISHING) for example in corpus)
