"""Excel workbooks, read row by row by openpyxl."""

import zipfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from detector.tables import check_columns, reading
from training.errors import CorpusError
from training.intake.source import Record, Source, named

# How a compound file begins: what Excel wraps a workbook in that it encrypts, and what it wrote before .xlsx.
_OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")


def spreadsheet(path: Path) -> Source:
    """The first sheet of a workbook, whose first row names the columns; formulas count as what they last gave.

    Raises `CorpusError` for what is no workbook, or one without a row.
    """
    book = _book(path)
    try:
        sheet, *others = book.worksheets
        header = next(sheet.iter_rows(values_only=True), None)
        if not header:
            raise CorpusError(f"{path}: its first sheet '{sheet.title}' is empty; its first row must name the columns")
        left = ", ".join(f"'{other.title}'" for other in others)
        said = (f"its first sheet '{sheet.title}' is read" + (f", and not {left}" if left else ""),)
    finally:
        book.close()
    names = named(header)
    check_columns(path, names)
    return Source(path, names, said, partial(_records, path, names))


def _records(path: Path, names: tuple[str, ...]) -> Iterator[Record]:
    book = _book(path)
    try:
        rows = book.worksheets[0].iter_rows(min_row=2, max_col=len(names), values_only=True)
        for number, row in enumerate(rows, 2):
            cells = [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
            if any(cell is not None for cell in cells):
                # A row ends with its last cell that is filled.
                yield f"{path}:{number}", dict(zip(names, [*cells, *[None] * (len(names) - len(cells))], strict=True))
    finally:
        book.close()


def _book(path: Path) -> Any:
    with reading(path):
        with path.open("rb") as file:
            if file.read(len(_OLD_OR_LOCKED)) == _OLD_OR_LOCKED:
                raise CorpusError(
                    f"{path}: is locked by a password, or of Excel before 2007; save it as .xlsx without a password"
                )
        try:
            book = load_workbook(path, read_only=True, data_only=True)
        except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError):
            raise CorpusError(f"{path}: is not a whole Excel workbook (.xlsx)") from None
    if not book.worksheets:
        raise CorpusError(f"{path}: has no sheet of cells")
    return book
