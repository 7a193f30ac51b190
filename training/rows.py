"""Read every row of labelled files that can be used, and tell of every other what is wrong with it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from detector.tables import TableError
from training import corpus, labelled
from training.errors import CorpusError
from training.example import Example
from training.intake import Asked, Columns, Source, columns_of, opened
from training.intake.encoding import UTF_8, lines_of
from training.labelled import Labels


class Row(NamedTuple):
    """A labelled message and where it stands ("x.csv:17")."""

    place: str
    example: Example


class Problem(NamedTuple):
    """A row, or a whole file, that cannot be used, and why."""

    place: str
    problem: str


class Opened(NamedTuple):
    """A file whose rows follow: what was found out or guessed about it, and whether it is in the corpus's form.

    A file in another form can be checked, and not be trained on as it is.
    """

    path: Path
    said: tuple[str, ...]
    is_corpus: bool


class Rows(NamedTuple):
    """The rows that can be used and those that cannot, in order; `foreign` names files not in the corpus's form."""

    usable: list[Row]
    problems: list[Problem]
    foreign: list[str]


def read(paths: Sequence[Path], labels: Labels | None = None, asked: Asked | None = None) -> Rows:
    """All rows of labelled files at once; see `stream`."""
    rows = Rows([], [], [])
    for found in stream(paths, labels, asked):
        if isinstance(found, Row):
            rows.usable.append(found)
        elif isinstance(found, Problem):
            rows.problems.append(found)
        elif not found.is_corpus:
            rows.foreign.append(str(found.path))
    return rows


def stream(
    paths: Sequence[Path], labels: Labels | None = None, asked: Asked | None = None
) -> Iterator[Opened | Row | Problem]:
    """Each file as it is opened, and behind it its rows as they are read: those that can be used, and those not.

    JSON Lines with every field of the corpus are held to its form, as training does; other files need a text and a
    label. `labels` maps foreign names of labels to ours, or to None where their rows are to be left out.
    """
    for path in paths:
        entry: Opened | Row | Problem | None = None
        try:
            for entry in _entries(path, labels or {}, asked or Asked()):
                yield entry
        except (TableError, CorpusError) as error:
            entry = _of_file(path, error)
            yield entry
        if isinstance(entry, Opened):
            yield Problem(str(path), "no labelled message in it")


def _entries(path: Path, labels: Labels, asked: Asked) -> Iterator[Opened | Row | Problem]:
    source = opened(path)
    if _is_corpus(source) and asked == Asked():
        yield Opened(path, source.said, is_corpus=True)
        yield from _corpus_rows(path)
    else:
        columns = columns_of(source, asked)
        yield Opened(path, (*source.said, *columns.said), is_corpus=False)
        yield from _other_rows(source, columns, labels)


def _is_corpus(source: Source) -> bool:
    required = {name for name, field in corpus.Row.model_fields.items() if field.is_required()}
    return source.path.suffix == ".jsonl" and required <= set(source.columns)


def _problem(place: str, error: Exception) -> Problem:
    return Problem(place, str(error).removeprefix(f"{place}: "))


def _of_file(path: Path, error: Exception) -> Problem:
    """What stops the reading of a file, at the line where an error names one."""
    line = re.match(r":\d+(?=: )", str(error).removeprefix(str(path)))
    return _problem(f"{path}{line.group() if line else ''}", error)


def _corpus_rows(path: Path) -> Iterator[Row | Problem]:
    for number, line in enumerate(lines_of(path, UTF_8[0], "\n"), 1):
        place = f"{path}:{number}"
        if line.strip():
            try:
                yield Row(place, corpus.example(line, place))
            except CorpusError as error:
                yield _problem(place, error)


def _other_rows(source: Source, columns: Columns, labels: Labels) -> Iterator[Row | Problem]:
    for place, row in labelled.cells(source, columns):
        if isinstance(row, str):
            yield Problem(place, row)
            continue
        try:
            label = labelled.label_of(row.get("label", ""), labels, place)
            if label is not None:
                yield Row(place, labelled.example(row, label, place, source.path.name))
        except CorpusError as error:
            yield _problem(place, error)
