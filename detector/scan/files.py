"""The files of a scan: what is read, what is written, and that they can be."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from detector.tables import CsvReader, CsvWriter, JsonlReader, JsonlWriter, Kind, Reader, TableError, Writer, reading

ENDINGS = (".csv", ".jsonl", ".parquet")


def open_reader(path: Path) -> Reader:
    """The reader that the ending of a file's name asks for."""
    ending = _ending(path)
    with reading(path):
        if path.exists() and not path.is_file():
            raise TableError(f"{path}: is not a file")
    if ending == ".csv":
        return CsvReader(path)
    if ending == ".jsonl":
        return JsonlReader(path)
    reader: Reader = _parquet().ParquetReader(path)
    return reader


def open_writer(path: Path, file: BinaryIO, reader: Reader, added: Mapping[str, Kind]) -> Writer:
    """The writer that the ending of a file's name asks for, of the reader's columns and those added."""
    ending = _ending(path)
    names = tuple(reader.columns)
    if ending == ".csv":
        return CsvWriter(file, (*names, *added))
    if ending == ".jsonl":
        return JsonlWriter(file, names, tuple(added))
    writer: Writer = _parquet().ParquetWriter(file, reader, added)
    return writer


def check_paths(source: Path, output: Path) -> None:
    """Refuse, before anything is read, an output that cannot be written or would replace the input."""
    _ending(source)
    if _ending(output) == ".parquet":
        _parquet()
    try:
        if source.exists() and output.exists() and source.samefile(output):
            raise TableError(f"{output}: is the input itself; name another output")
        if not output.parent.is_dir():
            raise TableError(f"{output}: there is no folder {output.parent}; make it first")
        if output.is_dir():
            raise TableError(f"{output}: is a folder; name a file in it")
    except OSError as error:
        raise TableError(f"{error.filename or output}: cannot be used: {error.strerror or error}") from None


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise TableError(f"{path}: its name must end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")
    return ending


def _parquet() -> ModuleType:
    try:
        from detector import parquet
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "pyarrow":
            raise
        raise TableError("Parquet needs pyarrow, which is not installed: pip install 'postproof[parquet]'") from None
    return parquet


def beside(path: Path, ending: str) -> Path:
    """A file for what is not done yet, beside `path` and always of the same name, so that none is left lying."""
    return path.parent / f".postproof-{hashlib.sha256(path.name.encode()).hexdigest()[:16]}.{ending}"


@contextmanager
def written_whole(path: Path, ending: str = "part") -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` once it is whole and on the disk, and is removed otherwise.

    Until then its name has this `ending`, of which no two writers at once may have the same.
    """
    part = beside(path, ending)
    try:
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            _sync_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise TableError(f"{path}: cannot be written: {error.strerror or error}") from None


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk too, where the system lets folders be opened."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
