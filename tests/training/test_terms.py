import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from training.example import Example
from training.features import Features, extract
from training.fit_wording import MIN_DOCUMENTS_OF_PAIR, MIN_DOCUMENTS_OF_WORD, fit_wording
from training.terms import counted, selected

TERMS = [["pay", "now", "pay now"], ["see", "you", "see"], ["pay", "you", "later", "now", "see", "now"]]
PASSAGES = [[], [], [["pay", "you", "later"], ["now", "see", "now"]]]


def _same(one: csr_matrix, other: csr_matrix) -> bool:
    return one.shape == other.shape and all(
        np.array_equal(getattr(one, part), getattr(other, part)) for part in ("data", "indices", "indptr")
    )


@pytest.mark.parametrize("rows", [[2, 0], [1, 1, 2], [0, 1], []])
def test_what_is_taken_is_what_was_counted(rows: list[int]) -> None:
    whole = counted(TERMS, PASSAGES)
    taken = whole.take(np.array(rows, dtype=np.intp))
    assert [list(taken.counts[at].toarray()[0]) for at in range(len(rows))] == [
        [TERMS[row].count(term) for term in whole.columns] for row in rows
    ]
    parts = [part for row in rows for part in PASSAGES[row]]
    assert taken.passages.toarray().tolist() == [[part.count(term) for term in whole.columns] for part in parts]
    assert taken.row.tolist() == [at for at, row in enumerate(rows) for _ in PASSAGES[row]]


def test_terms_without_a_column_count_as_none() -> None:
    whole = counted(TERMS, PASSAGES)
    found = selected(whole.counts, whole.columns, ["aunt", "now", "you", "zoo"])
    assert found.toarray().tolist() == [[0, 1, 0, 0], [0, 0, 1, 0], [0, 2, 1, 0]]


def test_a_wording_weighs_terms_as_scikit_learn_does(examples: list[Example]) -> None:
    """To the bit: models that are fitted on counts shared by all folds are those of each fold by itself."""
    features: Features = extract(examples[::5], {})
    half = features.take(np.arange(len(features.labels)) % 2 == 0)
    wording = fit_wording(half)
    alone = half.take(~half.copy).terms
    texts = [
        [term for term, column in alone.columns.items() for _ in range(int(row[column]))]
        for row in alone.counts.toarray()
    ]
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, vocabulary=wording.names)
    vectorizer.fit(texts)
    vectorizer.idf_ = np.round(vectorizer.idf_, 5)
    weighed = wording.tfidf.transform(selected(alone.counts, alone.columns, wording.names))
    assert _same(weighed, vectorizer.transform(texts))


def test_words_of_few_messages_are_terms_and_pairs_of_as_few_are_not(examples: list[Example]) -> None:
    alone = (features := extract(examples[::5], {})).take(~features.copy).terms
    documents = np.bincount(alone.counts.indices, minlength=len(alone.columns))
    words = {name for name, column in alone.columns.items() if documents[column] >= MIN_DOCUMENTS_OF_WORD}
    pairs = {name for name, column in alone.columns.items() if documents[column] >= MIN_DOCUMENTS_OF_PAIR}
    expected = {name for name in words if " " not in name} | {name for name in pairs if " " in name}
    assert set(fit_wording(features).names) == expected
    assert words - expected
