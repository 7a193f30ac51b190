"""Write labelled data of any kind in the form of the corpus."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from detector.scan import written_whole
from detector.tables import TableError
from training import corpus, labelled
from training.errors import CorpusError
from training.intake import Asked, columns_of, opened
from training.labelled import Labels

MOST_NAMED = 60
ORIGIN = ".origin.json"
Tell = Callable[[str], None]


class Imported(NamedTuple):
    """What an import wrote and left out: rows by label and by licence, rows of labels mapped to nothing, bad rows."""

    labels: Counter[str]
    licences: Counter[str]
    left_out: Counter[str]
    bad: Counter[str]


class Read(NamedTuple):
    """A file that was read: its SHA-256, and what was found out or guessed about it."""

    file: str
    sha256: str
    said: tuple[str, ...]


def into(
    paths: Sequence[Path], target: Path, labels: Labels, asked: Asked, tell: Tell, *, skip_bad: bool = False
) -> Imported:
    """Write the rows of all files to `target` in one piece, row by row, and beside it where they came from.

    `tell` hears what each column was taken as, and of each of the first bad rows. Raises `CorpusError` where there are
    bad rows and they are not to be left out, or no good ones; nothing is written then.
    """
    if target.exists():
        raise CorpusError(f"{target}: is there already; name another file to write to")
    if target.suffix != ".jsonl":
        raise CorpusError(f"{target}: its name must end in .jsonl")
    done = Imported(Counter(), Counter(), Counter(), Counter())
    with written_whole(target) as file:
        read = [_import(path, file, labels, asked, tell, done) for path in paths]
        if done.bad.total() > MOST_NAMED:
            tell(f"and {done.bad.total() - MOST_NAMED:,} more bad rows")
        if done.bad.total() and not skip_bad:
            raise CorpusError(f"{done.bad.total():,} bad rows, nothing was written; mend them, or give --skip-bad")
        if not done.labels:
            raise CorpusError(f"{', '.join(map(str, paths))}: no labelled message in it; nothing was written")
        # Written first: rows without their licences are never there, whenever this is killed.
        _write_origin(target.with_name(target.name + ORIGIN), read, done)
    return done


def _write_origin(path: Path, read: Sequence[Read], done: Imported) -> None:
    content = {
        "files": [one._asdict() for one in read],
        **{name: dict(found) for name, found in done._asdict().items()},
    }
    with written_whole(path) as file:
        file.write(f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode())


def _import(path: Path, file: BinaryIO, labels: Labels, asked: Asked, tell: Tell, done: Imported) -> Read:
    try:
        source = opened(path)
        columns = columns_of(source, asked)
        for sentence in (said := (*source.said, *columns.said)):
            tell(f"{path}: {sentence}")
        for place, found in labelled.cells(source, columns):
            try:
                if isinstance(found, str):
                    raise CorpusError(f"{place}: {found}")
                _write(place, path.name, found, file, labels, done)
            except CorpusError as error:
                done.bad[str(path)] += 1
                if done.bad.total() <= MOST_NAMED:
                    tell(str(error))
    except TableError as error:
        raise CorpusError(str(error)) from None
    return Read(str(path), labelled.sha256(path), said)


def _write(place: str, name: str, found: Mapping[str, Any], file: BinaryIO, labels: Labels, done: Imported) -> None:
    label = labelled.label_of(found.get("label", ""), labels, place)
    if label is None:
        done.left_out[found["label"]] += 1
        return
    defaults = {"sender": "", "channel": "unknown", "campaign": place, "source": Path(name).stem}
    filled = {key: value for key, value in found.items() if value or key == "text"}
    row = {**defaults, **filled, "label": label.value}
    row["channel"] = row["channel"].lower()
    line = json.dumps({key: row[key] for key in corpus.Row.model_fields if key in row}, ensure_ascii=False)
    corpus.example(line, place)
    file.write(f"{line}\n".encode())
    done.labels[label.value] += 1
    done.licences[found.get("licence", "")] += 1


def told(done: Imported, target: Path) -> Iterator[str]:
    """What an import did, in sentences."""
    labels = ", ".join(f"{count:,} {name}" for name, count in sorted(done.labels.items()))
    yield f"wrote {done.labels.total():,} rows to {target}: {labels}"
    if done.left_out:
        yield "left out: " + ", ".join(f"{count:,} of label '{name}'" for name, count in done.left_out.items())
    if done.bad:
        yield f"left out: {done.bad.total():,} bad rows"
    if done.licences[""]:
        yield f"{done.licences['']:,} rows have no licence; say under which they came with --licence"
    yield f"where they came from, and how they were read: {target.name}{ORIGIN}"
