"""Check every message of a file: the rows go out as they came in, in order, with the answer behind each."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from detector.classifier import facts_version, rules_digest
from detector.scan.checkpoint import Checkpoint
from detector.scan.files import open_writer, written_whole
from detector.scan.workers import Answered, How, answered
from detector.score import Answer, answer_columns, load_scorecard
from detector.tables import Kind, Reader, TableError, reading


class Columns(NamedTuple):
    """Which columns hold the message. `None` takes the column of the usual name if there is one."""

    text: str = "text"
    sender: str | None = None
    channel: str | None = None


USUAL_COLUMNS = Columns()


def added_columns(reasons: bool = False) -> dict[str, Kind]:
    """What is added to a row: these columns in this order, and what each holds."""
    return {name: "number" if name.startswith("p_") else "text" for name in answer_columns(reasons)}


@dataclass
class Summary:
    """What came of a scan: how many rows, how many of each decision, how many with an error."""

    rows: int = 0
    errors: int = 0
    decisions: Counter[str] = field(default_factory=Counter)

    def add(self, answers: Sequence[Answer]) -> None:
        """Count answers."""
        self.rows += len(answers)
        decisions = [str(answer[0]) for answer in answers if answer[0] is not None]
        self.errors += len(answers) - len(decisions)
        self.decisions.update(decisions)

    def merge(self, other: "Summary") -> None:
        """Count what came of another part of the same scan."""
        self.rows += other.rows
        self.errors += other.errors
        self.decisions.update(other.decisions)


def scan(
    reader: Reader,
    output: Path,
    *,
    model: Path | None = None,
    base_rate: float | None = None,
    reasons: bool = False,
    columns: Columns = USUAL_COLUMNS,
    workers: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> Summary:
    """Check every row of an open table and write the table with the answers to `output`.

    A row that cannot be checked gets an `error` and is counted. `progress` is told of each batch's rows;
    `model` is the file of another scorecard than the shipped one; `base_rate` the share of scams among the messages at
    hand, where it is known; `reasons` adds the headline and the strongest reasons. A scan that was interrupted goes on
    where it was when it is run again (see `detector.scan.checkpoint`).
    Raises `TableError` where the table or the output is at fault; the output is then not written at all.
    """
    how = How(model, base_rate, reasons)
    added = added_columns(reasons)
    found = find_columns(reader, columns, added)
    summary = Summary()
    with (
        Checkpoint(output, _asked(reader, found, how)) as checkpoint,
        written_whole(output) as file,
        closing(open_writer(output, file, reader, added)) as writer,
        closing(_answered(reader, found, how, workers, checkpoint)) as batches,
    ):
        for batch, answers in batches:
            writer.write(batch, answers)
            summary.add(answers)
            progress(len(answers))
    return summary


def _answered(
    reader: Reader, columns: tuple[str, str | None, str | None], how: How, workers: int, checkpoint: Checkpoint
) -> Answered:
    """Each batch with its answers: those that an interrupted scan has left, then new ones."""
    batches = reader.batches()
    for answers in checkpoint.kept():
        yield next(batches), answers
    with closing(answered(batches, columns, how, workers)) as new:
        for batch, answers in new:
            for at, problem in batch.problems.items():
                answers[at] = (*[None] * (len(answers[at]) - 1), problem)
            checkpoint.keep(answers)
            yield batch, answers


def _asked(reader: Reader, columns: tuple[str, str | None, str | None], how: How) -> dict[str, Any]:
    """What makes two scans the same."""
    with reading(reader.path):
        file = reader.path.stat()
    return {
        "input": [str(reader.path.resolve()), file.st_size, file.st_mtime_ns],
        "columns": list(columns),
        "scorecard": load_scorecard(how.model).digest,
        "rules": [rules_digest(), facts_version()],
        "base_rate": how.base_rate,
        "reasons": how.reasons,
    }


def find_columns(reader: Reader, columns: Columns, added: dict[str, Kind]) -> tuple[str, str | None, str | None]:
    """The columns of text, sender and channel; the last two only where named or of the usual name.

    Raises `TableError` where one is missing, or where a column of the input has the name of one that is added.
    """
    clash = [name for name in added if name in reader.columns]
    if clash:
        raise TableError(
            f"{reader.path}: the scan adds columns of the names {', '.join(clash)}; rename those of the input"
        )
    for name in columns:
        if name is not None and name not in reader.columns:
            there = ", ".join(reader.columns) or "none"
            raise TableError(f"{reader.path}: there is no column {name!r}; the columns are: {there}")
    sender = columns.sender or ("sender" if "sender" in reader.columns else None)
    channel = columns.channel or ("channel" if "channel" in reader.columns else None)
    return columns.text, sender, channel
