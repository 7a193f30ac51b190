"""How much memory files of any size take at most, and how fast they are read.

    .venv/bin/python benchmarks/rows.py scan 10000 100000 1000000 10000000
    .venv/bin/python benchmarks/rows.py scan 10000 100000 1000000 --ending parquet --workers 2
    .venv/bin/python benchmarks/rows.py import 10000 100000 1000000
    .venv/bin/python benchmarks/rows.py check 10000 100000 1000000

Each size is a new process; the table is made from numbers alone, so that every run reads the same bytes. Its rows are
short: `speed.py` tells how fast messages as people get them are scanned.
"""

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pages import add_write, told

ROOT = Path(__file__).parents[1]
WORDS = (
    "dinner bus meeting invoice garden parcel Tuesday bring reply later photo code ticket weather please call".split()
)
COLUMNS = ("text", "label", "language")
LABELS = "ham=other,spam=smishing"
LOOK_SECONDS = 0.2


class Measured(NamedTuple):
    """What a command took on a file: seconds, and the most memory of all its processes at once, in MB."""

    seconds: float
    megabytes: float


def rows_of(count: int) -> Iterator[tuple[str, str, str]]:
    """So many rows: a third of them scams, of twelve words and a number."""
    draw = random.Random(1)
    for number in range(count):
        text = " ".join(draw.choices(WORDS, k=12))
        scam = number % 3 == 0
        yield f"{text} {number}" + " at x.example" * scam, "spam" if scam else "ham", "en"


def write(path: Path, count: int) -> None:
    """A CSV or JSON Lines or Parquet file of so many rows."""
    table = path.with_suffix(".csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows_of(count))
    if path != table:
        _turn(table, path)
        table.unlink()


def _turn(table: Path, path: Path) -> None:
    """The rows of a CSV file in another format, by its own library."""
    import pyarrow.csv
    import pyarrow.parquet as pq

    with pyarrow.csv.open_csv(table) as reader:
        if path.suffix == ".parquet":
            with pq.ParquetWriter(path, reader.schema) as writer:
                for batch in reader:
                    writer.write_batch(batch)
        else:
            import json

            with path.open("w", encoding="utf-8") as file:
                for batch in reader:
                    file.writelines(json.dumps(row) + "\n" for row in batch.to_pylist())


def measure(command: list[str]) -> Measured:
    """Run a command to its end."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0.0
    while child.poll() is None:
        most = max(most, sum(map(megabytes, family(child.pid))))
        time.sleep(LOOK_SECONDS)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed; run it alone to see why")
    return Measured(time.perf_counter() - begun, most)


def family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        yield from family(child)


def megabytes(pid: int) -> float:
    """The memory that a process holds, of what it shares its part; 0 once it has ended."""
    try:
        rolled = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in rolled.splitlines() if line.startswith("Pss:")), 0.0)


def command_of(options: argparse.Namespace, source: Path) -> list[str]:
    """The command line that is measured."""
    if options.word == "scan":
        output = source.with_stem("answers")
        scan = [sys.executable, "-m", "detector", "scan", str(source), "--output", str(output)]
        return [*scan, "--workers", str(options.workers)]
    more = ["--into", str(source.with_name("new.jsonl"))] if options.word == "import" else []
    return [sys.executable, "-m", "training", options.word, str(source), "--labels", LABELS, *more]


def main() -> None:
    """Print a table of one command over several sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("word", choices=("scan", "import", "check"))
    parser.add_argument("sizes", metavar="ROWS", nargs="+", type=int)
    parser.add_argument("--ending", choices=("csv", "jsonl", "parquet"), default="csv")
    parser.add_argument("--workers", type=int, default=1, help="of a scan (default: %(default)s)")
    add_write(parser)
    options = parser.parse_args()
    with told(f"rows-{options.word}", write=options.write):
        _tell(options)


def _tell(options: argparse.Namespace) -> None:
    print(f"| {options.word}, {options.ending} | rows a second | most memory, all processes |\n|---|---:|---:|")
    for count in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / f"rows.{options.ending}"
            write(source, count)
            seconds, size = measure(command_of(options, source))
        print(f"| {count:,} rows | {count / seconds:,.0f} | {size:,.0f} MB |", flush=True)


if __name__ == "__main__":
    main()
