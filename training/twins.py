"""Find messages that say the same, word for word or nearly: repeats, and twins under two labels."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from detector.classifier import fire
from training.rows import Row
from training.wordings import Like


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


def pairs(alike: Iterable[Like], rows: Mapping[int, Row]) -> list[Pair]:
    """The pairs of wordings that are alike, from their rows by number."""
    return [_pair(rows[found.number], rows[found.other], found.similarity) for found in alike]


def _pair(row: Row, other: Row, similarity: float) -> Pair:
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
