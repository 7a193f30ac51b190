"""How often each caller may ask: a sliding window, counted in Redis, by all workers of a machine, or in one process."""

import logging
import os
import time
from pathlib import Path

import lmdb
from limits import RateLimitItem
from redis import RedisError

from api.metrics import LOCAL_LIMITS
from api.redis_windows import RedisWindows, connected
from api.shared_windows import FOLDER, SharedWindows
from api.windows import Left, Windows

LOGGER = logging.getLogger("postproof.api")
HOLD_OFF_SECONDS = 5


class Limiter:
    """Counts messages of callers. Where Redis does not answer, this machine counts for itself for a while.

    Where the workers of a machine have no room on disk to count together, each counts for itself.
    """

    def __init__(self, redis_url: str = "") -> None:
        self._alone = Windows()
        self._workers = SharedWindows(Path(os.environ[FOLDER])) if FOLDER in os.environ else None
        self._redis = RedisWindows(connected(redis_url)) if redis_url else None
        self._hold_off_until = 0.0

    async def spend(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        """Count messages of a caller, and say what is left; what is refused is not counted."""
        if self._redis is None:
            return self._here(rate, who, messages)
        if time.monotonic() >= self._hold_off_until:
            try:
                return await self._redis.spend(rate, who, messages)
            except RedisError as error:
                kind = type(error).__name__
                LOGGER.warning("limits: %s from Redis; counting on this machine for %d s", kind, HOLD_OFF_SECONDS)
                self._hold_off_until = time.monotonic() + HOLD_OFF_SECONDS
        LOCAL_LIMITS.inc()
        return self._here(rate, who, messages)

    def _here(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        if self._workers:
            try:
                return self._workers.spend(rate, who, messages)
            except lmdb.Error as error:
                LOGGER.warning("limits: %s; counting in this process", type(error).__name__)
        return self._alone.spend(rate, who, messages)
