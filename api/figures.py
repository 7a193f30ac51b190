"""The figures of the shipped scorecard, as `make train` measured them."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

# The wheel holds a copy beside this file; in the project's own tree the one that training writes is read.
_PLACES = (files("api") / "metrics.json", files("api") / ".." / "data" / "metrics.json")


class Figure(NamedTuple):
    """What was measured against its target: `key` is `on` as a name, `low` and `high` the interval, if there is one.

    `share`, `least` or `most`, `low` and `high` are shares of 1; exactly one of `least` and `most` is given.
    """

    key: str
    on: str
    share: float
    least: float | None
    most: float | None
    met: bool
    n: int
    hits: int | None
    low: float | None
    high: float | None


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
    low, high = entry.get("interval", (None, None))
    key = "_".join("".join(character if character.isalpha() else " " for character in entry["on"].lower()).split())
    least, most = (float(bound), None) if sign == ">=" else (None, float(bound))
    return Figure(key, entry["on"], entry["share"], least, most, entry["met"], entry["n"], entry.get("hits"), low, high)
