"""The terms of many messages, counted once, for every model that is fitted on some of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

Index = NDArray[np.bool_] | NDArray[np.intp]


class Terms(NamedTuple):
    """How often each term stands in each message, and in each passage of the longer ones.

    `columns` tells the column of a term, in order of the alphabet; `counts` has a row for each message, `passages` one
    for each passage, of the message `row`, in ascending order.
    """

    columns: Mapping[str, int]
    counts: csr_matrix
    passages: csr_matrix
    row: NDArray[np.intp]

    def take(self, rows: Index) -> "Terms":
        """The messages of a mask or an index."""
        index = np.arange(self.counts.shape[0])[rows]
        starts, ends = np.searchsorted(self.row, index), np.searchsorted(self.row, index, side="right")
        sizes = ends - starts
        # The places of each message's passages, one message after the other.
        passages = np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
        return Terms(self.columns, self.counts[index], self.passages[passages], np.repeat(np.arange(len(index)), sizes))


def counted(terms: Sequence[Sequence[str]], passages: Sequence[Sequence[Sequence[str]]]) -> Terms:
    """Count the terms of each message, and of each of its passages, which hold no others."""
    vectorizer = CountVectorizer(analyzer=_ready, dtype=np.float64)
    counts = vectorizer.fit_transform(terms)
    counts.sort_indices()
    columns = {term: at for at, term in enumerate(vectorizer.get_feature_names_out())}
    row = np.repeat(np.arange(len(terms)), [len(own) for own in passages])
    parts = [part for own in passages for part in own]
    none = csr_matrix((0, len(columns)), dtype=np.float64)
    return Terms(columns, counts, vectorizer.transform(parts) if parts else none, row)


def selected(counts: csr_matrix, columns: Mapping[str, int], names: Iterable[str]) -> csr_matrix:
    """The counts of these terms alone, which are in order of the alphabet; none of one that has no column."""
    at = np.array([columns.get(name, -1) for name in names])
    place = np.full(counts.shape[1], -1)
    place[at[at >= 0]] = np.flatnonzero(at >= 0)
    places = place[counts.indices]
    kept = places >= 0
    ends = np.concatenate([[0], np.cumsum(kept)])[counts.indptr]
    return csr_matrix((counts.data[kept], places[kept], ends), shape=(counts.shape[0], len(at)))


def _ready(terms: Sequence[str]) -> Sequence[str]:
    return terms
