"""The trainer, with commands that are real processes and small enough to end at once."""

import json
import multiprocessing
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from api.review.job import Job
from api.review.promotions import promotions, rolled_back
from api.review.trainer import Trainer, TrainError

ROWS: list[dict[str, Any]] = [{"text": "a text"}]
TRAINS = "print('run-1')"
STEP = json.dumps({"step": "fold 2", "done": 1, "total": 4})


def trainer(folder: Path, program: str) -> Trainer:
    """A trainer whose command runs a program, in which `word` is what it is to do."""
    started = f"import os, signal, sys, time; word = sys.argv[1]; {program}"
    return Trainer(shlex.join([sys.executable, "-c", started]), folder, folder)


def until(trainer: Trainer, reached: Callable[[Job], bool]) -> Job:
    for _ in range(1200):
        if reached(job := trainer.job()):
            return job
        time.sleep(0.05)
    raise AssertionError(f"never reached: {trainer.job()}")


def ended(trainer: Trainer) -> Job:
    """The job, once it is over and another can start."""
    job = until(trainer, lambda job: not job.runs)
    with FileLock(trainer.runs / ".review" / "lock", timeout=30):
        return job


@pytest.mark.parametrize(
    ("program", "state", "told"),
    [
        ("print('run-1'); sys.exit(0)", "passed", "run-1"),
        ("print('run-1'); sys.exit(word == 'gate')", "refused", "run-1"),
        ("print('run-1'); sys.exit(2 * (word == 'gate'))", "failed", "run-1"),
        ("sys.stderr.write('the corpus cannot be read'); sys.exit(2)", "failed", "the corpus cannot be read"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "failed", ""),
        ("sys.exit(0)", "failed", ""),
    ],
)
def test_how_a_training_ends(tmp_path: Path, program: str, state: str, told: str) -> None:
    own = trainer(tmp_path, program)
    own.start("ana", ROWS)
    job = ended(own)
    assert (job.state, job.who, job.rows) == (state, "ana", 1)
    assert told in job.report
    assert not (tmp_path / ".review" / "accepted.jsonl").exists()
    own.start("ben", ROWS)
    assert ended(own).who == "ben"


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    own = Trainer("/nowhere/postproof-train", tmp_path, tmp_path)
    own.start("ana", ROWS)
    assert ended(own).state == "failed"
    with pytest.raises(TrainError, match="could not be run"):
        own.rollback("ana")


def test_one_at_a_time_and_its_progress_is_read(tmp_path: Path) -> None:
    wait = f"while not os.path.exists({str(tmp_path / 'go')!r}): time.sleep(0.02)"
    program = f"sys.stderr.write({STEP + chr(10) + '{half'!r}); sys.stderr.flush()\n{wait}\nprint('run-1')"
    own = trainer(tmp_path, program)
    own.start("ana", ROWS)
    job = until(own, lambda job: bool(job.lines))
    assert (job.state, job.share, job.lines) == ("train", 0.25, ("fold 2",))
    for other in (own, trainer(tmp_path, program)):
        with pytest.raises(TrainError, match="A training is under way"):
            other.start("ben", ROWS)
    accepted = tmp_path / ".review" / "accepted.jsonl"
    own.tidy()
    assert json.loads(accepted.read_text("utf-8")) == ROWS[0]
    assert accepted.parent.stat().st_mode & 0o077 == 0
    (tmp_path / "go").touch()
    assert ended(own).state == "passed"


def serve(folder: Path) -> None:
    """A service in which a training begins that tells its number and never ends by itself."""
    trainer(folder, f"open({str(folder / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)").start("ana", ROWS)
    time.sleep(60)


