"""What a model sees of each example: its terms, the rules that fire, and how much it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import starmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.classifier import fire
from detector.label import Label
from detector.rules import RULES
from detector.wording import mask
from training.example import Example
from training.terms import Terms, counted

RULE_IDS = tuple(rule.id for rule in RULES)
_COLUMN = {rule_id: column for column, rule_id in enumerate(RULE_IDS)}


class Features(NamedTuple):
    """Examples as arrays, one row each.

    `terms` counts the wording's terms; `fired` is n x rules of bool,
    in the order of `RULE_IDS`; `weight` is how much the row counts. `copy` marks rows that repeat a text without its
    sender: they teach the scorecards, and would teach the wording nothing new.
    """

    terms: Terms
    fired: NDArray[np.bool_]
    labels: NDArray[np.str_]
    campaigns: NDArray[np.str_]
    sources: NDArray[np.str_]
    weight: NDArray[np.float64]
    copy: NDArray[np.bool_]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "Features":
        """The rows of a mask or an index."""
        return Features(
            self.terms.take(rows),
            self.fired[rows],
            self.labels[rows],
            self.campaigns[rows],
            self.sources[rows],
            self.weight[rows],
            self.copy[rows],
        )


def extract(examples: Sequence[Example], weights: Mapping[str, float]) -> Features:
    """Features of examples; `weights` says how much a row of a source counts, 1 unless it is named.

    An example with a sender makes two rows, the second without it, since people often paste only the text; the two
    share the weight.
    """
    rows = rows_of(examples)
    masked = (mask(example.message) for example, _ in rows)
    wordings = [(wording.terms, tuple(starmap(wording.within, wording.passages))) for wording in masked]
    fired = np.zeros((len(rows), len(RULE_IDS)), dtype=bool)
    for row, (example, _) in enumerate(rows):
        for rule_id in fire(example.message):
            fired[row, _COLUMN[rule_id]] = True
    shared = [0.5 if copy or example.message.sender else 1.0 for example, copy in rows]
    return Features(
        counted([terms for terms, _ in wordings], [passages for _, passages in wordings]),
        fired,
        np.array([example.label.value for example, _ in rows]),
        np.array([example.campaign for example, _ in rows]),
        np.array([example.source for example, _ in rows]),
        np.array([weights.get(example.source, 1.0) for example, _ in rows]) * shared,
        np.array([copy for _, copy in rows]),
    )


def rows_of(examples: Sequence[Example]) -> list[tuple[Example, bool]]:
    """The examples, then again without their sender those that have one; the flag says which is such a copy."""
    copies = (
        replace(example, message=example.message.with_sender("")) for example in examples if example.message.sender
    )
    return [*((example, False) for example in examples), *((example, True) for example in copies)]


def is_label(features: Features, label: Label) -> NDArray[np.bool_]:
    """Where the label is this one."""
    return np.asarray(features.labels == label.value)
