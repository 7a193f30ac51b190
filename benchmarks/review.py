"""How quick the review stays as reports made from the corpus come in: its pages, decisions, and the next reports.

Prints one table. Reports repeat as campaigns do: few are sent often, most seldom.
"""

import argparse
import json
import random
import re
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.keys import hash_of, make_key
from api.review.intake import Intake
from api.scopes import Scope
from api.settings import Settings
from api.store import Database, Keys, Report
from detector import Detector

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
SIZES = (100, 2_000, 10_000)
ROUNDS = 30
# So many reports are timed at each size.
AFTER = 100


def rows_of_the_corpus(seed: int = 7) -> list[dict[str, Any]]:
    """The corpus in an order of its own."""
    paths = sorted(CORPUS.glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    random.Random(seed).shuffle(rows)
    return rows


def reports(count: int, now: datetime, seed: int = 7) -> Iterator[tuple[Report, str]]:
    """Reports of thirty days with their callers, drawn from the corpus: message number n about 1/n as often."""
    random_, rows = random.Random(seed), rows_of_the_corpus()
    chosen = random_.choices(rows, [1 / number for number in range(1, len(rows) + 1)], k=count)
    for number, row in enumerate(chosen):
        received = now - timedelta(days=30) * (1 - number / count)
        yield report(row, received), f"caller {random_.randrange(count)}"


def report(row: dict[str, Any], received: datetime) -> Report:
    """A report of a row of the corpus, with a receipt that nobody has."""
    return Report(
        receipt_hash=hash_of(secrets.token_hex()), text=row["text"], sender=row["sender"], channel=row["channel"],
        label=row["label"], language=row["language"], client="benchmark", redacted=True, state="received",
        received=received, expires=received + timedelta(days=90),
    )  # fmt: skip


def take_in(intake: Intake, coming: Iterable[tuple[Report, str]]) -> list[float]:
    """Take reports in, and say how long each took, in seconds."""
    taken = []
    for report, who in coming:
        start = time.perf_counter()
        intake.add(report, who)
        taken.append(time.perf_counter() - start)
    return taken


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, help="how many reports there are (%(default)s)")
    parser.add_argument("--database", help="address of an empty PostgreSQL database (default: an SQLite file)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=options.database or f"sqlite:///{folder}/postproof.sqlite3")
        database, detector = Database(settings.database_url), Detector()
        database.upgrade()
        secret, row = make_key("benchmark", [Scope.REVIEW], "1000000/minute")
        Keys(database).add(row)
        intake = Intake(database, lambda: detector)
        coming = reports(max(options.sizes) + AFTER, datetime.now(UTC))
        measured, there = {}, 0
        with TestClient(create_app(detector, settings)) as client:
            client.post("/review/sign-in", data={"key": secret})
            for size in options.sizes:
                take_in(intake, islice(coming, size - there))
                measured[size] = at_this_size(client) | {
                    "a report is taken in": take_in(intake, islice(coming, AFTER)),
                    "one more of the largest campaign": take_in(intake, largest()),
                }
                there = size + AFTER
        database.close()
    table(measured)


def largest() -> Iterator[tuple[Report, str]]:
    """Reports of the message that comes most often."""
    row = rows_of_the_corpus()[0]
    return ((report(row, datetime.now(UTC)), f"late caller {number}") for number in range(ROUNDS))


def at_this_size(client: TestClient) -> dict[str, list[float]]:
    """Seconds for each of the things that reviewers ask, many times."""
    narrow = "state=fast&label=smishing&language=en&since=2026-01-01"
    pages = {"the first page": "", "the next page": "page=2", "the last page": "page=999999", "a narrow filter": narrow}
    timed(client, "/review")
    timed_pages = {name: [timed(client, f"/review?{query}") for _ in range(ROUNDS)] for name, query in pages.items()}
    return timed_pages | {"a decision, and the page after it": [decided(client) for _ in range(ROUNDS)]}


def timed(client: TestClient, address: str) -> float:
    """Seconds for an answer."""
    start = time.perf_counter()
    assert client.get(address).status_code == 200
    return time.perf_counter() - start


def decided(client: TestClient) -> float:
    """Seconds for labelling the first campaign, until the next is shown."""
    page = client.get("/review").text
    fields = ("csrf", "campaign", "seen", "back", "at")
    form = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in fields}  # type: ignore[index]
    start = time.perf_counter()
    done = client.post("/review/decide", data=form | {"do": "smishing"})
    assert done.status_code == 200
    return time.perf_counter() - start


def table(measured: Mapping[int, Mapping[str, list[float]]]) -> None:
    """Print the medians at each size, the slowest in brackets, and how many times the first size's median each is."""
    first, *others = measured
    heads = [f"{first:,} reports, ms", *(f"{size:,} reports, ms | times" for size in others)]
    print(f"| | {' | '.join(heads)} |\n|---|---:{'|---:|---:' * len(others)}|")
    for name, seconds in measured[first].items():
        cells = [cell(seconds)]
        for size in others:
            ratio = statistics.median(measured[size][name]) / statistics.median(seconds)
            cells += [cell(measured[size][name]), f"{ratio:.2f}"]
        print(f"| {name} | {' | '.join(cells)} |")


def cell(seconds: list[float]) -> str:
    """The median in milliseconds, and the slowest."""
    return f"{1000 * statistics.median(seconds):.0f} ({1000 * max(seconds):.0f})"


if __name__ == "__main__":
    main()
