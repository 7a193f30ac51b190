"""Scans by a cluster of real processes: the answers of one machine, whatever becomes of a worker or of a scan."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("distributed", reason="needs the extra dask")

from distributed import Client, LocalCluster

from detector.cli import main
from detector.errors import ModelMismatchError
from detector.scan import Columns, Summary, open_reader, scan
from detector.scan.cluster import ClusterError, check_workers, connected, scan_on_cluster
from detector.scan.parts import PLAN, SUCCESS, Identity, Plan, answer_part, plan
from detector.scan.workers import How
from detector.tables import TableError

TEXTS = (
    "USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x",
    "USPS 9505061325044591228481, Delivered 06/11/2016 10:42am MESA AZ 85204 Reply HELP 4 info-STOP to cancel",
    "Running late, see you at 6",
    "",
)
WORKERS = 2
GROUP_ROWS = 50


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


@pytest.fixture(scope="module")
def client(cluster: LocalCluster) -> Iterator[Client]:
    with Client(cluster, set_as_default=False) as made:
        yield made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two files, one of them in a folder below, of eight row groups in all; every message is another one."""
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    for name, rows in (("a.parquet", 250), ("b/c.parquet", 130)):
        texts = [f"{text} {at}" if text else text for at, text in zip(range(rows), TEXTS * rows, strict=False)]
        table = pa.table({"id": range(rows), "text": texts, "sender": ["28777"] * rows})
        pq.write_table(table, folder / name, row_group_size=GROUP_ROWS)
    return folder


def planned(source: Path, output: Path, how: How | None = None, part_rows: int = GROUP_ROWS) -> Plan:
    return plan(source, output, Columns(), how or How(), part_rows)


def written(output: Path) -> pa.Table:
    return pa.concat_tables(pq.read_table(path) for path in sorted(output.glob("part-*.parquet")))


def on_one_machine(source: Path, folder: Path, reasons: bool = False) -> tuple[pa.Table, Summary]:
    """The scan of each file by this process alone, one after the other."""
    whole, tables = Summary(), []
    for path in sorted(source.rglob("*.parquet")):
        whole.merge(scan(open_reader(path), folder / "one.parquet", reasons=reasons))
        tables.append(pq.read_table(folder / "one.parquet"))
    return pa.concat_tables(tables), whole


def stamps(output: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in output.glob("part-*.parquet")}


@pytest.mark.parametrize("part_rows, parts", [(GROUP_ROWS, 8), (100, 5), (10**6, 2)])
def test_answers_of_one_machine(client: Client, source: Path, tmp_path: Path, part_rows: int, parts: int) -> None:
    told: list[int] = []
    asked = planned(source, tmp_path / "out", How(reasons=True), part_rows)
    summary = scan_on_cluster(client, asked, told.append)
    expected, whole = on_one_machine(source, tmp_path, reasons=True)
    assert written(tmp_path / "out").equals(expected, check_metadata=True)
    assert summary == whole
    assert (len(told), sum(told)) == (parts, 380)


