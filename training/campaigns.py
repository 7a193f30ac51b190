"""Group messages that were made from the same template, so that no template lies on both sides of a split."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from detector.near import NearDuplicates, minhash
from detector.near import fingerprint as wording_of
from training.example import Example


def fingerprint(example: Example) -> str:
    """The masked wording: equal for messages that differ only in numbers, links and brand names."""
    return wording_of(example.message)


def unique(examples: Sequence[Example]) -> list[Example]:
    """The examples without repeats of the same masked wording; the first of each is kept.

    Short wordings are told apart by the domains they link to as well: little else is left of them once masked.

    Wordings that stand under two labels of the *same source* are dropped: one of the labels is wrong and nobody knows
    which. Between sources the first source's label stands.
    """
    labels: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    prints = [fingerprint(example) for example in examples]
    for example, wording in zip(examples, prints, strict=True):
        labels[wording][example.source, example.label] += 1
    seen: set[tuple[str, str]] = set()
    kept = []
    for example, wording in zip(examples, prints, strict=True):
        own = {label for source, label in labels[wording] if source == example.source}
        links = " ".join(link.registrable_domain for link in example.message.links)
        key = (wording, links if len(wording) < 60 else "")
        if (len(own) > 1 and not links) or key in seen:
            continue
        seen.add(key)
        kept.append(example)
    return kept


def grouped(examples: Sequence[Example]) -> list[Example]:
    """The examples with campaigns merged wherever two messages are near-duplicates.

    A merged campaign carries the name that comes first in the list.
    """
    parents = list(range(len(examples)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    def join(one: int, other: int) -> None:
        first, second = sorted((root(one), root(other)))
        parents[second] = first

    named: dict[str, int] = {}
    for index, example in enumerate(examples):
        join(named.setdefault(f"{example.source}/{example.campaign}", index), index)
    for one, other in _near_duplicates(examples):
        join(one, other)
    names = [f"{example.source}/{example.campaign}" for example in examples]
    return [replace(example, campaign=names[root(index)]) for index, example in enumerate(examples)]


def _near_duplicates(examples: Sequence[Example]) -> list[tuple[int, int]]:
    wordings = NearDuplicates()
    pairs = []
    for at, example in enumerate(examples):
        hashed = minhash(fingerprint(example))
        pairs += [(other, at) for other in wordings.like(hashed)]
        wordings.add(hashed)
    return pairs


def capped(examples: Sequence[Example], most: int) -> list[Example]:
    """At most `most` examples a campaign, the first ones."""
    count: Counter[str] = Counter()
    kept = []
    for example in examples:
        count[example.campaign] += 1
        if count[example.campaign] <= most:
            kept.append(example)
    return kept
