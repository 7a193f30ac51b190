"""Reports that have expired are deleted: at the start, and every now and then."""

import asyncio
import logging
from datetime import UTC, datetime

from api.review.intake import Intake
from api.store import Database, StoreError

LOGGER = logging.getLogger("postproof.api")
EVERY_SECONDS = 600
RETRY_SECONDS = 15


async def tidy(database: Database, intake: Intake) -> bool:
    """Bring the database to its newest form and delete what expired; says whether the database could be used."""
    try:
        await database.run(database.upgrade)
        gone = await database.run(intake.purge, datetime.now(UTC))
        await database.run(intake.tidy, datetime.now(UTC))
    except StoreError as error:
        LOGGER.error("the database cannot be used (%s); trying again in %d s", error, RETRY_SECONDS)
        return False
    if gone:
        LOGGER.info("%d expired reports deleted", gone)
    return True


async def keep_tidy(database: Database, intake: Intake, usable: bool) -> None:
    """Tidy again and again until cancelled; without a database checks are answered, and reports are not."""
    while True:
        await asyncio.sleep(EVERY_SECONDS if usable else RETRY_SECONDS)
        usable = await tidy(database, intake)
