"""What a cluster costs beside one process: the same messages, in turns, on this machine.

Both read Parquet and write Parquet by the command line, from start to end. The cluster has its scheduler and its
workers as processes of their own, started before, as an existing cluster is. Processor time of all of them counts, so
that other work on the machine counts little; the wall clock is shown too. The best of several runs is taken.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client
from speed import ROOT, Row, read_corpus

PYTHON = sys.executable
# Copies of the corpus, each with a mark of its own so that no message comes twice.
# Each is a row group, and since two are too many for one part, a part.
COPIES = 4
RUNS = 2
WORKERS = (1, 2)
# An assumption, not a measurement: what a cloud asks for one core for an hour, in dollars.
CORE_HOUR = 0.04
_BILLION = 1_000_000_000


def write_parquet(path: Path, rows: Sequence[Row]) -> int:
    """The corpus several times over, in row groups; how many rows."""
    marked = [{**row, "text": f"{row['text']} {copy}"} for copy in range(COPIES) for row in rows]
    pq.write_table(pa.Table.from_pylist(marked), path, row_group_size=len(rows))
    return len(marked)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[int]]]:
    """A scheduler and workers of one thread: the address, and the processes that do the work."""
    known = folder / f"scheduler-{workers}.json"
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = ["scheduler", "--port", "0", "--dashboard-address", ":0", "--scheduler-file", str(known)]
    worker = ["worker", "--nworkers", str(workers), "--nthreads", "1", "--dashboard-address", ":0"]
    started = [subprocess.Popen([PYTHON, "-m", "dask", *scheduler], **quiet)]
    try:
        while not known.exists():
            time.sleep(0.1)
        started.append(subprocess.Popen([PYTHON, "-m", "dask", *worker, "--scheduler-file", str(known)], **quiet))
        address = json.loads(known.read_text())["address"]
        with Client(address) as client:
            client.wait_for_workers(workers, timeout=60)
            pids = list(client.run(os.getpid).values())
        yield address, [*pids, *(process.pid for process in started)]
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def processor_seconds(pid: int) -> float:
    """What a running process has used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def scanned(source: Path, output: Path, others: Sequence[int], *options: str) -> tuple[float, float]:
    """Processor seconds and seconds of one scan, those of the cluster's processes counted in."""
    before = sum(map(processor_seconds, others))
    started = time.perf_counter()
    command = [PYTHON, "-m", "detector", "scan", str(source), "--output", str(output), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed; run it alone to see why")
    seconds = time.perf_counter() - started
    return used.ru_utime + used.ru_stime + sum(map(processor_seconds, others)) - before, seconds


def dollars(rows: int, processor: float) -> float:
    """What a billion messages cost at the assumed price."""
    return _BILLION / rows * processor / 3600 * CORE_HOUR


def main() -> None:
    """Measure in turns and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.parquet"
        rows = write_parquet(source, read_corpus())
        best: dict[str, tuple[float, float]] = {}
        for run in range(RUNS):
            measured = {"one process": scanned(source, folder / "one.parquet", [])}
            for workers in WORKERS:
                with cluster(folder, workers) as (address, pids):
                    told = scanned(source, folder / f"{workers}-{run}", pids, "--scheduler", address)
                    measured[f"cluster of {workers}"] = told
                (folder / f"scheduler-{workers}.json").unlink(missing_ok=True)
            best = {case: min(best.get(case, told), told) for case, told in measured.items()}
        print(f"{rows:,} messages, {source.stat().st_size / 2**20:.1f} MB of Parquet, best of {RUNS} runs\n")
        print("| | messages a second of processor | overhead | messages a second | dollars a billion |")
        print("|---|---:|---:|---:|---:|")
        alone = best["one process"][0]
        for case, (processor, seconds) in best.items():
            told = (f"{rows / processor:,.0f}", f"{processor / alone - 1:+.1%}", f"{rows / seconds:,.0f}")
            print("|", " | ".join((case, *told, f"{dollars(rows, processor):.2f}")), "|")


if __name__ == "__main__":
    main()
