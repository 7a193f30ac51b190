"""Reports that have expired are deleted: at the start, and every now and then."""

import asyncio
import logging
from datetime import UTC, datetime

from api.store import Database, Reports, StoreError

LOGGER = logging.getLogger("postproof.api")
EVERY_SECONDS = 600
RETRY_SECONDS = 15


async def keep_tidy(database: Database) -> None:
    """Bring the database to its newest form and delete what expired, again and again until cancelled.

    Where the database is gone, this tries again; until then checks are answered and reports are not.
    """
    while True:
        try:
            await database.run(database.upgrade)
            gone = await database.run(Reports(database).purge, datetime.now(UTC))
        except StoreError as error:
            LOGGER.error("the database cannot be used (%s); trying again in %d s", error, RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)
            continue
        if gone:
            LOGGER.info("%d expired reports deleted", gone)
        await asyncio.sleep(EVERY_SECONDS)
