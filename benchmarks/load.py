"""The service under mixed load: capacity, shared limits, lost reports and memory; with `--minutes`, for long.

    .venv/bin/python benchmarks/load.py one --workers 2
    .venv/bin/python benchmarks/load.py two --workers 1
    .venv/bin/python benchmarks/load.py one --workers 2 --minutes 30

`one` is one machine with SQLite, `two` are two behind nginx (Debian: apt install nginx) with the PostgreSQL and Redis
that the development install brings. `--minutes` goes on at 70 % of the capacity that was just measured, tells of each
sixth of that time, and how the last one compares with the first.
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
from itertools import islice
from pathlib import Path

import uvloop
from machines import Machines, one_machine, two_machines
from pages import add_write, told
from traffic import Done, Receipts, check, lost, mixed, rows, send

LIMIT = 500
SHARE = 0.7
SIXTHS = 6


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machines", choices=("one", "two"))
    parser.add_argument("--workers", type=int, default=2, help="of each machine (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="at full speed (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=0, help="at 70 %% of the capacity afterwards")
    add_write(parser)
    options = parser.parse_args()
    if options.machines == "two" and not shutil.which("nginx"):
        raise SystemExit("nginx is not installed; on Debian: apt install nginx")
    started = {"one": one_machine, "two": two_machines}[options.machines]
    with tempfile.TemporaryDirectory(prefix="postproof-load-") as folder:
        # PostgreSQL, run by root, serves as a user of its own.
        Path(folder).chmod(0o755)
        mark = f"{'soak' if options.minutes else 'load'}-{options.machines}"
        with started(Path(folder), options.workers) as machines, told(mark, write=options.write):
            uvloop.run(measure(machines, options))


async def measure(machines: Machines, options: argparse.Namespace) -> None:
    """Measure capacity, limits and reports, and then what long load does."""
    key, receipts = machines.make_key("load", "1000000000/minute"), Receipts([], [])
    requests = mixed(receipts)
    for warm in (True, False):
        done: list[Done] = []
        await send(machines.port, requests, receipts, key=key, seconds=5 if warm else options.seconds, seen=done.append)
    rate = len(done) / options.seconds
    print(f"{len(machines.workers())} workers in all, {options.seconds:g} s at full speed:\n")
    tell_kinds(done, options.seconds)
    print(f"\nLimit of {LIMIT} an hour: {await allowed(machines)} messages let through.")
    if options.minutes:
        await soak(machines, options.minutes, rate * SHARE, key, receipts)
    print(f"{len(receipts.kept)} reports kept, {len(receipts.deleted)} deleted;", end=" ")
    print(f"{await lost(machines.port, receipts, key)} not as their receipts say.")
    print(f"Memory of each worker: {', '.join(f'{size:.0f}' for size in machines.megabytes())} MB.", flush=True)


def tell_kinds(done: list[Done], seconds: float) -> None:
    """Print a row for each kind of request."""
    print("| | requests a second | median, ms | 99th percentile, ms | failed |\n|---|---:|---:|---:|---:|")
    for kind in ("all", *dict.fromkeys(one.kind for one in sorted(done))):
        some = [one for one in done if kind in ("all", one.kind)]
        print(f"| {kind} | {len(some) / seconds:.1f} | {times(some)} | {sum(one.failed for one in some)} |")


def times(done: list[Done]) -> str:
    """Median and 99th percentile, in milliseconds."""
    cut = cuts(done)
    return f"{cut[49]:.1f} | {cut[98]:.1f}"


def cuts(done: list[Done]) -> list[float]:
    """The percentiles of the time that requests took, in milliseconds."""
    return statistics.quantiles([1000 * one.seconds for one in done], n=100) if len(done) > 1 else [0.0] * 99


async def allowed(machines: Machines) -> int:
    """How many messages of three times its limit a key gets answered, over all processes at once."""
    key = machines.make_key("limited", f"{LIMIT}/hour")
    done: list[Done] = []
    requests = map(check, islice(rows(), 3 * LIMIT))
    await send(machines.port, requests, Receipts([], []), key=key, seen=done.append)
    return sum(one.status == 200 for one in done)


async def soak(machines: Machines, minutes: float, rate: float, key: str, receipts: Receipts) -> None:
    """Mixed load at a rate, told for each sixth of the time."""
    print(f"\n{minutes:g} minutes at {rate:.0f} requests a second, {SHARE:.0%} of that:\n")
    print("| minutes | requests | failed | median, ms | 99th percentile, ms | memory of each worker, MB |")
    print("|---|---:|---:|---:|---:|---|", flush=True)
    bucket: list[Done] = []
    seen: list[tuple[float, float, float]] = []

    async def tell() -> None:
        for number in range(1, SIXTHS + 1):
            await asyncio.sleep(minutes * 60 / SIXTHS)
            some, bucket[:] = list(bucket), []
            sizes = machines.megabytes()
            seen.append((cuts(some)[49], cuts(some)[98], sum(sizes)))
            told = (f"{number * minutes / SIXTHS:.1f}", f"{len(some):,}", str(sum(one.failed for one in some)))
            print("|", " | ".join((*told, times(some), ", ".join(f"{size:.0f}" for size in sizes))), "|", flush=True)

    telling = asyncio.create_task(tell())
    await send(
        machines.port,
        mixed(receipts, seed=2),
        receipts,
        key=key,
        seconds=minutes * 60 + 1,
        rate=rate,
        seen=bucket.append,
    )
    await telling
    median, p99, memory = (last / first for first, last in zip(seen[0], seen[-1], strict=True))
    print(f"\nThe last sixth to the first: median {median:.2f}, 99th percentile {p99:.2f}, memory {memory:.2f}.\n")


if __name__ == "__main__":
    main()
