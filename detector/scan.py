"""Check every message of a file: the rows go out as they came in, in order, with the answer behind each."""

import os
import secrets
import signal
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, NamedTuple

from detector.channel import Channel
from detector.classifier import Detector
from detector.errors import InvalidMessageError
from detector.message import Message
from detector.scorecard import Scorecard, load, shipped
from detector.tables import (
    Batch,
    CsvReader,
    CsvWriter,
    JsonlReader,
    JsonlWriter,
    Kind,
    Reader,
    TableError,
    Writer,
    reading,
)

ENDINGS = (".csv", ".jsonl", ".parquet")
REASONS = 3
# Answers kept in case the same message comes again; campaigns send one text to many.
_CACHED = 1_024
# Batches on their way for each worker: enough that none waits, few enough to stay small.
_AHEAD = 3


class Columns(NamedTuple):
    """Which columns hold the message. `None` takes the column of the usual name if there is one."""

    text: str = "text"
    sender: str | None = None
    channel: str | None = None


class Answer(NamedTuple):
    """What is added to a row: these columns in this order. Where `error` says why there is none, the rest is empty.

    `reasons` are the ids of the strongest reasons, joined by ";".
    """

    decision: str | None = None
    p_smishing: float | None = None
    p_genuine: float | None = None
    p_other: float | None = None
    headline: str | None = None
    reasons: str | None = None
    error: str | None = None


ADDED: dict[str, Kind] = {name: "number" if name.startswith("p_") else "text" for name in Answer._fields}
USUAL_COLUMNS = Columns()


@dataclass
class Summary:
    """What came of a scan: how many rows, how many of each decision, how many with an error."""

    rows: int = 0
    errors: int = 0
    decisions: Counter[str] = field(default_factory=Counter)

    def add(self, answers: Sequence[Answer]) -> None:
        """Count answers."""
        self.rows += len(answers)
        self.errors += sum(answer.error is not None for answer in answers)
        self.decisions.update(answer.decision for answer in answers if answer.decision is not None)


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