def test_a_service_that_was_killed_in_the_middle(tmp_path: Path) -> None:
    service = multiprocessing.get_context("spawn").Process(target=serve, args=(tmp_path,), daemon=True)
    service.start()
    own, pid = trainer(tmp_path, TRAINS), tmp_path / "pid"
    until(own, lambda job: job.state == "train" and pid.exists() and bool(pid.read_text()))
    service.kill()
    service.join()
    os.kill(int(pid.read_text()), signal.SIGKILL)
    assert own.job().state == "stopped"
    with pytest.raises(TrainError, match="gate is not passed"):
        own.promote("ana")
    assert (tmp_path / ".review" / "accepted.jsonl").exists()
    own.tidy()
    assert not (tmp_path / ".review" / "accepted.jsonl").exists()
    own.start("ben", ROWS)
    assert ended(own).state == "passed"


@pytest.mark.parametrize(("command", "rows", "why"), [("", ROWS, "Training is off"), ("x", [], "No accepted reports")])
def test_what_cannot_start(tmp_path: Path, command: str, rows: list[dict[str, Any]], why: str) -> None:
    own = Trainer(command, tmp_path, tmp_path)
    with pytest.raises(TrainError, match=why):
        own.start("ana", rows)
    assert own.job() == Job()
    assert not list(tmp_path.rglob("accepted.jsonl"))


def logged(did: str, run: str, previous: str, minute: int) -> str:
    line = {"when": f"2026-11-23T12:{minute:02}:00+00:00", "did": did, "run": run, "previous": previous}
    return json.dumps(line | {"who": "ana", "why": ""}) + "\n"


PROMOTED, BACK = logged("promote", "run-1", "shipped", 1), logged("rollback", "shipped", "run-1", 2)
AGAIN = logged("promote", "run-1", "shipped", 3)


@pytest.mark.parametrize(
    ("log", "pointer", "changes", "is_back"),
    [
        ("", "", [], False),
        (PROMOTED, "run-1", ["promote"], False),
        (PROMOTED + BACK, "shipped", ["rollback", "promote"], True),
        (
            PROMOTED + BACK + AGAIN,
            "run-1",
            ["promote", "rollback", "promote"],
            False,
        ),
        # The pointer never moved: the command was killed before.
        (PROMOTED + BACK, "run-1", ["promote"], False),
        ("no JSON\n" + PROMOTED + "[]\n{}\n" + BACK, "shipped", ["rollback", "promote"], True),
    ],
)
def test_what_was_in_use(tmp_path: Path, log: str, pointer: str, changes: list[str], is_back: bool) -> None:
    (tmp_path / "champion.log").write_text(log)
    if pointer:
        (tmp_path / "champion").write_text(pointer)
    found = promotions(tmp_path)
    assert [change.did for change in found] == changes
    assert bool(rolled_back(found, "run-1")) is is_back
    assert rolled_back(found, "run-2") is None


def test_a_run_that_was_rolled_back_is_promoted_again_only_knowingly(tmp_path: Path) -> None:
    said = tmp_path / "said"
    own = trainer(tmp_path, f"print('run-1'); word == 'promote' and open({str(said)!r}, 'w').write(' '.join(sys.argv))")
    own.start("ana", ROWS)
    assert ended(own).state == "passed"
    (tmp_path / "champion.log").write_text(PROMOTED + BACK)
    with pytest.raises(TrainError, match=r"rolled back by ana\. To put it in use again, tick"):
        own.promote("ben")
    assert not said.exists()
    own.promote("ben", again=True)
    assert "1 accepted report, again after a rollback" in said.read_text()


def test_what_a_run_refused_is_told(tmp_path: Path) -> None:
    (tmp_path / "run-1").mkdir()
    (tmp_path / "run-1" / "manifest.json").write_text('{"reports_refused": 1}')
    own = trainer(tmp_path, TRAINS)
    own.start("ana", ROWS)
    assert ended(own).refused == 1


def test_promotion_is_the_commands_to_refuse(tmp_path: Path) -> None:
    own = trainer(tmp_path, "print('run-1'); word == 'promote' and sys.exit('postproof-train: not judged')")
    own.start("ana", ROWS)
    assert ended(own).state == "passed"
    with pytest.raises(TrainError, match="not judged"):
        own.promote("ana")
    own.rollback("ana")