def test_success_is_told_last(client: Client, source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    summary = scan_on_cluster(client, planned(source, output))
    told = json.loads((output / SUCCESS).read_text())
    assert told["scorecard"] == Identity.here(None).scorecard
    assert (told["rows"], told["errors"], told["decisions"]) == (380, summary.errors, dict(summary.decisions))
    assert [part["file"] for part in told["parts"]] == sorted(stamps(output))
    assert [part["rows"] for part in told["parts"]] == [50, 50, 50, 50, 50, 50, 50, 30]
    assert sorted(path.name for path in output.iterdir()) == sorted([PLAN, SUCCESS, *stamps(output)])


def test_killed_workers_lose_nothing_and_double_nothing(client: Client, source: Path, tmp_path: Path) -> None:
    """Every worker is killed while one of them writes, as its half-written file shows."""
    output = tmp_path / "out"
    pids = list(client.run(os.getpid).values())
    assert len(pids) == WORKERS
    left: list[Path] = []

    def send(sign: signal.Signals) -> None:
        for pid in pids:
            os.kill(pid, sign)

    def kill_in_the_middle(_: int) -> None:
        while not left:
            send(signal.SIGSTOP)
            left.extend(output.glob("*.part"))
            send(signal.SIGKILL if left else signal.SIGCONT)

    summary = scan_on_cluster(client, planned(source, output), kill_in_the_middle)
    assert left
    assert not list(output.glob("*.part"))
    expected, whole = on_one_machine(source, tmp_path)
    assert written(output).equals(expected)
    assert summary == whole


def test_an_interrupted_scan_goes_on(client: Client, source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan_on_cluster(client, planned(source, output), interrupt)
    assert not (output / SUCCESS).exists()
    before = stamps(output)
    assert len(before) >= 1
    summary = scan_on_cluster(client, planned(source, output))
    expected, whole = on_one_machine(source, tmp_path)
    assert stamps(output).items() >= before.items()
    assert written(output).equals(expected)
    assert summary == whole
    done = stamps(output)
    assert scan_on_cluster(client, planned(source, output)) == whole
    assert stamps(output) == done


@pytest.mark.parametrize("field", Identity._fields)
def test_another_model_is_refused(client: Client, source: Path, tmp_path: Path, field: str) -> None:
    asked = planned(source, tmp_path / "out")
    other = asked.work.identity._replace(**{field: "other"})
    with pytest.raises(ModelMismatchError, match=f"a worker has other {field} than this scan"):
        scan_on_cluster(client, asked._replace(work=asked.work._replace(identity=other)))
    assert not stamps(tmp_path / "out")


def test_workers_of_another_version(client: Client) -> None:
    check_workers(client, metadata.version("postproof"))
    with pytest.raises(ClusterError, match=r"worker \S+ has postproof \S+, this machine 0\.0\.0; install"):
        check_workers(client, "0.0.0")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere://x", "127.0.0.1", ""])
def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr("detector.scan.cluster._PATIENCE", 0.2)
    with pytest.raises(ClusterError, match=r"cannot be reached: .+; name its scheduler"), connected(address):
        pass


def test_an_output_of_another_scan(client: Client, source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    scan_on_cluster(client, planned(source, output))
    with pytest.raises(TableError, match="holds the answers of another scan"):
        planned(source, output, How(reasons=True)).begin()
    (output / PLAN).unlink()
    with pytest.raises(TableError, match="is a folder with other files in it"):
        planned(source, output).begin()


def test_an_output_that_somebody_altered(source: Path, tmp_path: Path) -> None:
    asked = planned(source, tmp_path / "out")
    asked.begin()
    pq.write_table(pa.table({"decision": ["other"]}), asked.parts[0].output)
    with pytest.raises(TableError, match="has 1 rows where 50 belong; remove it"):
        answer_part(asked.parts[0], asked.work)


def no_parquet(folder: Path) -> tuple[Path, Path]:
    (folder / "empty").mkdir()
    return folder / "empty", folder / "out"


def other_columns(folder: Path) -> tuple[Path, Path]:
    pq.write_table(pa.table({"text": ["a"]}), folder / "in" / "z.parquet")
    return folder / "in", folder / "out"


REFUSED = [
    (no_parquet, "there is no .parquet file in it"),
    (other_columns, "z.parquet: has other columns than"),
    (lambda folder: (folder / "in.csv", folder / "out"), "a cluster reads Parquet"),
    (lambda folder: (folder / "in", folder / "in" / "out"), "is in the input"),
    (lambda folder: (folder / "in", folder / "no" / "out"), "make it first"),
    (lambda folder: (folder / "gone.parquet", folder / "out"), "cannot be read"),
]


@pytest.mark.parametrize("paths, told", REFUSED)
def test_data_sets_that_cannot_be_scanned(source: Path, tmp_path: Path, paths: Any, told: str) -> None:
    with pytest.raises(TableError, match=told):
        planned(*paths(tmp_path))


def test_no_rows(client: Client, tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "in.parquet")
    assert scan_on_cluster(client, planned(tmp_path / "in.parquet", tmp_path / "out")) == Summary()
    assert written(tmp_path / "out").column_names[:2] == ["text", "decision"]


def test_command_line(cluster: LocalCluster, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["scan", str(source), "--output", str(tmp_path / "out"), "--scheduler", cluster.scheduler_address]
    assert main(asked) == 0
    assert capsys.readouterr().out.startswith("380 rows: 96 genuine, 96 smishing, 94 other, 0 uncertain, 94 errors; ")
    assert main([*asked, "--reasons"]) == 2
    assert "holds the answers of another scan" in capsys.readouterr().err
    assert main([*asked, "--workers", "2"]) == 2
    assert "a cluster has workers of its own" in capsys.readouterr().err


def test_the_extra_is_named(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr("detector.scan.cluster")
    monkeypatch.delitem(sys.modules, "detector.scan.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["scan", str(source), "--output", str(tmp_path / "out"), "--scheduler", "127.0.0.1:9"]) == 2
    assert capsys.readouterr().err.endswith("needs Dask, which is not installed: pip install 'postproof[dask]'\n")


def test_command_line_with_a_cluster_of_its_own(source: Path, tmp_path: Path) -> None:
    asked = ["scan", str(source), "--output", str(tmp_path / "out"), "--scheduler"]
    done = subprocess.run([sys.executable, "-m", "detector", *asked], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("380 rows: ")
    assert done.stderr == ""
    assert written(tmp_path / "out").equals(on_one_machine(source, tmp_path)[0])
