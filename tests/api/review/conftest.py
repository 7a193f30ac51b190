"""Campaigns from real reports, in an SQLite file and in a PostgreSQL, judged by the real detector."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.export import accepted_rows
from api.keys import hash_of
from api.review.decisions import Decisions
from api.review.intake import Intake
from api.store import Campaign, Database, Report
from api.store.tables import Table
from detector import Detector
from tests.api.conftest import sqlite_in
from tests.api.stores import postgres_address

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCAM = "USPS: your parcel is held because the zip code is wrong. Confirm your address at https://usps.com-zip.top/c"
NOTICE = (
    "USPS 9400111899223818218407, Expected Delivery by: Tuesday, November 24, 2026 by 9:00pm. "
    "Arrived at USPS Regional Facility, DENVER CO 80266. Reply STOP to cancel"
)
DETECTOR = Detector()
EVER = datetime.min.replace(tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    yield from postgres_address()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    url = sqlite_in(tmp_path) if request.param == "sqlite" else request.getfixturevalue("postgres")
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    database.upgrade()
    with database.session() as session:
        for table in Table.metadata.sorted_tables:
            session.execute(table.delete())
    yield database
    database.close()


@pytest.fixture
def intake(database: Database) -> Intake:
    return Intake(database, lambda: DETECTOR)


@pytest.fixture
def decisions(database: Database, intake: Intake) -> Decisions:
    return Decisions(database, intake, lambda: NOW)


class Sender:
    """Sends reports in; number n has the receipt "report n"."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self._numbers = count(1)

    def __call__(self, text: str, who: str = "", label: str = "smishing", minutes: float = 0, days: int = 90) -> None:
        number = next(self._numbers)
        report = Report(
            receipt_hash=hash_of(f"report {number}"), text=text, sender="", channel="sms", label=label,
            language="en", client="", redacted=True, state="received", received=NOW + timedelta(minutes=minutes),
            expires=datetime.now(UTC) + timedelta(days=days),
        )  # fmt: skip
        self.intake.add(report, who or f"caller {number}")


@pytest.fixture
def send(intake: Intake) -> Sender:
    return Sender(intake)


def campaigns(database: Database) -> list[Campaign]:
    with database.session() as session:
        return list(session.scalars(select(Campaign).order_by(Campaign.id)))


def reports(database: Database) -> list[Report]:
    with database.session() as session:
        return list(session.scalars(select(Report).order_by(Report.id)))


def rows(database: Database) -> list[dict[str, Any]]:
    """What training would be given."""
    return list(accepted_rows(database, DETECTOR, EVER))
