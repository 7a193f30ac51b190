"""Runs `postproof-train` beside the service: one training at a time, then its gate; promotion, and the step back.

What happens stands in files below the folder of runs, so that every worker can tell it.
"""

import contextlib
import json
import shlex
import subprocess
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from api.review.job import Job
from api.review.promotions import promotions, rolled_back
from api.review.words import plural

_FOLDER = ".review"
_SECONDS = 60
# Who only looks whether a training is under way holds the lock for a moment.
_PATIENCE = 1.0
_LAST_LINES = 8
_MOST_SHOWN = 20_000


class TrainError(Exception):
    """What was asked of training cannot be done; says why."""


class Trainer:
    """Trains with a command into a folder of runs, on a folder of data; "" as command for nothing of the kind."""

    def __init__(self, command: str, runs: Path, data: Path) -> None:
        self._command = shlex.split(command)
        self.runs = runs
        self._data = data
        self._folder = runs / _FOLDER
        self._accepted = self._folder / "accepted.jsonl"

    @property
    def can_train(self) -> bool:
        """Whether the operator allows it."""
        return bool(self._command)

    def job(self) -> Job:
        """The last training, as far as it is."""
        job = self._kept()
        # It may have ended between the two: what stands in the file is asked again.
        if job.runs and not self._is_locked() and (job := self._kept()).runs:
            return job._replace(state="stopped")
        steps = list(_steps(self._read("progress")))
        share = steps[-1]["done"] / max(1, steps[-1]["total"]) if steps else 0.0
        lines = tuple(str(step["step"]) for step in steps[-_LAST_LINES:])
        reasons = [line for line in self._read("progress").splitlines() if not line.startswith("{")]
        report = self._read("report") or "\n".join(reasons[-_LAST_LINES:])
        return job._replace(share=share, lines=lines, report=report[:_MOST_SHOWN])

    def start(self, who: str, rows: Iterable[dict[str, Any]]) -> None:
        """Begin a training with accepted rows. Raises `TrainError`."""
        if not self.can_train:
            raise TrainError("Training is off. The operator sets POSTPROOF_TRAIN_COMMAND.")
        # Accepted texts lie in it for as long as they are trained on.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._lock()
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise TrainError("A training is under way; wait for its end.") from None
        try:
            lines = [json.dumps(row, ensure_ascii=False) for row in rows]
            if not lines:
                raise TrainError("No accepted reports are waiting.")
            self._accepted.write_text("\n".join(lines) + "\n", "utf-8")
            job = Job("train", who, datetime.now(UTC).isoformat(timespec="seconds"), rows=len(lines))
            self._keep(job)
        except BaseException:
            self._free(lock)
            raise
        threading.Thread(target=self._run, args=(job, lock), daemon=True).start()

    def tidy(self) -> None:
        """Delete the texts that a training left which was stopped with the service."""
        if self._accepted.exists() and not self._is_locked():
            self._accepted.unlink(missing_ok=True)

    def promote(self, who: str, *, again: bool = False) -> None:
        """Put the last run in use; the command refuses where its gate is not passed. Raises `TrainError`.

        A run that was rolled back is put in use only where `again` says that this is known.
        """
        job = self.job()
        if job.state != "passed":
            raise TrainError("Its gate is not passed.")
        why, back = plural(job.rows, "accepted report"), rolled_back(promotions(self.runs), job.run)
        if back and not again:
            raise TrainError(f"This run was rolled back by {back.who}. To put it in use again, tick that you know it.")
        self._do("promote", job.run, "--who", who, "--why", f"{why}, again after a rollback" if back else why)

    def rollback(self, who: str) -> None:
        """Bring back the scorecard before. Raises `TrainError`."""
        self._do("rollback", "--who", who)

    def _do(self, *words: str) -> None:
        if not self.can_train:
            raise TrainError("Training is off. The operator sets POSTPROOF_TRAIN_COMMAND.")
        try:
            done = subprocess.run(self._words(*words), capture_output=True, text=True, timeout=_SECONDS)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise TrainError(f"The command could not be run ({type(error).__name__}).") from None
        if done.returncode:
            raise TrainError(done.stderr.strip()[-400:] or "It was refused.")

    def _run(self, job: Job, lock: FileLock) -> None:
        try:
            trained = self._step("train", "--with-reports", str(self._accepted), "--json-progress")
            self._accepted.unlink(missing_ok=True)
            if trained.returncode:
                self._keep(job._replace(state="failed"))
                return
            run = trained.stdout.split()[-1]
            job = job._replace(state="gate", run=run, refused=self._refused(run))
            self._keep(job)
            judged = self._step("gate", job.run, "--json-progress")
            (self._folder / "report").write_text(judged.stdout, "utf-8")
            self._keep(job._replace(state={0: "passed", 1: "refused"}.get(judged.returncode, "failed")))
        except (OSError, IndexError):
            self._keep(job._replace(state="failed"))
        finally:
            self._free(lock)

    def _refused(self, run: str) -> int:
        """How many reports a run says that it refused."""
        try:
            return int(json.loads((self.runs / run / "manifest.json").read_text("utf-8"))["reports_refused"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _step(self, *words: str) -> "subprocess.CompletedProcess[str]":
        with (self._folder / "progress").open("w", encoding="utf-8") as progress:
            return subprocess.run(self._words(*words), stdout=subprocess.PIPE, stderr=progress, text=True)  # noqa: S603

    def _words(self, *words: str) -> list[str]:
        return [*self._command, *words, "--runs", str(self.runs), "--data", str(self._data)]

    def _keep(self, job: Job) -> None:
        if job.state == "train":
            for name in ("report", "progress"):
                (self._folder / name).write_text("", "utf-8")
        kept = {name: getattr(job, name) for name in ("state", "who", "begun", "run", "rows", "refused")}
        new = self._folder / "job.json.new"
        new.write_text(json.dumps(kept), "utf-8")
        new.replace(self._folder / "job.json")

    def _read(self, name: str) -> str:
        try:
            return (self._folder / name).read_text("utf-8")
        except OSError:
            return ""

    def _kept(self) -> Job:
        try:
            return Job(**json.loads((self._folder / "job.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return Job()

    def _lock(self) -> FileLock:
        """The one place. The system frees it with the process that holds it, whatever number the next one gets."""
        return FileLock(self._folder / "lock", thread_local=False)

    def _is_locked(self) -> bool:
        try:
            with self._lock().acquire(timeout=0):
                return False
        except Timeout:
            return True

    def _free(self, lock: FileLock) -> None:
        self._accepted.unlink(missing_ok=True)
        lock.release()


def _steps(written: str) -> Iterable[dict[str, Any]]:
    for line in written.splitlines():
        if line.startswith("{"):
            with contextlib.suppress(ValueError):
                yield json.loads(line)
