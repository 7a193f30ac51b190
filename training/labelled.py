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
from detector.tables import TableError
from training.campaigns import grouped
from training.errors import CorpusError
from training.example import Example
from training.intake import Asked, Columns, Source, columns_of, opened

_OURS = {label.value: label for label in Label}
Labels = Mapping[str, Label | None]


class File(NamedTuple):
    """A file that was read: its name, a short SHA-256 of its content, and how many rows were taken."""

    name: str
    sha256: str
    rows: int


class Labelled(NamedTuple):
    """Labelled messages, and where each stands ("x.csv:17").

    `left_out` counts the rows of labels that were mapped to nothing; `said` tells what was guessed of each file.
    """

    examples: list[Example]
    places: list[str]
    files: list[File]
    left_out: Mapping[str, int]
    said: Sequence[str] = ()


def read(paths: Sequence[Path], labels: Labels | None = None, asked: Asked | None = None) -> Labelled:
    """The messages of any labelled files, in order; other columns than ours are passed over.

    `labels` maps foreign names of labels to ours, or to None where their rows are to be left out. Rows without a
    campaign are one each, rows without a source have the file's name; near-duplicates share a campaign in any case.

    Raises `CorpusError` at the first row that cannot be used: "x.csv:17: label 'spam' is not one of ...".
    """
    examples: list[Example] = []
    places: list[str] = []
    files = []
    said: list[str] = []
    left_out: Counter[str] = Counter()
    for path in paths:
        before = len(places)
        source, columns = _opened(path, asked or Asked())
        said += [f"{path}: {sentence}" for sentence in (*source.said, *columns.said)]
        for place, row in _rows(source, columns):
            label = label_of(row.get("label", ""), labels or {}, place)
            if label is None:
                left_out[row["label"]] += 1
            else:
                examples.append(example(row, label, place, path.name))
                places.append(place)
        files.append(File(path.name, sha256(path)[:16], len(places) - before))
    if not examples:
        raise CorpusError(f"{', '.join(map(str, paths))}: no labelled message in it")
    return Labelled(grouped(examples), places, files, left_out, said)


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


def cells(source: Source, columns: Columns) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Each row's place, and its values under our names (the text as it is, the others as text) or what is wrong."""
    for place, found in source.records():
        yield place, found if isinstance(found, str) else columns.row(found)


def _rows(source: Source, columns: Columns) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a source; raises `CorpusError` at the first that cannot be used."""
    try:
        for place, row in cells(source, columns):
            if isinstance(row, str):
                raise CorpusError(f"{place}: {row}")
            yield place, row
    except TableError as error:
        raise CorpusError(str(error)) from None


def _opened(path: Path, asked: Asked) -> tuple[Source, Columns]:
    try:
        source = opened(path)
        return source, columns_of(source, asked)
    except TableError as error:
        raise CorpusError(str(error)) from None


def sha256(path: Path) -> str:
    """The SHA-256 of a file, or of the files of a folder by name, read piece by piece."""
    whole = hashlib.sha256()
    for file in sorted(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]:
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256")
        if file == path:
            return digest.hexdigest()
        whole.update(str(file.relative_to(path)).encode() + b"\0" + digest.digest())
    return whole.hexdigest()


def label_of(name: str, labels: Labels, place: str) -> Label | None:
    """The label that a written one stands for; raises `CorpusError` for one that is not ours and not mapped."""
    if name in labels:
        return labels[name]
    if name in _OURS:
        return _OURS[name]
    raise CorpusError(
        f"{place}: label '{name}' is not one of {', '.join(Label)}; map it, as with --labels {name or 'NAME'}=other"
    )


def example(row: Mapping[str, Any], label: Label, place: str, source: str) -> Example:
    """The example of a row's cells, of `source` where they name none.

    Raises `CorpusError`, naming the place, for what cannot be used.
    """
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
        source=row.get("source") or source,
        language=row.get("language", ""),
        licence=row.get("licence", ""),
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
