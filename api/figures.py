"""The figures of the shipped scorecard, as `make train` measured them."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

# The wheel holds a copy beside this file; in the project's own tree the one that training writes is read.
_PLACES = (files("api") / "metrics.json", files("api") / ".." / "data" / "metrics.json")


class Figure(NamedTuple):
    """What was measured against its target: `key` is `on` as a name.

    `share`, `bound` and `interval` (95 %, where there is one) are shares of 1; `is_least` says whether the bound is
    the least that is wanted, or the most.
    """

    key: str
    on: str
    share: float
    bound: float
    is_least: bool
    met: bool
    n: int
    interval: tuple[float, float] | None


@cache
def metrics() -> dict[str, Any]:
    """All that training measured; `FileNotFoundError` where the package was built without it."""
    place = next((place for place in _PLACES if place.is_file()), _PLACES[0])
    content: dict[str, Any] = json.loads(place.read_text("utf-8"))
    return content


def figures() -> tuple[Figure, ...]:
    """Every figure that has a target, in the order of the model card."""
    return tuple(_figure(entry) for entry in metrics()["figures"])


def _figure(entry: dict[str, Any]) -> Figure:
    sign, _, bound = entry["target"].partition(" ")
    key = re.sub(r"[^a-z]+", "_", entry["on"].lower()).strip("_")
    low_high = entry.get("interval")
    interval = (low_high[0], low_high[1]) if low_high else None
    return Figure(key, entry["on"], entry["share"], float(bound), sign == ">=", entry["met"], entry["n"], interval)
