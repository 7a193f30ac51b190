"""Tables of messages on disk: what a reader and a writer are, and those of CSV and JSON Lines.

All of them work batch by batch, so that memory does not grow with the file, and keep every column that they read.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, Protocol

from detector.errors import DetectorError

# What a column of a table holds. JSON that fits none of the others is text, as it was written.
Kind = Literal["text", "integer", "number", "truth"]

BATCH_ROWS = 256
BATCH_CHARACTERS = 4 * 2**20
MAX_CELL = 2**24
MAX_COLUMNS = 2_000
# Beyond this a 64-bit float no longer tells neighbouring integers apart.
_EXACT_IN_FLOAT = 2**53
_MAX_INTEGER = 2**63 - 1


class TableError(DetectorError):
    """A file of messages cannot be read or written as asked."""


class Batch(Protocol):
    """Some neighbouring rows of a table. `problems` says of rows that cannot be read, by their place, why."""

    @property
    def problems(self) -> Mapping[int, str]:
        """Why a row cannot be read."""

    def __len__(self) -> int:
        """How many rows."""

    def column(self, name: str) -> Sequence[object]:
        """The values of a column, one a row; None where a row has none."""

    def records(self) -> Iterable[Sequence[object]]:
        """Every row as plain JSON values, in the order of the reader's columns."""


class Reader(Protocol):
    """A table to read: its columns in order, what they hold, and how many rows (None for not known yet)."""

    path: Path
    columns: Mapping[str, Kind]
    rows: int | None

    def batches(self) -> Iterator[Batch]:
        """The rows from the first, batch by batch."""


class Writer(Protocol):
    """Writes the rows of a reader with added values behind them."""

    def write(self, batch: Batch, added: Sequence[Sequence[object]]) -> None:
        """Write a batch, and for each of its rows the added values."""

    def close(self) -> None:
        """Write what is left. The file itself stays open."""


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Tell what goes wrong while `path` is read."""
    try:
        yield
    except UnicodeDecodeError:
        raise TableError(f"{path}: line {_broken_line(path)} is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise TableError(f"{path}: cannot be read: {error.strerror or error}") from None


def _broken_line(path: Path) -> int:
    """The first line that is not UTF-8. A decoder that reads ahead cannot tell, so the file is read again."""
    number = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):  # noqa: B007
            try:
                line.decode()
            except UnicodeDecodeError:
                break
    return number


def check_columns(path: Path, names: Sequence[str]) -> None:
    """Refuse a table in which a column stands twice: its values could not be told apart."""
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise TableError(f"{path}: the column {twice!r} stands twice; rename one")


# CSV


class CsvBatch(NamedTuple):
    """Rows of a CSV file."""

    names: tuple[str, ...]
    rows: list[list[str]]
    problems: dict[int, str]

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Sequence[object]:
        """The values of a column."""
        at = self.names.index(name)
        return [row[at] for row in self.rows]

    def records(self) -> Iterable[Sequence[object]]:
        """The rows themselves."""
        return self.rows


class CsvReader:
    """A CSV file with a header: commas, double quotes, UTF-8 with or without a byte order mark."""

    rows: int | None = None

    def __init__(self, path: Path) -> None:
        self.path = path
        names = next(self.lines(), None)
        if names is None:
            raise TableError(f"{path}: is empty; its first line must name the columns")
        check_columns(path, names[1])
        self.columns: Mapping[str, Kind] = dict.fromkeys(names[1], "text")

    def batches(self) -> Iterator[CsvBatch]:
        """The rows after the header. A row of another length than the header is kept as far as it fits."""
        names = tuple(self.columns)
        rows: list[list[str]] = []
        problems: dict[int, str] = {}
        size = 0
        for number, row in islice(self.lines(), 1, None):
            if len(row) != len(names):
                problems[len(rows)] = (
                    f"line {number}: has {len(row)} fields where the header has {len(names)}; quote fields with commas"
                )
                row = _fit(row, len(names))
            rows.append(row)
            size += sum(map(len, row))
            if len(rows) == BATCH_ROWS or size > BATCH_CHARACTERS:
                yield CsvBatch(names, rows, problems)
                rows, problems, size = [], {}, 0
        if rows:
            yield CsvBatch(names, rows, problems)

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not blank, with the line on which it ends."""
        before = csv.field_size_limit(MAX_CELL)
        try:
            with reading(self.path), self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                try:
                    for row in reader:
                        if row:
                            yield reader.line_num, row
                except csv.Error as error:
                    raise TableError(f"{self.path}: line {reader.line_num}: {error}") from None
        finally:
            csv.field_size_limit(before)


def _fit(row: list[str], length: int) -> list[str]:
    """The row at the header's length; what is too much stays, in the last field."""
    if len(row) > length:
        return [*row[: length - 1], ",".join(row[length - 1 :])]
    return row + [""] * (length - len(row))


