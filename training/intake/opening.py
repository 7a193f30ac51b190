"""Which reader a file or folder asks for."""

from collections.abc import Callable
from pathlib import Path

from detector.tables import reading
from training.errors import CorpusError
from training.intake.columnar import columnar
from training.intake.lines import lines
from training.intake.mails import mails
from training.intake.separated import separated
from training.intake.source import Source
from training.intake.spreadsheet import spreadsheet

_READERS: dict[str, Callable[[Path], Source]] = {
    ".csv": separated,
    ".tsv": separated,
    ".jsonl": lines,
    ".parquet": columnar,
    ".xlsx": spreadsheet,
    ".mbox": mails,
    ".eml": mails,
}
ENDINGS = ", ".join(_READERS)


def opened(path: Path) -> Source:
    """The rows of a file, by the ending of its name, or of a folder of mails.

    Raises `CorpusError` or `TableError` for what cannot be read.
    """
    if path.is_dir():
        return mails(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise CorpusError(f"{path}: its name must end in one of {ENDINGS}, or it must be a folder of .eml")
    with reading(path), path.open("rb"):
        return reader(path)
