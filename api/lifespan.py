"""What runs beside the requests of a process, from its start to its end."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from api.admin import Reloader
from api.retention import keep_tidy, tidy
from api.review.intake import Intake
from api.store import Database, StoreError

Task = Callable[[], Coroutine[None, None, None]]


def lifespan_of(
    database: Database, intake: Intake, reloader: Reloader, beside: Sequence[Task], last: Task
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Tidies the database until the process ends, reloads on SIGHUP, and runs what is to run `beside`.

    `last` is what is done with the database before it is closed.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        # Only the main thread hears signals, and not every system has this one.
        hears = threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGHUP")
        if hears:
            loop.add_signal_handler(signal.SIGHUP, reloader.on_signal)
        reloader.warm()
        usable = await tidy(database, intake)
        tidying = keep_tidy(database, intake, usable)
        running = [asyncio.create_task(task) for task in (tidying, *(run() for run in beside))]
        try:
            yield
        finally:
            if hears:
                loop.remove_signal_handler(signal.SIGHUP)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            with contextlib.suppress(StoreError):
                await last()
            database.close()

    return lifespan
