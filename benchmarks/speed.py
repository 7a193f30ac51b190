"""How fast the detector is, and how much memory it takes: one table, by processor time, in one run.

Other work on the machine delays processor time little, and the best of several runs less. What is left is the
machine itself, so what matters is also given as a ratio to something plain that is done on the same machine.
"""

import csv
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pages import told

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "data" / "corpus"
COLUMNS = ("text", "sender", "channel")
# A message that makes everything load: the suffix list, the forms of phone numbers, the look-alikes.
FIRST = "USPS: your раrcel is held. Pay $0.30 at usps.com-track.top/x or call 202-555-0143"
FIRST_CHECK = f"from detector import Detector, Message; Detector().check(Message({FIRST!r})).to_dict()"
# Repeats, of which the best counts.
_PASSES = 7
_STARTS = 5
_SCANS = 3
_MEGABYTE = 1 if sys.platform == "darwin" else 1 / 1024  # macOS counts bytes, Linux kilobytes
_WORD = re.compile(r"\w+")

Row = dict[str, str]


def read_corpus() -> list[Row]:
    """The messages of our own corpus, as rows of text, sender and channel."""
    lines = (line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return [{name: row[name] for name in COLUMNS} for row in map(json.loads, filter(None, lines))]


def microseconds(task: Callable[[Row], object], rows: Sequence[Row]) -> list[float]:
    """The least processor time of a task on each row, after a first pass that is not counted."""
    best = [float("inf")] * len(rows)
    for counted in (False, *[True] * _PASSES):
        for at, row in enumerate(rows):
            start = time.process_time_ns()
            task(row)
            if counted:
                best[at] = min(best[at], (time.process_time_ns() - start) / 1000)
    return best


def run(*arguments: str) -> tuple[float, float]:
    """Processor seconds and peak megabytes of a new Python."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments)} failed; run it alone to see why")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * _MEGABYTE


def best_run(times: int, *arguments: str) -> tuple[float, float]:
    """The least processor seconds and peak megabytes of several runs."""
    seconds, megabytes = zip(*(run(*arguments) for _ in range(times)), strict=True)
    return min(seconds), min(megabytes)


def scanned(path: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of `postproof scan` with one worker."""
    return best_run(_SCANS, "-m", "detector", "scan", str(path), "--output", str(path.with_stem("answers")))


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """A table of messages as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def write_jsonl(path: Path, rows: Sequence[Row]) -> None:
    """A table of messages as JSON Lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def of_a_message(rows: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
    """Lines of the table: one message, in process.

    The detector is imported here and asked for last, since Linux counts as a new process's memory at least that of the
    process that started it.
    """
    from detector import Detector, Message

    detector = Detector()

    def decide(row: Row) -> object:
        return detector.decide(Message(**row))  # type: ignore[arg-type]

    def explain(row: Row) -> object:
        return detector.check(Message(**row)).to_dict()  # type: ignore[arg-type]

    plain = statistics.median(microseconds(lambda row: set(_WORD.findall(row["text"].lower())), rows))
    for name, task in (("decision alone", decide), ("with evidence, as plain data", explain)):
        took = microseconds(task, rows)
        median, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
        yield f"one message, {name}: median", f"{median / 1000:.2f} ms", f"{median / plain:.0f} x finding its words"
        yield f"one message, {name}: 99th percentile", f"{p99 / 1000:.2f} ms", f"{p99 / median:.1f} x the median"


def of_a_scan(rows: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
    """Lines of the table: a file, in a new process with one worker; what starting takes is left out."""
    with tempfile.TemporaryDirectory() as folder:
        for ending, write in (("csv", write_csv), ("jsonl", write_jsonl)):
            one, whole = Path(folder, f"one.{ending}"), Path(folder, f"whole.{ending}")
            write(one, [dict.fromkeys(COLUMNS, "") | {"text": FIRST}])
            write(whole, rows)
            (starting, _), (seconds, megabytes) = scanned(one), scanned(whole)
            rate = len(rows) / (seconds - starting)
            yield (
                f"scan of {ending.upper()}, one worker",
                f"{rate:,.0f} messages a second",
                f"{megabytes:.0f} MB at most",
            )


def of_a_start() -> Iterator[tuple[str, str, str]]:
    """Lines of the table: a new Python."""
    public, _ = best_run(_STARTS, "-c", "import tldextract")
    imported, _ = best_run(_STARTS, "-c", "import detector")
    checked, size = best_run(_STARTS, "-c", FIRST_CHECK)
    yield "new Python, import detector", f"{imported * 1000:.0f} ms", f"{imported / public:.2f} x import tldextract"
    yield (
        "new Python, first message with a link",
        f"{checked * 1000:.0f} ms",
        f"{checked / public:.2f} x import tldextract",
    )
    yield "new Python, most memory of it", f"{size:.0f} MB", ""


def main() -> None:
    """Print the table, and put it into the page."""
    with told("speed", write=True):
        _tell(read_corpus())


def _tell(rows: Sequence[Row]) -> None:
    print(
        f"{len(rows):,} messages of our own corpus; Python {sys.version.split()[0]}; processor time, best of several\n"
    )
    print("| | | |\n|---|---:|---|")
    for part in (of_a_start(), of_a_scan(rows), of_a_message(rows)):
        for line in part:
            print(f"| {' | '.join(line)} |", flush=True)


if __name__ == "__main__":
    main()
