"""The service under mixed load: capacity, shared limits, lost reports and memory; with `--minutes`, for long.

    .venv/bin/python benchmarks/load.py one --workers 2
    .venv/bin/python benchmarks/load.py two --workers 1
    .venv/bin/python benchmarks/load.py one --workers 2 --minutes 30

`one` is one machine with SQLite, `two` are two behind nginx (Debian: apt install nginx) with the PostgreSQL and Redis
that the development install brings. `--minutes` goes on at 70 % of the capacity that was just measured.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from itertools import islice
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.machines import Machines, one_machine, two_machines
from benchmarks.traffic import Done, Receipts, check, lost, mixed, rows, send

LIMIT = 500
SHARE = 0.7
BUCKET = 300.0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machines", choices=("one", "two"))
    parser.add_argument("--workers", type=int, default=2, help="of each machine (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="at full speed (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=0, help="at 70 %% of the capacity afterwards")
    options = parser.parse_args()
    started = {"one": one_machine, "two": two_machines}[options.machines]
    with tempfile.TemporaryDirectory(prefix="postproof-load-") as folder:
        # PostgreSQL, run by root, serves as a user of its own.
        Path(folder).chmod(0o755)
        with started(Path(folder), options.workers) as machines:
            uvloop.run(measure(machines, options))


async def measure(machines: Machines, options: argparse.Namespace) -> None:
    """Measure capacity, limits and reports, and then what long load does."""
    key, receipts = machines.make_key("load", "1000000000/minute"), Receipts([], [])
    requests = mixed(receipts)
    for warm in (True, False):
        done: list[Done] = []
        await send(machines.port, requests, receipts, key=key, seconds=5 if warm else options.seconds, seen=done.append)
    rate = len(done) / options.seconds
    print(f"## {options.machines}, {len(machines.workers())} workers in all, {options.seconds:.0f} s\n")
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
    cut = statistics.quantiles([1000 * one.seconds for one in done], n=100) if len(done) > 1 else [0.0] * 99
    return f"{cut[49]:.1f} | {cut[98]:.1f}"


async def allowed(machines: Machines) -> int:
    """How many messages of three times its limit a key gets answered, over all processes at once."""
    key = machines.make_key("limited", f"{LIMIT}/hour")
    done: list[Done] = []
    requests = map(check, islice(rows(), 3 * LIMIT))
    await send(machines.port, requests, Receipts([], []), key=key, seen=done.append)
    return sum(one.status == 200 for one in done)


async def soak(machines: Machines, minutes: float, rate: float, key: str, receipts: Receipts) -> None:
    """Mixed load at a rate, told for every five minutes."""
    print(f"\n## {minutes:.0f} minutes at {rate:.0f} requests a second\n")
    print("| minutes | requests | failed | median, ms | 99th percentile, ms | memory of each worker, MB |")
    print("|---|---:|---:|---:|---:|---|", flush=True)
    bucket: list[Done] = []

    async def tell() -> None:
        for number in range(1, int(minutes * 60 / BUCKET) + 1):
            await asyncio.sleep(BUCKET)
            some, bucket[:] = list(bucket), []
            sizes = ", ".join(f"{size:.0f}" for size in machines.megabytes())
            failed = sum(one.failed for one in some)
            print(f"| {number * BUCKET / 60:.0f} | {len(some):,} | {failed} | {times(some)} | {sizes} |", flush=True)

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
    print()


if __name__ == "__main__":
    main()
