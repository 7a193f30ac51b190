"""What every kind of labelled data is read as."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

Cells: TypeAlias = Mapping[str, object]
# A row's place ("x.csv:17"), and its cells by column or what is wrong with it.
Record: TypeAlias = tuple[str, Cells | str]


class Source(NamedTuple):
    """A file or folder to read: its columns, what its reader had to find out, and its rows from the first.

    The rows are read as they are asked for, each time anew.
    """

    path: Path
    columns: tuple[str, ...]
    said: tuple[str, ...]
    records: Callable[[], Iterator[Record]]


def named(header: Sequence[object]) -> tuple[str, ...]:
    """The names of columns; one without a name is called by its number, as "column 3"."""
    names = ("" if name is None else str(name).strip() for name in header)
    return tuple(name or f"column {number}" for number, name in enumerate(names, 1))