def scan(
    reader: Reader,
    output: Path,
    *,
    model: Path | None = None,
    base_rate: float | None = None,
    columns: Columns = USUAL_COLUMNS,
    workers: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> Summary:
    """Check every row of an open table and write the table with the answers to `output`.

    A row that cannot be checked gets an `error` and is counted. `progress` is told of each batch's rows;
    `model` is the file of another scorecard than the shipped one; `base_rate` the share of scams among the messages at
    hand, where it is known.
    Raises `TableError` where the table or the output is at fault; the output is then not written at all.
    """
    scorecard = load_scorecard(model, base_rate)
    _check_clash(reader)
    found = _find_columns(reader, columns)
    summary = Summary()
    with (
        written_whole(output) as file,
        closing(_open_writer(output, file, reader)) as writer,
        closing(_answered(reader.batches(), found, scorecard, (model, base_rate), workers)) as answered,
    ):
        for batch, answers in answered:
            writer.write(batch, answers)
            summary.add(answers)
            progress(len(answers))
    return summary


def load_scorecard(model: Path | None, base_rate: float | None = None) -> Scorecard:
    """The scorecard of a file, the shipped one where none is named."""
    scorecard = load(model) if model else shipped()
    return scorecard if base_rate is None else scorecard.at_base_rate(base_rate)


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


def _open_writer(path: Path, file: BinaryIO, reader: Reader) -> Writer:
    ending = _ending(path)
    names = tuple(reader.columns)
    if ending == ".csv":
        return CsvWriter(file, (*names, *ADDED))
    if ending == ".jsonl":
        return JsonlWriter(file, names, tuple(ADDED))
    writer: Writer = _parquet().ParquetWriter(file, reader, ADDED)
    return writer


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` once it is whole and on the disk, and is removed otherwise."""
    part = path.parent / f".postproof-{secrets.token_hex(8)}.part"
    try:
        try:
            with part.open("xb") as file:
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


def _check_clash(reader: Reader) -> None:
    clash = [name for name in ADDED if name in reader.columns]
    if clash:
        raise TableError(
            f"{reader.path}: the scan adds columns of the names {', '.join(clash)}; rename those of the input"
        )


def _find_columns(reader: Reader, columns: Columns) -> tuple[str, str | None, str | None]:
    """The columns of text, sender and channel; the last two only where named or of the usual name."""
    for name in columns:
        if name is not None and name not in reader.columns:
            there = ", ".join(reader.columns) or "none"
            raise TableError(f"{reader.path}: there is no column {name!r}; the columns are: {there}")
    sender = columns.sender or ("sender" if "sender" in reader.columns else None)
    channel = columns.channel or ("channel" if "channel" in reader.columns else None)
    return columns.text, sender, channel


# Checking

# What a row holds as text, sender and channel; or, as a string, why the row cannot be read.
Row = tuple[object, str, str] | str


def _rows(batch: Batch, columns: tuple[str, str | None, str | None]) -> list[Row]:
    """The messages of a batch, as small plain values that travel to a worker."""
    empty = [None] * len(batch)
    text, sender, channel = (empty if name is None else batch.column(name) for name in columns)
    rows: list[Row] = list(zip(text, map(_sender, sender), map(_channel, channel), strict=True))
    for at, problem in batch.problems.items():
        rows[at] = problem
    return rows


def _sender(value: object) -> str:
    """A sender's cell as text. Where a column has gaps, many programs turn short codes into 28777.0."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shown = str(value)
    return shown if shown.strip() else ""


def _channel(value: object) -> str:
    shown = "" if value is None or value != value else str(value).strip().lower()
    return shown or Channel.UNKNOWN.value


class Checker:
    """Answers rows with one detector; the same message a second time costs nothing."""

    def __init__(self, scorecard: Scorecard) -> None:
        self._detector = Detector(scorecard)
        self._answer = lru_cache(maxsize=_CACHED)(self._check)

    def answers(self, rows: Sequence[Row]) -> list[Answer]:
        """The answer to each row."""
        return [Answer(error=row) if isinstance(row, str) else self._row(*row) for row in rows]

    def _row(self, text: object, sender: str, channel: str) -> Answer:
        if text is None:
            text = ""
        if not isinstance(text, str):
            return Answer(error=f"text: must be text, not {type(text).__name__}")
        return self._answer(text, sender, channel)

    def _check(self, text: str, sender: str, channel: str) -> Answer:
        try:
            message = Message(text, sender, channel)  # type: ignore[arg-type]
        except InvalidMessageError as error:
            return Answer(error=str(error))
        verdict = self._detector.check(message, counterfactuals=False)
        reasons = dict.fromkeys(item.source for item in verdict.reasons(len(verdict.evidence)))
        return Answer(
            verdict.decision.value, *verdict.probabilities, verdict.headline(), ";".join(list(reasons)[:REASONS])
        )


Answered = Generator[tuple[Batch, list[Answer]], None, None]


def _answered(
    batches: Iterator[Batch],
    columns: tuple[str, str | None, str | None],
    scorecard: Scorecard,
    origin: tuple[Path | None, float | None],
    workers: int,
) -> Answered:
    if workers > 1:
        yield from _answered_by_workers(batches, columns, origin, workers)
        return
    checker = Checker(scorecard)
    for batch in batches:
        yield batch, checker.answers(_rows(batch, columns))


def _answered_by_workers(
    batches: Iterator[Batch],
    columns: tuple[str, str | None, str | None],
    origin: tuple[Path | None, float | None],
    workers: int,
) -> Answered:
    """The same with processes, in the order of the batches, a bounded number of them ahead.

    The processes are spawned, since pyarrow's threads do not survive a fork. Each loads the scorecard itself: sent to
    them, it would hold up the start of one until the one before it has read it.
    """
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, origin)
    waiting: deque[tuple[Batch, Future[list[Answer]]]] = deque()
    try:
        with _interrupts_held():
            # The first task, whatever it is, starts every process.
            pool.submit(_work, ())
        for batch in batches:
            waiting.append((batch, pool.submit(_work, _rows(batch, columns))))
            if len(waiting) > workers * _AHEAD:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    except BrokenProcessPool:
        raise TableError("a worker process ended early; is there memory enough for this many workers?") from None
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let Ctrl-C wait a moment. Processes that are started meanwhile keep it waiting for good, even as they load."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_checker: Checker | None = None


def _start_worker(model: Path | None, base_rate: float | None) -> None:
    global _checker
    # Ctrl-C reaches every process of the terminal; only the first one answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _checker = Checker(load_scorecard(model, base_rate))


def _work(rows: Sequence[Row]) -> list[Answer]:
    if _checker is None:
        raise RuntimeError("the worker has not been started")
    return _checker.answers(rows)
