"""Fit the wording: TF-IDF and a logistic regression for each scorecard, also out of fold by campaign."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from detector.label import Label
from training.features import Features, is_label
from training.spread import each
from training.terms import Terms, selected

FOLDS = 5
# In how many messages a word, and a pair of neighbours, must stand to be a term. Pairs of few messages are most of all
# terms and say nothing of sources that were not read; words that stand in two do.
MIN_DOCUMENTS_OF_WORD = 2
MIN_DOCUMENTS_OF_PAIR = 4
WORDING_STRENGTH = {"risk": 30.0, "origin": 30.0}
DECIMALS = 5


class Wording(NamedTuple):
    """The fitted wording: its terms in order, their weights by TF-IDF, and a regression for each scorecard."""

    names: list[str]
    tfidf: TfidfTransformer
    risk: LogisticRegression
    origin: LogisticRegression

    def log_odds(self, features: Features) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What the wording says of risk and of origin, a number a row; of risk, the riskiest passage counts."""
        terms = features.terms
        matrix = self._weighed(terms, terms.counts)
        risk, origin = self.risk.decision_function(matrix), self.origin.decision_function(matrix)
        if len(terms.row):
            passages = self.risk.decision_function(self._weighed(terms, terms.passages))
            np.maximum.at(risk, terms.row, passages)
        return risk, origin

    def _weighed(self, terms: Terms, counts: csr_matrix) -> csr_matrix:
        return self.tfidf.transform(selected(counts, terms.columns, self.names))


def fit_wording(features: Features) -> Wording:
    """Fit TF-IDF and both regressions; what is fitted is rounded, so that the file is small and exact."""
    features = features.take(~features.copy)
    counts, columns = features.terms.counts, features.terms.columns
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    names = [name for name, column in columns.items() if documents[column] >= _least(name)]
    known = selected(counts, columns, names)
    tfidf = TfidfTransformer(sublinear_tf=True).fit(known)
    tfidf.idf_ = np.round(tfidf.idf_, DECIMALS)
    matrix = tfidf.transform(known)
    smishing, genuine = is_label(features, Label.SMISHING), is_label(features, Label.GENUINE)
    risk = _regression(matrix, smishing, features.weight, WORDING_STRENGTH["risk"])
    honest = ~smishing
    origin = _regression(matrix[honest], genuine[honest], features.weight[honest], WORDING_STRENGTH["origin"])
    return Wording(names, tfidf, risk, origin)


def _least(term: str) -> int:
    return MIN_DOCUMENTS_OF_PAIR if " " in term else MIN_DOCUMENTS_OF_WORD


def out_of_fold_wording(features: Features, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a wording that has not read a row's campaign says of the row, for risk and for origin."""
    risk, origin = np.zeros(len(features.labels)), np.zeros(len(features.labels))
    parts = folds(features, seed)
    said = each(_said_out_of_fold, features, parts)
    for (_, test), (risk_said, origin_said) in zip(parts, said, strict=True):
        risk[test], origin[test] = risk_said, origin_said
    return risk, origin


def _said_out_of_fold(
    features: Features, train: NDArray[np.intp], test: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return fit_wording(features.take(train)).log_odds(features.take(test))


def folds(features: Features, seed: int) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Folds that keep every campaign whole."""
    splitter = GroupKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    return list(splitter.split(features.labels, groups=features.campaigns))


def _regression(
    matrix: csr_matrix, target: NDArray[np.bool_], weight: NDArray[np.float64], strength: float
) -> LogisticRegression:
    # Both sides count the same, so that the wording says nothing of base rates: the prior does.
    share = np.where(target, weight[target].sum(), weight[~target].sum())
    model = LogisticRegression(C=strength, solver="newton-cg", max_iter=200, tol=1e-6)
    model.fit(matrix, target, sample_weight=weight / share * weight.sum() / 2)
    model.coef_ = np.round(model.coef_, DECIMALS)
    model.intercept_ = np.round(model.intercept_, DECIMALS)
    return model
