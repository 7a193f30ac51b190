"""Find messages that say the same, word for word or nearly: repeats, and twins under two labels."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from detector.classifier import fire
from detector.near import NearDuplicates, minhash
from training.campaigns import fingerprint
from training.rows import Row


class Pair(NamedTuple):
    """Two messages that say the same, where the first was checked and the other is known already.

    `similarity` is 1 where they differ in numbers, links and names alone, and 0.6 or more where in a few words too.
    Under two labels they are twins, and `apart` are the rules that fire on one of the two alone: without any, one of
    the labels is wrong, or what tells them apart is missing from the rows.
    """

    place: str
    label: str
    other: str
    other_label: str
    similarity: float
    apart: tuple[str, ...] = ()


def pairs(rows: Sequence[Row], known: Sequence[Row]) -> list[Pair]:
    """For each row the most similar one of each label, among what is known and the rows before it."""
    wordings = NearDuplicates()
    same: dict[str, list[int]] = defaultdict(list)
    everything = [*known, *rows]
    found = []
    for number, row in enumerate(everything):
        wording = fingerprint(row.example)
        hashed = minhash(wording)
        if number >= len(known):
            # What is not equal is told as less than 1, however similar.
            similar = {at: min(similarity, 0.99) for at, similarity in wordings.like(hashed).items()}
            similar |= dict.fromkeys(same[wording], 1.0)
            found += _closest(row, everything, similar)
        wordings.add(hashed)
        same[wording].append(number)
    return found


def _closest(row: Row, everything: Sequence[Row], similar: Mapping[int, float]) -> list[Pair]:
    """The pairs with the most similar of each label; among equals the last, which is nearest in the file."""
    best: dict[str, int] = {}
    for at in sorted(similar, key=lambda at: (similar[at], at)):
        best[everything[at].example.label.value] = at
    return [pair_of(row, everything[at], round(similar[at], 2)) for at in best.values()]


def pair_of(row: Row, other: Row, similarity: float) -> Pair:
    """The pair of two rows, with the rules that tell them apart where they are twins."""
    pair = Pair(row.place, row.example.label.value, other.place, other.example.label.value, similarity)
    if not _across(pair):
        return pair
    apart = fire(row.example.message).keys() ^ fire(other.example.message).keys()
    return pair._replace(apart=tuple(sorted(apart)))


def twins(found: Sequence[Pair]) -> list[Pair]:
    """The pairs under two labels, those first that no rule tells apart, then the most similar."""
    return sorted(filter(_across, found), key=lambda pair: (bool(pair.apart), -pair.similarity))


def repeats(found: Sequence[Pair]) -> list[Pair]:
    """The pairs of one label that differ in numbers, links and names alone."""
    return [pair for pair in found if not _across(pair) and pair.similarity == 1]


def near_duplicates(found: Sequence[Pair]) -> list[Pair]:
    """The pairs of one label that differ in a few words, the most similar first."""
    near = [pair for pair in found if not _across(pair) and pair.similarity < 1]
    return sorted(near, key=lambda pair: -pair.similarity)


def _across(pair: Pair) -> bool:
    return pair.label != pair.other_label
