"""Intervals that know of campaigns: messages of one template are no independent witnesses.

Whole campaigns are drawn with replacement. Where every campaign has one row, a share has Wilson's interval. Where hits
or misses amount to fewer than `FEW` campaigns, a bootstrap says too little (of no errors at all it makes an interval of
nothing): the interval is then no narrower than Wilson's with as many messages as there are campaigns.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.predictions import interval, share

DRAWS = 1_000
FEW = 5
_SEED = 20261123
_ENDS = (2.5, 97.5)


def share_by_campaign(hit: NDArray[np.bool_], campaigns: NDArray[np.str_]) -> dict[str, Any]:
    """How often something holds: share, 95 % interval, hits, n, and the number of campaigns; a row each."""
    names, of_row = np.unique(campaigns, return_inverse=True)
    found = {**share(hit), "campaigns": len(names)}
    if len(names) < len(hit):
        sizes, hits = np.bincount(of_row), np.bincount(of_row, weights=hit)
        low, high = _ends([hits[drawn].sum() / sizes[drawn].sum() for drawn in _drawn(len(names))])
        found["interval"] = widened(low, high, float(hit.mean()), len(names))
    return found


def difference_by_campaign(
    before: NDArray[np.bool_], after: NDArray[np.bool_], campaigns: NDArray[np.str_]
) -> dict[str, Any]:
    """How much oftener something holds after than before, of the same rows: both shares, and the difference.

    The interval of the difference draws campaigns for both alike; nothing that changed gives an interval of nothing.
    `worse` counts the campaigns in which it holds oftener.
    """
    names, of_row = np.unique(campaigns, return_inverse=True)
    sizes = np.bincount(of_row)
    rises = np.bincount(of_row, weights=after.astype(float) - before)
    total = max(1, len(before))
    found = {
        "before": round(float(before.sum()) / total, 4),
        "after": round(float(after.sum()) / total, 4),
        "difference": round(float(rises.sum()) / total, 4),
        "interval": [0.0, 0.0],
        "n": len(before),
        "campaigns": len(names),
        "worse": int((rises > 0).sum()),
    }
    if rises.any():
        low, high = _ends([rises[drawn].sum() / sizes[drawn].sum() for drawn in _drawn(len(names))])
        found["interval"] = [round(low, 4), round(high, 4)]
    return found


def widened(low: float, high: float, measured: float, campaigns: int) -> list[float]:
    """A bootstrap's interval of a share, no narrower than Wilson's where the campaigns on one side are few."""
    if min(measured, 1 - measured) * campaigns < FEW:
        wilson = interval(measured * campaigns, campaigns)
        low, high = min(low, wilson[0]), max(high, wilson[1])
    return [round(low, 4), round(high, 4)]


def figures_by_campaign(
    figures: Callable[[NDArray[np.intp]], Mapping[str, float]], campaigns: NDArray[np.str_]
) -> dict[str, dict[str, Any]]:
    """The figures of all rows, each with the interval of what it is on drawn campaigns.

    `figures` tells figures of the rows of an index, NaN for one that they do not tell.
    """
    names, of_row = np.unique(campaigns, return_inverse=True)
    rows = np.arange(len(campaigns))
    measured = figures(rows)
    draws = [figures(np.repeat(rows, np.bincount(drawn, minlength=len(names))[of_row])) for drawn in _drawn(len(names))]
    return {name: _with_interval(value, [draw[name] for draw in draws]) for name, value in measured.items()}


def _with_interval(value: float, draws: list[float]) -> dict[str, Any]:
    if math.isnan(value):
        return {"value": None, "interval": None}
    low, high = _ends(draws)
    # Some figures lean to one side when rows repeat; the interval holds what was measured all the same.
    return {"value": round(float(value), 4), "interval": [round(min(low, value), 4), round(max(high, value), 4)]}


def _ends(values: list[float]) -> tuple[float, float]:
    low, high = np.nanpercentile(values, _ENDS)
    return float(low), float(high)


def _drawn(count: int) -> Iterator[NDArray[np.intp]]:
    """Draws of so many campaigns, with replacement; the same for the same number."""
    random = np.random.default_rng(_SEED)
    for _ in range(DRAWS):
        yield random.integers(count, size=count)
