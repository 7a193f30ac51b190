"""Keeps the counts of this process in the database, and tells what differs."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from api.drift.drift import Counted, Drift, New, drift_of, weeks_of
from api.drift.limits import limits
from api.drift.tally import Tally
from api.metrics import show_drift
from api.store import Database, StoreError, Tallies

LOGGER = logging.getLogger("postproof.api")
EVERY_SECONDS = 30
_MEASURE_EVERY = 20  # times of keeping: every ten minutes
_KEPT_DAYS = 400


class DriftWatch:
    """The counts of this process and those in the database; `model` names the scorecard in use, `now` is the clock."""

    def __init__(
        self, database: Database, tally: Tally, model: Callable[[], str], now: Callable[[], datetime] | None = None
    ) -> None:
        self._database = database
        self._tallies = Tallies(database)
        self._tally = tally
        self._model = model
        self._now = now or (lambda: datetime.now(UTC))

    async def keep(self) -> None:
        """Add what was counted to the day's counts. Raises `StoreError`, and loses nothing."""
        taken = self._tally.take()
        try:
            await self._database.run(self._tallies.add, self._now().date(), taken)
        except StoreError:
            self._tally.give_back(taken)
            raise

    async def drift(self) -> Drift:
        """What differs, the counts of this process included. Raises `StoreError`."""
        await self.keep()
        drift = await self._database.run(self._measure)
        show_drift(drift.stability_index if drift.enough else 0.0, drift.unknown_words.now, len(drift.alarms))
        return drift

    def _measure(self) -> Drift:
        weeks = weeks_of(self._now().date(), limits())
        model = self._model()
        of_model, of_all = (
            (
                self._tallies.between(weeks.first, weeks.last, chosen),
                self._tallies.between(weeks.before_first, weeks.before_last, chosen),
            )
            for chosen in (model, None)
        )
        return drift_of(
            weeks,
            model,
            Counted(of_model, of_all),
            limits(),
            [New(*found) for found in self._tallies.hosts(weeks.first, limits().reports_host)],
            [New(*found) for found in self._tallies.begun(weeks.first, limits().reports_campaign)],
        )

    async def run(self) -> None:
        """Keep again and again until cancelled, and measure now and then."""
        turn = 0
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                if turn % _MEASURE_EVERY == 0:
                    await self.drift()
                    oldest = self._now().date() - timedelta(days=_KEPT_DAYS)
                    await self._database.run(self._tallies.purge, oldest)
                else:
                    await self.keep()
            except StoreError as error:
                LOGGER.warning("counts wait to be kept: the database cannot be used (%s)", error)
            turn += 1
