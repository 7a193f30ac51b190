"""What more processes and a cluster give and cost beside one process: the same messages, in turns, on this machine.

All read Parquet and write Parquet by the command line, from start to end. The cluster has its scheduler and its
workers as processes of their own, started before, as an existing cluster is. Processor time of all of them counts, so
that other work on the machine counts little; the wall clock is shown too. The best of several runs is taken.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client
from pages import add_write, told
from speed import ROOT, Row, read_corpus

PYTHON = sys.executable
PAGE = ROOT / "benchmarks" / "CLUSTER.md"
WORKERS = (1, 2)
# An assumption, not a measurement: what a cloud asks for one core for an hour, in dollars.
CORE_HOUR = 0.04
_BILLION = 1_000_000_000
HEADER = """| | start: processor (elapsed) | messages a second of processor | overhead | messages a second | times one \
| dollars a billion |
|---|---:|---:|---:|---:|---:|---:|"""


def write_parquet(path: Path, rows: Sequence[Row], copies: int) -> int:
    """Messages several times over, each copy with a mark of its own so that none comes twice; how many rows.

    Each copy is a row group, and of our corpus, since two are too many for one part, a part.
    """
    marked = [{**row, "text": f"{row['text']} {copy}"} for copy in range(copies) for row in rows]
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


class Cost(NamedTuple):
    """What a scan took: processor seconds and seconds to start, and then for all messages."""

    start: float
    start_elapsed: float
    processor: float
    elapsed: float


def cost(one: Path, source: Path, others: Sequence[int], *options: str) -> Cost:
    """Scan a file of one message, for what starting takes, and then all messages.

    A cluster keeps what it has loaded, so the first message costs more than the start of the next scan: it is asked
    twice, and the second time is taken off what all messages take.
    """
    cold, again, whole = (
        scanned(path, path.with_name(f"answers-{number}{'' if others else path.suffix}"), others, *options)
        for number, path in enumerate((one, one, source))
    )
    for number in range(3):
        for answers in one.parent.glob(f"answers-{number}*"):
            shutil.rmtree(answers) if answers.is_dir() else answers.unlink()
    return Cost(*cold, whole[0] - again[0], whole[1] - again[1])


def measured(one: Path, source: Path) -> Iterator[tuple[str, Cost]]:
    """Every way to scan, once."""
    for workers in WORKERS:
        yield _processes(workers), cost(one, source, [], "--workers", str(workers))
    for workers in WORKERS:
        with cluster(one.parent, workers) as (address, pids):
            yield f"a cluster of {_processes(workers)}", cost(one, source, pids, "--scheduler", address)
        (one.parent / f"scheduler-{workers}.json").unlink(missing_ok=True)


def _processes(workers: int) -> str:
    return "one process" if workers == 1 else f"{workers} processes"


def dollars(rows: int, processor: float) -> float:
    """What a billion messages cost at the assumed price."""
    return _BILLION / rows * processor / 3600 * CORE_HOUR


def main() -> None:
    """Measure in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=8, help="of our corpus, each a part (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=2, help="the best counts (default: %(default)s)")
    add_write(parser)
    options = parser.parse_args()
    with told("figures", write=options.write, page=PAGE):
        _tell(options)


def _tell(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as name:
        one, source = Path(name, "one.parquet"), Path(name, "all.parquet")
        corpus = read_corpus()
        write_parquet(one, corpus[:1], 1)
        rows = write_parquet(source, corpus, options.copies)
        best: dict[str, Cost] = {}
        for _ in range(options.runs):
            for case, told in measured(one, source):
                best[case] = Cost(*map(min, told, best.get(case, told)))
        print(f"{rows:,} messages, {source.stat().st_size / 2**20:.1f} MB of Parquet, best of {options.runs} runs\n")
        print(HEADER)
        alone = next(iter(best.values()))
        for case, (start, start_elapsed, processor, elapsed) in best.items():
            cells = (
                f"{start:.1f} s ({start_elapsed:.1f} s)",
                f"{rows / processor:,.0f}",
                f"{processor / alone.processor - 1:+.1%}",
                f"{rows / elapsed:,.0f}",
                f"{alone.elapsed / elapsed:.2f}",
                f"{dollars(rows, processor):.2f}",
            )
            print("|", " | ".join((case, *cells)), "|")


if __name__ == "__main__":
    main()
