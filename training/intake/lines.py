"""JSON Lines: an object a line."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from detector.tables import MAX_COLUMNS
from training.errors import CorpusError
from training.intake.encoding import UTF_8, encoding, lines_of
from training.intake.source import Record, Source


def lines(path: Path) -> Source:
    """A file of one JSON object a line; it is read once beforehand, since any line may hold a key that none had before.

    Raises `TableError` or `CorpusError` for a file that cannot be read.
    """
    codec, told = encoding(path)
    names: dict[str, None] = {}
    for place, cells in _records(path, codec):
        if not isinstance(cells, str):
            names |= dict.fromkeys(cells)
        if len(names) > MAX_COLUMNS:
            raise CorpusError(f"{place}: more than {MAX_COLUMNS:,} different keys so far; is this a file of messages?")
    return Source(path, tuple(names), () if told == UTF_8[1] else (told,), partial(_records, path, codec))


def _records(path: Path, codec: str) -> Iterator[Record]:
    for number, line in enumerate(lines_of(path, codec, "\n"), 1):
        if line.strip():
            yield f"{path}:{number}", _object(line)


def _object(line: str) -> dict[str, object] | str:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        return f"is not JSON ({error.msg} at column {error.colno})"
    except (ValueError, RecursionError):
        return "is not JSON"
    return found if isinstance(found, dict) else "is not a JSON object"
