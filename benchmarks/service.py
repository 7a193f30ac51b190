"""The service against an empty FastAPI endpoint with the same body model: one run, one client, one table.

Needs `wrk` (Debian: apt install wrk). Both answer from one process on this machine, in turns, and see the same
messages of our own corpus. The service answers with all evidence, counts limits, writes its log and its metrics. The
empty endpoint runs on the same server, uvicorn with httptools and uvloop.
"""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from pages import add_write, told

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "data" / "corpus"
CONNECTIONS = 16
MESSAGES = 1000
SERVICE_PORT, EMPTY_PORT = 8471, 8472
EMPTY = f"""
import uvicorn
from fastapi import FastAPI
from api.schema import CheckRequest

app = FastAPI()

@app.post("/v1/check")
async def check(asked: CheckRequest) -> dict[str, str]:
    return {{"decision": "uncertain"}}

uvicorn.run(app, port={EMPTY_PORT}, access_log=False, log_level="warning", http="httptools", loop="uvloop")
"""
# Each connection sends the messages in turn.
SCRIPT = """
local bodies = {}
for line in io.lines("%s") do bodies[#bodies + 1] = line end
local at = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  at = at %% #bodies + 1
  return wrk.format(nil, "/v1/check", nil, bodies[at])
end
done = function(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
"""


class Round(NamedTuple):
    """What one round of load gave; times in milliseconds, `processor` the server's own for a request."""

    requests: int
    rate: float
    failed: int
    median: float
    p99: float
    processor: float


def write_load(folder: Path) -> Path:
    """The script for wrk, with messages of the corpus drawn by seed."""
    lines = (line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines() if line)
    rows = [json.loads(line) for line in lines]
    chosen = random.Random(1).sample(rows, MESSAGES)
    bodies, script = folder / "bodies", folder / "load.lua"
    bodies.write_text("".join(json.dumps({k: row[k] for k in ("text", "sender", "channel")}) + "\n" for row in chosen))
    script.write_text(SCRIPT % bodies)
    return script


@contextmanager
def running(arguments: list[str], port: int, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process of its own, once it answers."""
    settings = {"POSTPROOF_ANONYMOUS_LIMIT": "1000000000/minute", "PYTHONPATH": str(ROOT)}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, stdout=file, stderr=file, env=os.environ | settings | environment
        )
        try:
            wait_for(process, f"http://127.0.0.1:{port}/openapi.json")
            yield process
        finally:
            process.terminate()
            process.wait()


def wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait until a server answers."""
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit(f"the server of {address} ended; run it alone to see why")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def load(script: Path, port: int, seconds: int, process: subprocess.Popen[bytes]) -> Round:
    """One round of load on the port of a process."""
    command = ["wrk", f"-c{CONNECTIONS}", "-t1", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    before = processor_seconds(process)
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used = processor_seconds(process) - before
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", written)
    if not found:
        raise SystemExit("wrk printed no result; is this version 4?")
    requests, microseconds, failed, median, p99 = map(int, found.groups())
    return Round(requests, requests / microseconds * 1e6, failed, median / 1000, p99 / 1000, used / requests * 1000)


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """The processor time that a process has taken."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(process: subprocess.Popen[bytes]) -> float:
    """The memory that a process holds."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds for each, in turns (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=5, help="seconds of a round (default: %(default)s)")
    parser.add_argument("--memory", type=int, default=200_000, help="requests to watch memory over (0: none)")
    add_write(parser)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed; on Debian: apt install wrk")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        script = write_load(folder)
        database = f"sqlite:///{folder}/postproof.sqlite3"
        service = stack.enter_context(
            running(
                ["-m", "api.serve", "--port", str(SERVICE_PORT)],
                SERVICE_PORT,
                folder / "service.log",
                POSTPROOF_DATABASE_URL=database,
            )
        )
        empty = stack.enter_context(running(["-c", EMPTY], EMPTY_PORT, folder / "empty.log"))
        stack.enter_context(told("service", write=options.write))
        compare(script, {"service": (SERVICE_PORT, service), "empty": (EMPTY_PORT, empty)}, options)
        if options.memory:
            watch_memory(script, service, options.memory)


def compare(script: Path, servers: dict[str, tuple[int, subprocess.Popen[bytes]]], options: argparse.Namespace) -> None:
    """Load both in turns, after a round that does not count, and the detector alone in between."""
    done: dict[str, list[Round]] = {name: [] for name in servers}
    alone = []
    for counted in (False, *[True] * options.rounds):
        for name, (port, process) in servers.items():
            one = load(script, port, options.seconds if counted else 2, process)
            if counted:
                done[name].append(one)
        alone.append(verdict_milliseconds(script.with_name("bodies")))
    print("| | service, with evidence | empty endpoint | ratio |\n|---|---:|---:|---:|")
    for name, field in (
        ("requests a second", "rate"),
        ("median, ms", "median"),
        ("99th percentile, ms", "p99"),
        ("processor time a request, ms", "processor"),
    ):
        pairs = [(getattr(a, field), getattr(b, field)) for a, b in zip(done["service"], done["empty"], strict=True)]
        ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"| {name} | {ours:,.2f} | {theirs:,.2f} | {ratio:.2f} |", flush=True)
    verdict = statistics.median(alone)
    print(f"| of it the verdict as plain data, ms | {verdict:,.2f} | | at most {theirs / (theirs + verdict):.2f} |")
    print(f"| without the verdict, ms | {ours - verdict:,.2f} | {theirs:,.2f} | {(ours - verdict) / theirs:.2f} |")
    failed = sum(one.failed for rounds_ in done.values() for one in rounds_)
    print(
        f"\n{failed} failed, {CONNECTIONS} connections, {options.rounds} rounds of {options.seconds} s each, medians."
    )


def verdict_milliseconds(bodies: Path) -> float:
    """Processor time that the detector alone takes for one of the same messages, as plain data with all evidence."""
    from detector import Detector, Message

    detector = Detector()
    messages = [json.loads(line) for line in bodies.read_text("utf-8").splitlines()]
    for _ in range(2):  # the first warms up
        start = time.process_time()
        for message in messages:
            detector.check(Message(**message)).to_dict()
    return (time.process_time() - start) / len(messages) * 1000


def watch_memory(script: Path, process: subprocess.Popen[bytes], requests: int) -> None:
    """Load the service until it has answered so many more requests, and say what memory it held on the way."""
    answered, seen = 0, [megabytes(process)]
    while answered < requests:
        answered += load(script, SERVICE_PORT, 10, process).requests
        seen.append(megabytes(process))
    print(f"\nMemory over {answered:,} requests: {', '.join(f'{size:.1f}' for size in seen)} MB.")


if __name__ == "__main__":
    main()
