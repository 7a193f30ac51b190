"""Trainings on a cluster of real processes: the bytes of one machine, whatever becomes of a worker."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("distributed", reason="needs the extra dask")

from distributed import Client, LocalCluster, Worker

from detector.scan.cluster import ClusterError
from tests.training.small_data import lay_out
from training import data, spread
from training.__main__ import main
from training.cluster import check_alike, on_cluster, what_computes
from training.commands.options import SEED
from training.pieces import Pieces
from training.progress import Progress
from training.train import contents, make

WORKERS = 2


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data, and none of runs yet."""
    folder = tmp_path_factory.mktemp("project")
    lay_out(folder / "data")
    return folder


def trained(folder: Path, *more: str) -> int:
    named = ["train", "--quick", "--name", "there", "--data", str(folder / "data"), "--runs", str(folder / "runs")]
    return main([*named, *more])


def made(folder: Path, *, quick: bool, progress: Progress | None = None, **where: Any) -> list[str]:
    """The scorecard, the metrics and the card of a training on the data of a folder."""
    data_there = folder / "data"
    loaded = data.load(SEED, data_there)
    return list(contents(make(loaded, SEED, progress or Progress(), root=data_there, quick=quick, **where)))


def done_by(dask_worker: Worker) -> int:
    """How many tasks a worker has done."""
    return int(dask_worker.state.executed_count)


def test_the_bytes_of_one_process(cluster: LocalCluster, place: Path) -> None:
    with Client(cluster, set_as_default=False) as client:
        before = client.run(done_by)
        assert trained(place, "--scheduler", cluster.scheduler_address) == 0
        assert all(done > before[worker] for worker, done in client.run(done_by).items())
    run = place / "runs" / "there"
    written = [(run / file).read_text("utf-8") for file in ("scorecard.json", "metrics.json", "MODEL_CARD.md")]
    assert written == made(place, quick=True)


def pid(_: object) -> int:
    return os.getpid()


def test_each_step_runs_on_a_worker_and_comes_in_order(cluster: LocalCluster) -> None:
    large = np.arange(10_000)
    with on_cluster(cluster.scheduler_address) as there, there(large):
        assert list(spread.each(np.take, large, [(at,) for at in range(20)])) == list(range(20))
        assert os.getpid() not in list(spread.each(pid, large, [()] * 4))
    assert set(spread.each(pid, large, [()] * 2)) == {os.getpid()}


def test_a_killed_worker_changes_nothing(cluster: LocalCluster, place: Path, tmp_path: Path) -> None:
    """One worker is killed when the first step is done and others are under way."""

    class Killing(Progress):
        def __call__(self, step: str) -> None:
            super().__call__(step)
            if step == "held-out campaigns, fold 2":
                os.kill(victims.pop(), signal.SIGKILL)

    with Client(cluster, set_as_default=False) as client:
        victims = list(client.run(os.getpid).values())
    with on_cluster(cluster.scheduler_address) as there:
        found = made(place, quick=False, progress=Killing(), keep=Pieces(tmp_path), spread=there)
    assert len(victims) == WORKERS - 1
    assert found == made(place, quick=False)


def end_the_worker(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("failures", "steps", "told"),
    [(9, WORKERS, "lost all its workers at once"), (0, 1, "a step ended the workers that it was given to")],
)
def test_steps_that_end_workers(cluster: LocalCluster, failures: int, steps: int, told: str) -> None:
    cluster.scheduler.allowed_failures = failures
    cluster.wait_for_workers(WORKERS, timeout=30)
    large = np.arange(10_000)
    with pytest.raises(ClusterError, match=told), on_cluster(cluster.scheduler_address) as there, there(large):
        list(spread.each(end_the_worker, large, [()] * steps))


def test_workers_that_compute_otherwise_are_refused() -> None:
    own = what_computes()
    check_alike({"tcp://a": own})
    with pytest.raises(ClusterError, match=r"worker tcp://b would compute otherwise \(numpy 1\.0\); install the same"):
        check_alike({"tcp://a": own, "tcp://b": own | {"numpy": "1.0"}})
    with pytest.raises(ClusterError, match="worker tcp://c cannot train: No module named 'sklearn'; install"):
        check_alike({"tcp://c": ModuleNotFoundError("No module named 'sklearn'")})


def test_a_cluster_that_is_not_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("detector.scan.cluster._PATIENCE", 0.2)
    assert trained(place, "--scheduler", "tcp://127.0.0.1:9") == 2
    assert "the cluster at 'tcp://127.0.0.1:9' cannot be reached" in capsys.readouterr().err
    assert trained(place, "--workers", "2", "--scheduler", "tcp://127.0.0.1:9") == 2
    assert "a cluster has workers of its own" in capsys.readouterr().err
    with pytest.raises(ClusterError), on_cluster("tcp://127.0.0.1:9"):
        pass
