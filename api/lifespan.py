"""What runs beside the requests of a process, from its start to its end."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from api.admin import Reloader
from api.champion import Watch
from api.retention import keep_tidy, tidy
from api.review.intake import Intake
from api.store import Database


def lifespan_of(
    database: Database, intake: Intake, reloader: Reloader, watch: Watch | None = None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Tidies the database until the process ends, and reloads on SIGHUP and after a promotion."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        # Only the main thread hears signals, and not every system has this one.
        hears = threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGHUP")
        if hears:
            loop.add_signal_handler(signal.SIGHUP, reloader.on_signal)
        reloader.warm()
        beside = [asyncio.create_task(keep_tidy(database, intake, await tidy(database, intake)))]
        if watch:
            beside.append(asyncio.create_task(watch.keep(reloader)))
        try:
            yield
        finally:
            if hears:
                loop.remove_signal_handler(signal.SIGHUP)
            for task in beside:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            database.close()

    return lifespan
