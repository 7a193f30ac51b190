"""Reports in the database."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from api.store.database import Database
from api.store.review_tables import Campaign
from api.store.tables import Report

_ROWS = 500
CANARY = "canary"


class Reports:
    """The reports of a database. What has expired is as good as gone from every answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, receipt_hash: str, now: datetime) -> Report | None:
        """The report of a receipt, if there is one."""
        with self._database.session() as session:
            return session.scalar(select(Report).where(Report.receipt_hash == receipt_hash, Report.expires > now))

    def since(self, moment: datetime, now: datetime) -> Iterator[Report]:
        """The reports received at or after a moment, oldest first, a few in memory at a time."""
        chosen = select(Report).where(Report.received >= moment, Report.expires > now, Report.state != CANARY)
        with self._database.session() as session:
            yield from session.scalars(chosen.order_by(Report.id).execution_options(yield_per=_ROWS))

    def accepted(self, moment: datetime, now: datetime) -> Iterator[tuple[Report, str]]:
        """The reports that reviewers accepted, each with the label that they gave; what was held back is left out."""
        chosen = select(Report, Campaign.decided).where(*_accepted(now), Report.received >= moment)
        with self._database.session() as session:
            rows = session.execute(chosen.order_by(Report.id).execution_options(yield_per=_ROWS))
            yield from rows

    def count_accepted(self, now: datetime) -> int:
        """How many reports `accepted` gives since ever."""
        with self._database.session() as session:
            return session.scalar(select(func.count(Report.id)).where(*_accepted(now))) or 0


def _accepted(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is asked of a report and its campaign; one of a known message never is among them."""
    return (
        Campaign.id == Report.campaign_id, Report.state == "accepted", ~Report.held, Campaign.state == "accepted",
        Campaign.canary == "", Report.expires > now,
    )  # fmt: skip
