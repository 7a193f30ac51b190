"""Excel workbooks, read row by row by openpyxl."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from detector.tables import check_columns, reading
from training.errors import CorpusError
from training.intake.source import Record, Source, named

# How a compound file begins: what Excel wraps a workbook in that it encrypts, and what it wrote before .xlsx.
_OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
_BROKEN = (zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, EOFError, KeyError, ValueError)


def spreadsheet(path: Path) -> Source:
    """The first sheet of a workbook, whose first row names the columns; formulas count as what they last gave.

    Raises `CorpusError` for what is no workbook, or one without a row.
    """
    with _opened(path) as book:
        sheet, *others = book.worksheets
        header = next(sheet.iter_rows(values_only=True), None)
    if not header:
        raise CorpusError(f"{path}: its first sheet '{sheet.title}' is empty; its first row must name the columns")
    left = ", ".join(f"'{other.title}'" for other in others)
    said = (f"its first sheet '{sheet.title}' is read" + (f", and not {left}" if left else ""),)
    names = named(header)
    check_columns(path, names)
    return Source(path, names, said, partial(_records, path, names))


def _records(path: Path, names: tuple[str, ...]) -> Iterator[Record]:
    with _opened(path) as book:
        rows = book.worksheets[0].iter_rows(min_row=2, max_col=len(names), values_only=True)
        for number, row in enumerate(rows, 2):
            cells = [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
            if any(cell is not None for cell in cells):
                # A row ends with its last cell that is filled.
                yield f"{path}:{number}", dict(zip(names, [*cells, *[None] * (len(names) - len(cells))], strict=True))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A workbook with a sheet; whatever breaks while it is read is told as `CorpusError`."""
    with reading(path):
        with path.open("rb") as file:
            if file.read(len(_OLD_OR_LOCKED)) == _OLD_OR_LOCKED:
                raise CorpusError(
                    f"{path}: is locked by a password, or of Excel before 2007; save it as .xlsx without a password"
                )
        try:
            with closing(load_workbook(path, read_only=True, data_only=True)) as book:
                if not book.worksheets:
                    raise CorpusError(f"{path}: has no sheet of cells")
                yield book
        except _BROKEN:
            raise CorpusError(f"{path}: is not a whole Excel workbook (.xlsx)") from None
