"""What runs beside the requests of a process, from its start to its end."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from api.admin import Reloader
from api.drift.watch import DriftWatch
from api.retention import keep_tidy, tidy
from api.store import Database, StoreError


def lifespan_of(
    database: Database, reloader: Reloader, watch: DriftWatch
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Tidies the database and keeps counts until the process ends, and reloads on SIGHUP."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        # Only the main thread hears signals, and not every system has this one.
        hears = threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGHUP")
        if hears:
            loop.add_signal_handler(signal.SIGHUP, reloader.on_signal)
        reloader.warm()
        beside = [asyncio.create_task(keep_tidy(database, await tidy(database))), asyncio.create_task(watch.run())]
        try:
            yield
        finally:
            if hears:
                loop.remove_signal_handler(signal.SIGHUP)
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            with contextlib.suppress(StoreError):
                await watch.keep()
            database.close()

    return lifespan
