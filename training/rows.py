"""Read every row of labelled files that can be used, and tell of every other what is wrong with it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from detector.scan import open_reader
from detector.tables import JsonlReader, Reader, TableError
from training import corpus, labelled
from training.errors import CorpusError
from training.example import Example
from training.labelled import Labels


class Row(NamedTuple):
    """A labelled message and where it stands ("x.csv:17")."""

    place: str
    example: Example


class Problem(NamedTuple):
    """A row, or a whole file, that cannot be used, and why."""

    place: str
    problem: str


class Rows(NamedTuple):
    """The rows that can be used and those that cannot, in order.

    `foreign` names the files that are not in the form of the corpus: they can be checked, and not be trained on as
    they are.
    """

    usable: list[Row]
    problems: list[Problem]
    foreign: list[str]


def read(paths: Sequence[Path], labels: Labels | None = None) -> Rows:
    """All rows of CSV, JSON Lines and Parquet files.

    JSON Lines with every field of the corpus are held to its form, as training does; other files need `text` and
    `label`. `labels` maps foreign names of labels to ours, or to None where their rows are to be left out.
    """
    rows = Rows([], [], [])
    for path in paths:
        try:
            reader = open_reader(path)
            if _is_corpus(reader):
                found = _corpus_rows(path)
            else:
                rows.foreign.append(str(path))
                found = _other_rows(reader, labels or {})
            for row in found:
                if isinstance(row, Row):
                    rows.usable.append(row)
                else:
                    rows.problems.append(row)
        except (TableError, CorpusError) as error:
            rows.problems.append(_problem(str(path), error))
    return rows


def _is_corpus(reader: Reader) -> bool:
    required = {name for name, field in corpus.Row.model_fields.items() if field.is_required()}
    return isinstance(reader, JsonlReader) and required <= reader.columns.keys()


def _problem(place: str, error: Exception) -> Problem:
    return Problem(place, str(error).removeprefix(f"{place}: "))


def _corpus_rows(path: Path) -> Iterator[Row | Problem]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        place = f"{path}:{number}"
        if line.strip():
            try:
                yield Row(place, corpus.example(line, place))
            except CorpusError as error:
                yield _problem(place, error)


def _other_rows(reader: Reader, labels: Labels) -> Iterator[Row | Problem]:
    for place, row in labelled.cells(reader):
        if isinstance(row, str):
            yield Problem(place, row)
            continue
        try:
            label = labelled.label_of(row.get("label", ""), labels, place)
            if label is not None:
                yield Row(place, labelled.example(row, label, place))
        except CorpusError as error:
            yield _problem(place, error)
