"""Choose the thresholds that cost least on held-out campaigns."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.label import Decision
from detector.verdict import Thresholds
from training.errors import CorpusError
from training.predictions import LABELS, Predictions

Costs = Mapping[str, Mapping[str, float]]
COSTS = Path("data/costs.toml")
# Nobody is told "scam" below 60 %, whatever it would save on the messages at hand.
_SMISHING = np.round(np.arange(0.60, 0.96, 0.01), 2)
_GENUINE = np.round(np.arange(0.60, 0.96, 0.02), 2)
_OTHER = np.round(np.arange(0.60, 0.96, 0.02), 2)


def costs(path: Path = COSTS) -> Costs:
    """What each decision costs for each label. Raises `CorpusError` where the file is not there, or not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read ({error}); copy data/costs.toml") from None


def choose(predictions: Predictions, weight: NDArray[np.float64], table: Costs) -> Thresholds:
    """The thresholds with the least expected cost; each label counts the same, whatever its number of messages."""
    share = np.zeros(len(weight))
    for label in LABELS:
        rows = predictions.labels == label
        share[rows] = weight[rows] / weight[rows].sum()
    probabilities = predictions.probabilities()
    price = {
        decision: np.array([table[label][decision] for label in predictions.labels]) * share for decision in Decision
    }
    best, least = Thresholds(0.5, 0.5, 0.5), np.inf
    for smishing in _SMISHING:
        caught = probabilities[:, 1] >= smishing
        paid = price[Decision.SMISHING][caught].sum()
        rest = ~caught
        for genuine in _GENUINE:
            known = rest & (probabilities[:, 0] >= genuine)
            left = rest & ~known
            so_far = paid + price[Decision.GENUINE][known].sum()
            for other in _OTHER:
                named = left & (probabilities[:, 2] >= other)
                cost = so_far + price[Decision.OTHER][named].sum() + price[Decision.UNCERTAIN][left & ~named].sum()
                if cost < least - 1e-12:
                    best, least = Thresholds(float(smishing), float(genuine), float(other)), cost
    return best
