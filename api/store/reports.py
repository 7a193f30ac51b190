"""Reports in the database."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from api.store.database import Database
from api.store.review_tables import Campaign
from api.store.tables import Report

Chosen = TypeVar("Chosen", bound=tuple[Any, ...])
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
        chosen = _accepted(select(Report, Campaign.decided), now).where(Report.received >= moment)
        with self._database.session() as session:
            rows = session.execute(chosen.order_by(Report.id).execution_options(yield_per=_ROWS))
            yield from rows

    def count_accepted(self, now: datetime) -> int:
        """How many reports `accepted` gives since ever."""
        with self._database.session() as session:
            return session.scalar(_accepted(select(func.count(Report.id)), now)) or 0


def _accepted(chosen: Select[Chosen], now: datetime) -> Select[Chosen]:
    joined = chosen.join_from(Report, Campaign, Campaign.id == Report.campaign_id)
    return joined.where(Report.state == "accepted", ~Report.held, Campaign.state == "accepted", Report.expires > now)
