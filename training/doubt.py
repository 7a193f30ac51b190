"""Doubt labels: what models that have not read a row's campaign, and what verified facts, say against them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from cleanlab.filter import find_label_issues  # type: ignore[import-untyped]
from cleanlab.rank import get_label_quality_scores  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from threadpoolctl import threadpool_limits

from detector.contradiction import contradictions as against
from detector.label import Label
from training.campaigns import capped, grouped, unique
from training.data import MOST_OF_A_CAMPAIGN, SOURCE_WEIGHTS
from training.example import Example
from training.features import extract
from training.fit_wording import folds, out_of_fold_wording
from training.rows import Row

Progress = Callable[[str], None]
# With fewer campaigns of a label than this, models say nothing that is worth a doubt.
LEAST_CAMPAIGNS = 20
LABELS = tuple(sorted(label.value for label in Label))


class Suspect(NamedTuple):
    """A row whose label the data doubt: its label, the likeliest one, and the probabilities of both."""

    place: str
    label: str
    likely: str
    p_label: float
    p_likely: float


class Contradiction(NamedTuple):
    """A row whose label goes against verified facts, and how."""

    place: str
    label: str
    why: str


def suspects(rows: Sequence[Row], known: Sequence[Example], seed: int, progress: Progress) -> list[Suspect] | None:
    """The rows whose label is doubted, the most doubtful first; None where there is too little to learn from.

    Models learn from the rows and from what is known together, and say what they think of campaigns that they have not
    read. How many labels are wrong is estimated by confident learning (cleanlab); those of the least probability are
    doubted.
    """
    if not rows:
        return []
    together = grouped([*(row.example for row in rows), *unique(known)])
    examples = [*together[: len(rows)], *capped(together[len(rows) :], MOST_OF_A_CAMPAIGN)]
    campaigns = {label: {example.campaign for example in examples if example.label == label} for label in LABELS}
    if min(map(len, campaigns.values())) < LEAST_CAMPAIGNS:
        return None
    with threadpool_limits(1):
        probabilities = _out_of_sample(examples, seed, progress)
    labels = np.array([LABELS.index(example.label) for example in examples])
    # Of flipped labels this finds more than cleanlab's default does, among as many that are listed.
    doubted = find_label_issues(labels, probabilities, filter_by="low_self_confidence", n_jobs=1)
    quality = get_label_quality_scores(labels, probabilities)[: len(rows)]
    return [_suspect(rows[at], probabilities[at]) for at in np.argsort(quality, kind="stable") if doubted[at]]


def _suspect(row: Row, probabilities: NDArray[np.float64]) -> Suspect:
    label, likely = row.example.label.value, int(probabilities.argmax())
    p_label = float(probabilities[LABELS.index(label)])
    return Suspect(row.place, label, LABELS[likely], round(p_label, 4), round(float(probabilities[likely]), 4))


def _out_of_sample(examples: Sequence[Example], seed: int, progress: Progress) -> NDArray[np.float64]:
    """N x 3, in the order of `LABELS`: wording and rules of each row, judged without its campaign."""
    progress("reading wordings and rules")
    features = extract(examples, SOURCE_WEIGHTS)
    features = features.take(~features.copy)
    progress("asking models that have not read a row's campaign")
    risk, origin = out_of_fold_wording(features, seed)
    # The signs of the rules are left free here: what is doubted are the labels, and the data shall speak.
    model = LogisticRegression(solver="newton-cholesky")
    inputs = np.column_stack([risk, origin, features.fired])
    found = cross_val_predict(model, inputs, features.labels, cv=folds(features, seed), method="predict_proba")
    return np.asarray(found, dtype=np.float64)


def contradictions(rows: Sequence[Row]) -> list[Contradiction]:
    """The rows whose label goes against verified facts, in order."""
    return [
        Contradiction(row.place, row.example.label.value, why)
        for row in rows
        for why in against(row.example.message, row.example.label)
    ]
