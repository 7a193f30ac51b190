"""Read any file of labelled messages, to measure a scorecard on it."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from detector.channel import Channel
from detector.errors import InvalidMessageError
from detector.label import Label
from detector.message import Message
from detector.scan import open_reader
from detector.tables import CsvReader, JsonlReader, Reader, TableError
from training.campaigns import grouped
from training.errors import CorpusError
from training.example import Example

_OURS = {label.value: label for label in Label}
REQUIRED = ("text", "label")
OPTIONAL = ("sender", "channel", "campaign", "source", "language", "lure", "date")
Labels = Mapping[str, Label | None]


class File(NamedTuple):
    """A file that was read: its name, a short SHA-256 of its content, and how many rows were taken."""

    name: str
    sha256: str
    rows: int


class Labelled(NamedTuple):
    """Labelled messages, and where each stands ("x.csv:17").

    `left_out` counts the rows of labels that were mapped to nothing.
    """

    examples: list[Example]
    places: list[str]
    files: list[File]
    left_out: Mapping[str, int]


def read(paths: Sequence[Path], labels: Labels | None = None) -> Labelled:
    """The messages of CSV, JSON Lines and Parquet files, in order; other columns than ours are passed over.

    `labels` maps foreign names of labels to ours, or to None where their rows are to be left out. Rows without a
    campaign are one each, rows without a source have the file's name; near-duplicates share a campaign in any case.

    Raises `CorpusError` at the first row that cannot be used: "x.csv:17: label 'spam' is not one of ...".
    """
    examples: list[Example] = []
    places: list[str] = []
    files = []
    left_out: Counter[str] = Counter()
    for path in paths:
        before = len(places)
        for place, row in _rows(path):
            label = label_of(row["label"], labels or {}, place)
            if label is None:
                left_out[row["label"]] += 1
            else:
                examples.append(example(row, label, place))
                places.append(place)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        files.append(File(path.name, digest, len(places) - before))
    if not examples:
        raise CorpusError(f"{', '.join(map(str, paths))}: no labelled message in it")
    return Labelled(grouped(examples), places, files, left_out)


def mapping(text: str) -> dict[str, Label | None]:
    """The labels of `ham=other,spam=smishing,ads=`, where nothing behind the sign leaves rows out.

    Raises `ValueError` where a part is not of this form.
    """
    found: dict[str, Label | None] = {}
    for part in text.split(","):
        theirs, sign, ours = (piece.strip() for piece in part.partition("="))
        if not theirs or not sign or (ours and ours not in _OURS):
            raise ValueError(f"'{part}' is not NAME=LABEL with a label of {', '.join(Label)}, or NAME= to leave it out")
        found[theirs] = _OURS.get(ours)
    return found


def cells(reader: Reader) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Each row's place, and its values of our columns (the text as it is, the others as text) or what is wrong with it.

    Raises `CorpusError` where a column that is needed is not there, `TableError` for what is no table.
    """
    missing = next((name for name in REQUIRED if name not in reader.columns), None)
    if missing and reader.columns:
        there = ", ".join(reader.columns)
        raise CorpusError(f"{reader.path}: there is no column '{missing}'; the columns are: {there}")
    lines = line_numbers(reader)
    for batch in reader.batches():
        named = {name: batch.column(name) for name in (*REQUIRED, *OPTIONAL) if name in reader.columns}
        for at in range(len(batch)):
            line = next(lines)
            if at in batch.problems:
                yield f"{reader.path}:{line}", batch.problems[at].removeprefix(f"line {line}: ")
            else:
                row = {name: cell(values[at]) for name, values in named.items() if name != "text"}
                yield f"{reader.path}:{line}", {**row, "text": named["text"][at]}


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a file; raises `CorpusError` at the first that cannot be used."""
    try:
        for place, row in cells(open_reader(path)):
            if isinstance(row, str):
                raise CorpusError(f"{place}: {row}")
            yield place, row
    except TableError as error:
        raise CorpusError(str(error)) from None


def line_numbers(reader: Reader) -> Iterator[int]:
    """The line of each row: the one on which it ends; in a Parquet file the number of the row."""
    if isinstance(reader, CsvReader | JsonlReader):
        header = isinstance(reader, CsvReader)
        return iter([number for number, _ in reader.lines()][header:])
    return iter(range(1, (reader.rows or 0) + 1))


def cell(value: object) -> str:
    """A value as text. Where a column has gaps, many programs turn 28777 into 28777.0."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def label_of(name: str, labels: Labels, place: str) -> Label | None:
    """The label that a written one stands for; raises `CorpusError` for one that is not ours and not mapped."""
    if name in labels:
        return labels[name]
    if name in _OURS:
        return _OURS[name]
    raise CorpusError(
        f"{place}: label '{name}' is not one of {', '.join(Label)}; map it, as with --labels {name or 'NAME'}=other"
    )


def example(row: Mapping[str, Any], label: Label, place: str) -> Example:
    """The example of a row's cells; raises `CorpusError`, naming the place, for what cannot be used."""
    channel = row.get("channel", "").lower() or Channel.UNKNOWN.value
    text = "" if row["text"] is None else row["text"]
    try:
        message = Message(text, row.get("sender", ""), channel)  # type: ignore[arg-type]  # it refuses what is none
    except InvalidMessageError as error:
        raise CorpusError(f"{place}: {error}") from None
    return Example(
        message,
        label,
        campaign=row.get("campaign") or place,
        source=row.get("source") or Path(place.rpartition(":")[0]).name,
        language=row.get("language", ""),
        licence="",
        lure=row.get("lure", ""),
        date=_day(row.get("date", ""), place),
    )


def _day(value: str, place: str) -> str:
    """The day of a date or time of ISO 8601."""
    if not value:
        return ""
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        raise CorpusError(f"{place}: date '{value}' is not a date like 2026-11-23") from None
