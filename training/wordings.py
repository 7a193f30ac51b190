"""Find equal and similar wordings among any number of messages, in linear time and 137 bytes a message."""

from array import array
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.near import BANDS, PERMUTATIONS, SIMILAR, minhash
from training.predictions import LABELS

_CHUNK = 2**16
# Of each value of a MinHash one byte is kept; two that differ share it by chance this often.
_BY_CHANCE = 1 / 256
# What is not equal is told as less than 1, however similar.
_EQUAL, _MOST_SIMILAR = 1.0, 0.99


class Mark(NamedTuple):
    """What is kept of a wording: eight bytes of its digest, and one byte of each value of its MinHash."""

    digest: int
    signature: bytes


class Like(NamedTuple):
    """The number of a wording, that of one before it that is like it, and how much (1 for equal, else 0.6 to 0.99)."""

    number: int
    other: int
    similarity: float


def mark(wording: str) -> Mark:
    """What is kept of a masked wording."""
    digest = blake2b(wording.encode("utf-8", "replace"), digest_size=8).digest()
    return Mark(int.from_bytes(digest), bytes([value & 0xFF for value in minhash(wording).digest()]))


class Wordings:
    """The wordings seen so far and their labels; the first has the number 0."""

    def __init__(self) -> None:
        self._digests = array("Q")
        self._labels = bytearray()
        self._signatures = bytearray()

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, marked: Mark, label: int) -> None:
        """Add a wording with the number of its label in `LABELS`."""
        self._digests.append(marked.digest)
        self._signatures += marked.signature
        self._labels.append(label)

    def alike(self, first: int, most: int) -> tuple[list[Like], Counter[str]]:
        """For each wording from the number `first` on, one before it of each label that is like it.

        Equal ones are all found, the last of each label; of similar ones the most similar of those that are last in a
        band of MinHash. Each kind lists `most`, the most similar first; how many more there are is counted.
        """
        similarity, other = self._closest(first)
        rows, columns = np.nonzero(other >= 0)
        labels = np.frombuffer(self._labels, dtype=np.uint8)
        found, across = similarity[rows, columns], labels[rows] != columns
        kinds: dict[str, NDArray[np.bool_]] = {
            "twins": across,
            "repeats": ~across & (found == _EQUAL),
            "near_duplicates": ~across & (found < _EQUAL),
        }
        listed: list[Like] = []
        more: Counter[str] = Counter()
        for kind, fits in kinds.items():
            at = np.flatnonzero(fits)
            at = at[np.argsort(-found[at], kind="stable")]
            more[kind] = max(0, len(at) - most)
            chosen = at[:most]
            others = other[rows[chosen], columns[chosen]]
            listed += map(Like, rows[chosen].tolist(), others.tolist(), found[chosen].round(2).tolist())
        return listed, +more

    def _closest(self, first: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """For each wording (a row) and label (a column) the similarity and number of the closest, 0 and -1 for none."""
        similarity = np.zeros((len(self), len(LABELS)))
        other = np.full((len(self), len(LABELS)), -1)
        labels = np.frombuffer(self._labels, dtype=np.uint8)
        signatures = np.frombuffer(self._signatures, dtype=np.uint8).reshape(len(self), PERMUTATIONS)
        digests = np.frombuffer(self._digests, dtype=np.uint64)
        bands = signatures.view(np.uint32)  # the bytes of a band, as one number
        all_keys: list[NDArray[Any]] = [digests, *(bands[:, at] for at in range(BANDS))]
        for keys in all_keys:
            for label, number, before in _neighbours(keys, labels, first):
                unknown = similarity[number, label] < _EQUAL
                number, before = number[unknown], before[unknown]
                said = np.full(len(number), _EQUAL) if keys is digests else _similarity(signatures, number, before)
                better = (said >= SIMILAR) & (said > similarity[number, label])
                similarity[number[better], label] = said[better]
                other[number[better], label] = before[better]
        return similarity, other


def _neighbours(
    keys: NDArray[Any], labels: NDArray[np.uint8], first: int
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
    """For each label the numbers from `first` on that share a key with one of this label before, and the last such."""
    order = np.argsort(keys, kind="stable")
    ordered, labelled = keys[order], labels[order]
    places = np.arange(len(order))
    for label in range(len(LABELS)):
        last = np.maximum.accumulate(np.where(labelled == label, places, -1))[:-1]
        shared = (last >= 0) & (ordered[last] == ordered[1:]) & (order[1:] >= first)
        yield label, order[1:][shared], order[last[shared]]


def _similarity(
    signatures: NDArray[np.uint8], numbers: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How similar wordings are, told from the bytes that they share."""
    said = np.zeros(len(numbers))
    for start in range(0, len(numbers), _CHUNK):
        part = slice(start, start + _CHUNK)
        said[part] = (signatures[numbers[part]] == signatures[others[part]]).mean(axis=1)
    return np.minimum((said - _BY_CHANCE) / (1 - _BY_CHANCE), _MOST_SIMILAR)
