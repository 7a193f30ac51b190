"""How much of a test the scorecard has read before, word for word or nearly."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.near import NearDuplicates, minhash
from training import data
from training.campaigns import fingerprint
from training.example import Example
from training.predictions import LABELS, share


class Overlap(NamedTuple):
    """Which messages the training data hold: in the same masked wording, or else in a similar one."""

    verbatim: NDArray[np.bool_]
    near: NDArray[np.bool_]


class Trained(NamedTuple):
    """The training data that are here, and how they differ from what a scorecard says it was trained on.

    `missing` names sources that it read and that are not here, `changed` those that are here with another content.
    """

    examples: list[Example]
    missing: list[str]
    changed: list[str]


def trained_on(provenance: Mapping[str, Any]) -> Trained | None:
    """The training data of a scorecard, as far as they are here; None where the project's folder `data` is not."""
    if not Path(data.CORPUS).is_dir():
        return None
    loaded = data.load(provenance.get("seed", 0))
    here = loaded.description["fingerprints"]
    read = provenance.get("data", {}).get("fingerprints", {})
    return Trained(
        loaded.examples,
        [name for name in read if name not in here],
        [name for name, digest in read.items() if name in here and here[name] != digest],
    )


def overlap(examples: Sequence[Example], trained: Sequence[Example]) -> Overlap:
    """What of the examples stands in the training data."""
    known = {fingerprint(example) for example in trained}
    wordings = NearDuplicates()
    for wording in sorted(known):
        wordings.add(minhash(wording))
    asked = [fingerprint(example) for example in examples]
    verbatim = np.array([wording in known for wording in asked])
    near = np.array([wording not in known and bool(wordings.like(minhash(wording))) for wording in asked])
    return Overlap(verbatim, near)


def shares(found: Overlap, labels: NDArray[np.str_]) -> dict[str, dict[str, Any]]:
    """The share of verbatim and of near overlap, for each label that there is and for all."""
    rows = {"all": np.ones(len(labels), dtype=bool)} | {label: labels == label for label in LABELS}
    return {
        name: {"verbatim": share(found.verbatim[mask]), "near": share(found.near[mask])}
        for name, mask in rows.items()
        if mask.any()
    }
