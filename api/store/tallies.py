"""Daily counts of verdicts in the database."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from api.store.database import Database
from api.store.review_tables import Campaign, Host
from api.store.tables import DailyCount


class Tallies:
    """Counts by day, model, measure and name; several processes add to the same ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, day: date, counts: Mapping[tuple[str, str, str], int]) -> None:
        """Add counts of (model, measure, name) to those of a day, all or none."""
        rows = [
            {"day": day, "model": model, "measure": measure, "name": name, "count": count}
            for (model, measure, name), count in sorted(counts.items())
        ]
        if not rows:
            return
        insert: Any = (insert_sqlite if self._database.is_sqlite else insert_postgresql)(DailyCount)
        key = [DailyCount.day, DailyCount.model, DailyCount.measure, DailyCount.name]
        added = insert.on_conflict_do_update(
            index_elements=key, set_={"count": DailyCount.count + insert.excluded["count"]}
        )
        with self._database.session() as session:
            session.execute(added, rows)

    def between(self, first: date, last: date, model: str | None = None) -> dict[tuple[str, str], int]:
        """The sums over days, both included, by (measure, name): of one model, or of all."""
        chosen = [DailyCount.day >= first, DailyCount.day <= last]
        if model is not None:
            chosen.append(DailyCount.model == model)
        summed = (
            select(DailyCount.measure, DailyCount.name, func.sum(DailyCount.count))
            .where(*chosen)
            .group_by(DailyCount.measure, DailyCount.name)
        )
        with self._database.session() as session:
            return {(measure, name): int(count) for measure, name, count in session.execute(summed)}

    def begun(self, first: date, least: int) -> list[tuple[str, int, date]]:
        """The campaigns that began on or after a day and have so many reports: number, reports, day."""
        chosen = select(Campaign.id, Campaign.reports, Campaign.first_seen).where(*_begun(first, least))
        with self._database.session() as session:
            return [(str(number), reports, seen.date()) for number, reports, seen in session.execute(chosen)]

    def hosts(self, first: date, least: int) -> list[tuple[str, int, date]]:
        """The link hosts first seen in such a campaign: name, the campaign's reports, day."""
        chosen = select(Host.name, Campaign.reports, Campaign.first_seen).join(
            Campaign, Campaign.id == Host.campaign_id
        )
        with self._database.session() as session:
            return [
                (name, reports, seen.date())
                for name, reports, seen in session.execute(chosen.where(*_begun(first, least)).order_by(Host.name))
            ]

    def purge(self, before: date) -> None:
        """Delete the counts of days before this one."""
        with self._database.session() as session:
            session.execute(delete(DailyCount).where(DailyCount.day < before))


def _begun(first: date, least: int) -> tuple[ColumnElement[bool], ...]:
    since = datetime.combine(first, time.min, UTC)
    return Campaign.first_seen >= since, Campaign.reports >= least, Campaign.canary == ""
