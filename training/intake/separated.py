"""Rows of text whose cells are separated by commas, semicolons or tabs."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from detector.tables import MAX_CELL, check_columns
from training.errors import CorpusError
from training.intake.encoding import UTF_8, encoding, lines_of
from training.intake.source import Record, Source, named

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def separated(path: Path) -> Source:
    """A table of separated cells, whose first line names the columns; the separator is the one that it holds most.

    Raises `CorpusError` for a file without a line, `TableError` for one that cannot be read.
    """
    codec, told = encoding(path)
    first = next(lines_of(path, codec, ""), "")
    separator = max(_SEPARATORS, key=first.count)
    header = next(_lines(path, codec, separator), None)
    if header is None:
        raise CorpusError(f"{path}: is empty; its first line must name the columns")
    names = named(header[1])
    check_columns(path, names)
    said = [told] if told != UTF_8[1] else []
    said += [f"separated by {_SEPARATORS[separator]}"] if separator != "," else []
    return Source(path, names, tuple(said), partial(_records, path, codec, separator, names))


def _records(path: Path, codec: str, separator: str, names: tuple[str, ...]) -> Iterator[Record]:
    rows = _lines(path, codec, separator)
    next(rows)
    for number, row in rows:
        place = f"{path}:{number}"
        if len(row) != len(names):
            problem = f"has {len(row)} fields where the header has {len(names)}"
            yield place, f"{problem}; quote fields with {_SEPARATORS[separator]}"
        else:
            yield place, dict(zip(names, row, strict=True))


def _lines(path: Path, codec: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line on which it begins."""
    before = csv.field_size_limit(MAX_CELL)
    try:
        reader = csv.reader(lines_of(path, codec, ""), delimiter=separator, strict=True)
        line = 1
        try:
            for row in reader:
                if row:
                    yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            raise CorpusError(f"{path}:{line}: {error}; nothing behind it can be read") from None
    finally:
        csv.field_size_limit(before)