class CsvWriter:
    """Writes CSV as RFC 4180 has it. Half characters, which UTF-8 has no bytes for, are written as escapes."""

    def __init__(self, file: BinaryIO, names: Sequence[str]) -> None:
        self._file = file
        self._write([names])

    def write(self, batch: Batch, added: Sequence[Sequence[object]]) -> None:
        """Write a batch."""
        self._write((*map(as_text, row), *more) for row, more in zip(batch.records(), added, strict=True))

    def close(self) -> None:
        """Nothing is left."""

    def _write(self, rows: Iterable[Sequence[object]]) -> None:
        # Lines end as csv's default has it: with "\n" alone it would leave a carriage return in a cell unquoted.
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        self._file.write(text.getvalue().encode("utf-8", "backslashreplace"))


def as_text(value: object) -> str | None:
    """A JSON value as a cell of text: strings as they are, the rest as JSON; nothing stays nothing."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# JSON Lines


class JsonlBatch(NamedTuple):
    """Lines of a JSON Lines file and the objects in them; a line that holds none has an empty one."""

    names: tuple[str, ...]
    lines: list[bytes]
    objects: list[dict[str, Any]]
    problems: dict[int, str]

    def __len__(self) -> int:
        return len(self.objects)

    def column(self, name: str) -> Sequence[object]:
        """The values of a key."""
        return [row.get(name) for row in self.objects]

    def records(self) -> Iterable[Sequence[object]]:
        """The values of every key of the file."""
        return ([row.get(name) for name in self.names] for row in self.objects)


class JsonlReader:
    """A file of one JSON object a line; blank lines are no rows.

    It is read once beforehand, since any line may hold a key that none had before.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns: Mapping[str, Kind] = {}
        self.rows: int | None = 0
        seen: dict[str, set[str]] = {}
        for number, line in self.lines():
            self.rows += 1
            found = _object(number, line)
            for name, value in found.items() if isinstance(found, dict) else ():
                kinds = seen.setdefault(name, set())
                if value is not None:
                    kinds.add(_kind(value))
            if len(seen) > MAX_COLUMNS:
                raise TableError(f"{path}: line {number}: more than {MAX_COLUMNS:,} different keys")
        self.columns = {name: _common_kind(kinds) for name, kinds in seen.items()}

    def batches(self) -> Iterator[JsonlBatch]:
        """The lines, batch by batch."""
        names = tuple(self.columns)
        batch, size = JsonlBatch(names, [], [], {}), 0
        for number, line in self.lines():
            found = _object(number, line)
            if isinstance(found, str):
                batch.problems[len(batch)] = found
                found, line = {}, b"{}"
            batch.lines.append(line)
            batch.objects.append(found)
            size += len(line)
            if len(batch) == BATCH_ROWS or size > BATCH_CHARACTERS:
                yield batch
                batch, size = JsonlBatch(names, [], [], {}), 0
        if batch.objects:
            yield batch

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Every line that is not blank, and its number."""
        with reading(self.path), self.path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(MAX_CELL + 1), b""), 1):
                if len(line) > MAX_CELL:
                    raise TableError(f"{self.path}: line {number}: is longer than {MAX_CELL:,} bytes")
                line.decode()
                bare = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
                if bare:
                    yield number, bare


def _object(number: int, line: bytes) -> dict[str, Any] | str:
    """The JSON object of a line, or what is wrong with the line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return f"line {number}: is not JSON"
    return found if isinstance(found, dict) else f"line {number}: is not a JSON object"


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int):
        return "integer" if abs(value) <= _EXACT_IN_FLOAT else "long" if abs(value) <= _MAX_INTEGER else "text"
    return "number" if isinstance(value, float) else "text"


def _common_kind(seen: set[str]) -> Kind:
    """The kind that holds every value of a column exactly."""
    if seen == {"truth"}:
        return "truth"
    if seen and seen <= {"integer", "long"}:
        return "integer"
    return "number" if seen and seen <= {"integer", "number"} else "text"


class JsonlWriter:
    """Writes JSON Lines. What was read as JSON Lines keeps its very characters, numbers and all."""

    def __init__(self, file: BinaryIO, names: Sequence[str], added: Sequence[str]) -> None:
        self._file = file
        self._names = tuple(names)
        self._added = tuple(added)

    def write(self, batch: Batch, added: Sequence[Sequence[object]]) -> None:
        """Write a batch."""
        if isinstance(batch, JsonlBatch):
            for line, row, more in zip(batch.lines, batch.objects, added, strict=True):
                tail = _json(dict(zip(self._added, more, strict=True)))
                self._file.write(line[:-1].rstrip() + (b", " if row else b"") + tail[1:] + b"\n")
        else:
            names = (*self._names, *self._added)
            for cells, more in zip(batch.records(), added, strict=True):
                self._file.write(_json(dict(zip(names, (*cells, *more), strict=True))) + b"\n")

    def close(self) -> None:
        """Nothing is left."""


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
