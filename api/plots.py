"""Plots of what was measured, as shapes that a template prints: how true the chances are, and what is said of what."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

# In units of the drawing, which is 320 wide.
PLOT = 250
LEFT, TOP = 48, 10
CELL_WIDTH, CELL_HEIGHT = 58, 48
CONFUSION_LEFT, CONFUSION_TOP = 86, 40
# The strongest shade on which words can still be read.
_DARKEST = 0.4


class Dot(NamedTuple):
    """Messages that were given about the same chance: what was said, and what was true."""

    x: float
    y: float
    said: float
    was: float
    n: int


class Reliability(NamedTuple):
    """Dots, and the line that joins them."""

    dots: tuple[Dot, ...]
    path: str

    @property
    def n(self) -> int:
        """How many messages were measured."""
        return sum(dot.n for dot in self.dots)


class Cell(NamedTuple):
    """A box: how often something was said of a kind of message, between 0 and 1, and its shade."""

    said: str
    share: float
    x: float
    y: float
    shade: float


class Row(NamedTuple):
    """What was said of a kind of message."""

    label: str
    y: float
    cells: tuple[Cell, ...]
    n: int


class Confusion(NamedTuple):
    """What was said of each kind of message, and to what share an answer was given."""

    rows: tuple[Row, ...]
    answered: float
    height: float

    @property
    def n(self) -> int:
        """How many messages were measured."""
        return sum(row.n for row in self.rows)


def reliability(entries: Sequence[Mapping[str, Any]]) -> Reliability:
    """The reliability diagram of bins with `said`, `was` (between 0 and 1) and `n`."""
    dots = tuple(
        Dot(
            round(LEFT + PLOT * entry["said"], 1),
            round(TOP + PLOT * (1 - entry["was"]), 1),
            entry["said"],
            entry["was"],
            entry["n"],
        )
        for entry in entries
    )
    return Reliability(dots, "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots))


def confusion(measured: Mapping[str, Any]) -> Confusion:
    """The confusion by label of a measured set, with `confusion` and `coverage`."""
    rows = tuple(
        _row(label, said, CONFUSION_TOP + at * CELL_HEIGHT)
        for at, (label, said) in enumerate(measured["confusion"].items())
    )
    return Confusion(rows, measured["coverage"]["share"], CONFUSION_TOP + len(rows) * CELL_HEIGHT)


def _row(label: str, said: Mapping[str, Mapping[str, Any]], y: float) -> Row:
    cells = tuple(
        Cell(name, entry["share"], CONFUSION_LEFT + at * CELL_WIDTH, y, round(_DARKEST * entry["share"], 3))
        for at, (name, entry) in enumerate(said.items())
    )
    return Row(label, y, cells, next(iter(said.values()))["n"])
