"""How quick the review stays: 10,000 reports made from the corpus come in, then its pages are asked for.

Prints one table. Reports repeat as campaigns do: few are sent often, most seldom.
"""

import argparse
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.keys import hash_of, make_key
from api.review.intake import Intake
from api.scopes import Scope
from api.settings import Settings
from api.store import Database, Keys, Report
from detector import Detector

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
ROUNDS = 20


def reports(count: int, now: datetime, seed: int = 7) -> Iterator[tuple[Report, str]]:
    """Reports of thirty days with their callers, drawn from the corpus: message number n about 1/n as often."""
    random_ = random.Random(seed)
    rows = [
        json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    random_.shuffle(rows)
    chosen = random_.choices(rows, [1 / number for number in range(1, len(rows) + 1)], k=count)
    for number, row in enumerate(chosen):
        received = now - timedelta(days=30) * (1 - number / count)
        report = Report(
            receipt_hash=hash_of(f"report {number}"), text=row["text"], sender=row["sender"], channel=row["channel"],
            label=row["label"], language=row["language"], client="benchmark", redacted=True, state="received",
            received=received, expires=now + timedelta(days=90),
        )  # fmt: skip
        yield report, f"caller {random_.randrange(count)}"


def fill(database: Database, count: int) -> list[float]:
    """Take reports in, and say how long each took, in seconds."""
    detector = Detector()
    intake, taken = Intake(database, lambda: detector), []
    for report, who in reports(count, datetime.now(UTC)):
        start = time.perf_counter()
        intake.add(report, who)
        taken.append(time.perf_counter() - start)
    return taken


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000, help="how many come in (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/postproof.sqlite3")
        database.upgrade()
        taken = fill(database, options.reports)
        secret, row = make_key("benchmark", [Scope.REVIEW], "1000000/minute")
        Keys(database).add(row)
        print(f"| {options.reports:,} reports | median, ms | slowest, ms |\n|---|---:|---:|")
        tell("a report is taken in, the first thousand", taken[:1000])
        tell("a report is taken in, the last thousand", taken[-1000:])
        with TestClient(create_app(settings=Settings(database_url=str(database.url)))) as client:
            client.post("/review/sign-in", data={"key": secret})
            for name, query in (
                ("the first page", ""),
                ("the last page", "page=100"),
                (
                    "filtered by state, label, language and day",
                    "state=fast&label=smishing&language=en&since=2026-01-01",
                ),
            ):
                tell(name, [timed(client, f"/review?{query}") for _ in range(ROUNDS)])
            tell("a decision, and the page after it", [decided(client) for _ in range(ROUNDS)])
        database.close()


def timed(client: TestClient, address: str) -> float:
    """Seconds for an answer."""
    start = time.perf_counter()
    assert client.get(address).status_code == 200
    return time.perf_counter() - start


def decided(client: TestClient) -> float:
    """Seconds for labelling the first campaign, until the next is shown."""
    page = client.get("/review").text
    csrf, campaign = (re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("csrf", "campaign"))  # type: ignore[index]
    start = time.perf_counter()
    done = client.post("/review/decide", data={"csrf": csrf, "campaign": campaign, "do": "smishing"})
    assert done.status_code == 200
    return time.perf_counter() - start


def tell(name: str, seconds: list[float]) -> None:
    """Print a row."""
    print(f"| {name} | {1000 * statistics.median(seconds):.0f} | {1000 * max(seconds):.0f} |", flush=True)


if __name__ == "__main__":
    main()
