"""Answer batches, in this process or in several, in the order in which they come."""

import signal
import threading
import warnings
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from detector.score import Answer, Scorer, load_scorecard
from detector.tables import Batch, TableError

# Batches of one round for each worker: enough that the end of a round, when some wait, is short beside it; few
# enough to stay small.
_ROUND = 48
_A_MOMENT = 5  # seconds


class How(NamedTuple):
    """How messages are scored: which scorecard, for which share of scams, and whether reasons are given."""

    model: Path | None = None
    base_rate: float | None = None
    reasons: bool = False

    def scorer(self) -> Scorer:
        """A scorer of this kind."""
        return Scorer(load_scorecard(self.model, self.base_rate), reasons=self.reasons)


# The cells of text, sender and channel of a batch: small plain values that travel to a worker.
Cells = tuple[list[object], list[object] | None, list[object] | None]
Answers = Generator[list[Answer], None, None]
Answered = Generator[tuple[Batch, list[Answer]], None, None]


def answered(batches: Iterator[Batch], columns: tuple[str, str | None, str | None], how: How, workers: int) -> Answered:
    """Each batch with the answers to its rows."""
    if workers > 1:
        yield from _answered_by_workers(batches, columns, how, workers)
        return
    scorer = how.scorer()
    for batch in batches:
        yield batch, scorer.answers(*_cells(batch, columns))


def _cells(batch: Batch, columns: tuple[str, str | None, str | None]) -> Cells:
    text, sender, channel = (None if name is None else list(batch.column(name)) for name in columns)
    return text or [], sender, channel


def _answered_by_workers(
    batches: Iterator[Batch], columns: tuple[str, str | None, str | None], how: How, workers: int
) -> Answered:
    """The same with processes of joblib's, which each read the scorecard once; in rounds, so that memory is bounded."""
    from joblib import Parallel, delayed, parallel_config
    from joblib.externals.loky.process_executor import BrokenProcessPool

    try:
        with (
            parallel_config("loky", initializer=_ignore_interrupts),
            Parallel(workers, return_as="generator", batch_size=1, pre_dispatch="4*n_jobs") as parallel,
        ):
            while taken := list(islice(batches, workers * _ROUND)):
                tasks: Iterable[object] = (delayed(_work)(how, _cells(batch, columns)) for batch in taken)
                with _closed_quietly(parallel(tasks)) as answers:
                    yield from zip(taken, answers, strict=True)
    except BrokenProcessPool:
        raise TableError("a worker process ended early; is there memory enough for this many workers?") from None


@contextmanager
def _closed_quietly(answers: Answers) -> Iterator[Answers]:
    """Let a round end before its end without joblib telling that work was in vain, or that a queue is gone."""
    stopped = threading.Event()
    former, threading.excepthook = threading.excepthook, partial(_told_unless, stopped)
    try:
        yield answers
        threading.excepthook = former
    except BaseException:
        stopped.set()
        raise
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            answers.close()


def _told_unless(stopped: threading.Event, problem: threading.ExceptHookArgs) -> None:
    """Python's own report of a thread that failed, but for the one that hands tasks to processes that just ended.

    That one can fail while joblib still waits for it, before word of the end comes from there to here.
    """
    if problem.thread is None or problem.thread.name != "ExecutorManagerThread":
        threading.__excepthook__(problem)
        return
    later = threading.Timer(_A_MOMENT, lambda: stopped.is_set() or threading.__excepthook__(problem))
    later.daemon = True
    later.start()


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; only the first one answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_scorer = lru_cache(maxsize=1)(How.scorer)


def _work(how: How, cells: Cells) -> list[Answer]:
    return _scorer(how).answers(*cells)
