"""How fast labelled files are imported and checked, and how much memory that takes at most.

    .venv/bin/python benchmarks/intake.py import 10000 100000 1000000
    .venv/bin/python benchmarks/intake.py check 10000 100000 1000000

Each size is a new process; the CSV is made from numbers alone, so that every run reads the same bytes.
"""

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "dinner bus meeting invoice garden parcel Tuesday bring reply later photo code ticket weather please call".split()
)


def write(path: Path, rows: int) -> None:
    """A CSV of so many rows: a third of them scams, of twelve words and a number."""
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("message", "class", "lang"))
        for number in range(rows):
            text = " ".join(draw.choices(WORDS, k=12))
            scam = number % 3 == 0
            writer.writerow((f"{text} {number}" + " at x.example" * scam, "spam" if scam else "ham", "en"))


def measure(word: str, rows: int) -> tuple[float, float]:
    """The seconds and the most memory, in MB, of one command on so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        write(path, rows)
        more = ["--into", f"{folder}/y.jsonl"] if word == "import" else []
        command = [sys.executable, "-m", "training", word, str(path), "--labels", "ham=other,spam=smishing", *more]
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, used = wait(child.pid)
        return time.perf_counter() - begun, used.ru_maxrss / 1024


def wait(process: int) -> tuple[int, int, resource.struct_rusage]:
    """What a process used, once it has ended well."""
    ended = os.wait4(process, 0)
    if ended[1]:
        raise SystemExit(f"the command failed with status {ended[1]}")
    return ended


def main(word: str, *sizes: str) -> None:
    """A table of one command over several sizes."""
    print(f"| {word} | rows a second | most memory |\n|---|---:|---:|")
    for rows in map(int, sizes):
        seconds, memory = measure(word, rows)
        print(f"| {rows:,} rows | {rows / seconds:,.0f} | {memory:,.0f} MB |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
