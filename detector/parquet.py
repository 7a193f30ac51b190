"""Tables in Parquet. Imports pyarrow, so it is imported only where a file ends in `.parquet`."""

import base64
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from detector.tables import BATCH_ROWS, Batch, Kind, Reader, TableError, as_text, check_columns, reading

_TYPES = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "truth": pa.bool_()}
# Rows are gathered to groups of this size (or this many bytes), since small row groups make slow files.
_GROUP_ROWS = 16_384
_GROUP_BYTES = 32 * 2**20
# Read a column in pieces of this many bytes rather than a whole row group of it.
_BUFFER_BYTES = 2**20


class ParquetBatch(NamedTuple):
    """Rows of a Parquet file, kept as they are. `first` is the number of the first row, from 1."""

    path: Path
    first: int
    rows: Any
    problems: dict[int, str]

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    def column(self, name: str) -> Sequence[object]:
        """The values of a column."""
        return self._values(self.rows.schema.get_field_index(name))

    def records(self) -> Iterable[Sequence[object]]:
        """The rows as JSON values: times as ISO 8601, bytes as base64, what is not a number as null."""
        columns = (map(_plain, self._values(at)) for at in range(self.rows.num_columns))
        return zip(*columns, strict=True)

    def _values(self, at: int) -> list[Any]:
        column = self.rows.column(at)
        if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
            return self._as_text(at)  # else they would come as pandas' own, or not at all where it is not installed
        try:
            values: list[Any] = column.to_pylist()
        except UnicodeDecodeError:
            row = self.first + next(place for place, cell in enumerate(column) if not _is_utf8(cell))
            name = self.rows.schema.names[at]
            raise TableError(f"{self.path}: row {row}: {name!r} is not UTF-8; write the file again") from None
        except (ValueError, OverflowError, LookupError, pa.ArrowException):
            return self._as_text(at)
        return values

    def _as_text(self, at: int) -> list[Any]:
        """The values of a column that Python has none for, such as nanoseconds or the year 20000, as text."""
        column = self.rows.column(at)
        try:
            values: list[Any] = column.cast(pa.string()).to_pylist()
        except pa.ArrowException:
            name = self.rows.schema.names[at]
            raise TableError(f"{self.path}: {name!r} ({column.type}) cannot be written as text; leave it out") from None
        return values


class ParquetReader:
    """A Parquet file, or some neighbouring row groups of it. `group_rows` says how many rows each group has."""

    def __init__(self, path: Path, groups: range | None = None) -> None:
        self.path = path
        with _opened(path) as file:
            self.schema = file.schema_arrow
            self.group_rows = [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)]
        self._groups = range(len(self.group_rows)) if groups is None else groups
        self.rows: int | None = sum(self.group_rows[at] for at in self._groups)
        check_columns(path, self.schema.names)
        self.columns: Mapping[str, Kind] = dict.fromkeys(self.schema.names, "text")

    def batches(self) -> Iterator[ParquetBatch]:
        """The rows, batch by batch."""
        first = 1 + sum(self.group_rows[: self._groups.start])
        with _opened(self.path) as file:
            for rows in file.iter_batches(BATCH_ROWS, row_groups=self._groups):
                yield ParquetBatch(self.path, first, rows, {})
                first += rows.num_rows


class ParquetWriter:
    """Writes Parquet. What was read as Parquet keeps its types and metadata."""

    def __init__(self, file: BinaryIO, reader: Reader, added: Mapping[str, Kind]) -> None:
        self._added = pa.schema([(name, _TYPES[kind]) for name, kind in added.items()])
        self._read = (
            reader.schema
            if isinstance(reader, ParquetReader)
            else pa.schema([(_whole(name), _TYPES[kind]) for name, kind in reader.columns.items()])
        )
        self._kinds = tuple(reader.columns.values())
        self._schema = self._read
        for field in self._added:
            self._schema = self._schema.append(field)
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._waiting: list[Any] = []

    def write(self, batch: Batch, added: Sequence[Sequence[object]]) -> None:
        """Write a batch."""
        if isinstance(batch, ParquetBatch):
            read = batch.rows.columns
        else:
            columns = zip(*batch.records(), strict=True)
            read = [
                pa.array(_of_kind(values, kind), _TYPES[kind])
                for values, kind in zip(columns, self._kinds, strict=True)
            ]
        answers = zip(*added, strict=True)
        more = [pa.array(values, field.type) for values, field in zip(answers, self._added, strict=True)]
        self._waiting.append(pa.RecordBatch.from_arrays([*read, *more], schema=self._schema))
        if sum(map(len, self._waiting)) >= _GROUP_ROWS or sum(rows.nbytes for rows in self._waiting) >= _GROUP_BYTES:
            self._write_group()

    def close(self) -> None:
        """Write the last rows and the footer."""
        try:
            self._write_group()
        finally:
            self._writer.close()

    def _write_group(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting))
            self._waiting = []


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The file opened by Python, whose errors say more than pyarrow's, and its content read by pyarrow."""
    with reading(path), path.open("rb") as raw:
        try:
            with pq.ParquetFile(raw, buffer_size=_BUFFER_BYTES) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
            raise TableError(f"{path}: is not a whole Parquet file") from None


def _is_utf8(cell: Any) -> bool:
    try:
        cell.as_py()
    except UnicodeDecodeError:
        return False
    return True


def _plain(value: Any) -> Any:
    """A value of Parquet as JSON has it."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _of_kind(values: Iterable[object], kind: Kind) -> list[object]:
    """The values of a column of this kind; of text, half characters become escapes, as UTF-8 has no bytes for them."""
    if kind != "text":
        return [None if value is None else float(value) if kind == "number" else value for value in values]  # type: ignore[arg-type]
    return [text if text is None or text.isascii() else _whole(text) for text in map(as_text, values)]


def _whole(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
