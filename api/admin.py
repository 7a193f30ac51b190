"""`POST /v1/admin/reload` and SIGHUP: another scorecard without a restart."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable

import anyio
from fastapi import APIRouter

from api.health import misjudged
from api.live import LiveDetector, reload
from api.problems import Kind, ProblemError, described
from api.schema import Model
from detector import Detector, ModelError

LOGGER = logging.getLogger("postproof.api")
# The process that started this one as one of several, if one did; set by `api.workers`.
SUPERVISOR = "POSTPROOF_SUPERVISOR"
BAD_MODEL = Kind(409, "bad-scorecard", "The scorecard cannot be used", "The old one stays in use. Mend the file.")


class Reloader:
    """Reloads the detector of this process, one reload at a time."""

    def __init__(self, live: LiveDetector, read: Callable[[], Detector]) -> None:
        self._live = live
        self._read = read
        self._one = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def reload(self) -> None:
        """Use the scorecard as it is now on disk. Raises `detector.ModelError`, and the old one stays."""
        async with self._one:
            await anyio.to_thread.run_sync(reload, self._live, self._read)
        LOGGER.info("scorecard %s is in use", self._live.model.version)

    def warm(self) -> None:
        """Try the detector on known messages, so that the first request need not wait for what is loaded late."""
        if wrong := misjudged(self._live.now):
            LOGGER.error("not ready: a known message was not judged %s", " nor ".join(wrong))

    def on_signal(self) -> None:
        """Begin a reload; what is wrong with the scorecard goes to the log."""
        task = asyncio.create_task(self.reload_or_log())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def reload_or_log(self) -> None:
        """Reload; what is wrong with the scorecard goes to the log, and the old one stays."""
        try:
            await self.reload()
        except ModelError as error:
            LOGGER.error("scorecard refused, the old one stays: %s", error)


def admin_router(live: LiveDetector, reloader: Reloader) -> APIRouter:
    """The routes of an operator."""
    router = APIRouter(prefix="/v1/admin", tags=["admin"])

    @router.post(
        "/reload",
        operation_id="reload",
        summary="Use another scorecard",
        response_description="What is in use now.",
        responses=described(BAD_MODEL),
    )
    async def reload_model() -> Model:
        """Reads the scorecard anew from where it was read at the start, tries it on known messages, and uses it.

        No request is dropped. A scorecard that is bad is refused, and the old one stays in use. Of several workers on
        one machine the others follow within a second.
        """
        try:
            await reloader.reload()
        except ModelError as error:
            raise ProblemError(BAD_MODEL, f"{error}. The old one stays in use.") from None
        if SUPERVISOR in os.environ:
            os.kill(int(os.environ[SUPERVISOR]), signal.SIGHUP)
        return Model(**live.model._asdict())

    return router
