"""Reports in the database."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select

from api.store.database import Database
from api.store.tables import Report

_ROWS = 500


class Reports:
    """The reports of a database. What has expired is as good as gone from every answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, report: Report) -> None:
        """Keep a report; when this returns, it is on disk."""
        with self._database.session() as session:
            session.add(report)

    def find(self, receipt_hash: str, now: datetime) -> Report | None:
        """The report of a receipt, if there is one."""
        with self._database.session() as session:
            return session.scalar(select(Report).where(Report.receipt_hash == receipt_hash, Report.expires > now))

    def remove(self, receipt_hash: str, now: datetime) -> bool:
        """Delete the report of a receipt, and say whether there was one."""
        chosen = delete(Report).where(Report.receipt_hash == receipt_hash, Report.expires > now)
        with self._database.session() as session:
            removed = session.execute(chosen.returning(Report.id)).first() is not None
        if removed:
            self._database.tidy()
        return removed

    def purge(self, now: datetime) -> int:
        """Delete what has expired, and count it."""
        with self._database.session() as session:
            gone = session.execute(delete(Report).where(Report.expires <= now).returning(Report.id)).all()
        if gone:
            self._database.tidy()
        return len(gone)

    def since(self, moment: datetime, now: datetime) -> Iterator[Report]:
        """The reports received at or after a moment, oldest first, a few in memory at a time."""
        chosen = select(Report).where(Report.received >= moment, Report.expires > now).order_by(Report.id)
        with self._database.session() as session:
            yield from session.scalars(chosen.execution_options(yield_per=_ROWS))
