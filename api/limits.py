"""How often each caller may ask: a sliding window, counted in Redis, by all workers of a machine, or in one process."""

import logging
import math
import os
import time
from pathlib import Path

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from api.metrics import LOCAL_LIMITS
from api.shared_windows import FOLDER, SharedWindows
from api.windows import Left, Windows

LOGGER = logging.getLogger("postproof.api")
REDIS_SECONDS = 0.3
HOLD_OFF_SECONDS = 5


class Limiter:
    """Counts messages of callers. Where Redis does not answer, this machine counts for itself for a while."""

    def __init__(self, redis_url: str = "") -> None:
        self._here = SharedWindows(Path(os.environ[FOLDER])) if FOLDER in os.environ else Windows()
        self._redis = SlidingWindowCounterRateLimiter(_redis(redis_url)) if redis_url else None
        self._hold_off_until = 0.0

    async def spend(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        """Count messages of a caller, and say what is left; what is refused is not counted."""
        if self._redis and time.monotonic() >= self._hold_off_until:
            try:
                return await _spend(self._redis, rate, who, messages)
            except StorageError as error:
                kind = type(error.storage_error).__name__
                LOGGER.warning("limits: %s from Redis; counting on this machine for %d s", kind, HOLD_OFF_SECONDS)
                self._hold_off_until = time.monotonic() + HOLD_OFF_SECONDS
        if self._redis:
            LOCAL_LIMITS.inc()
        return self._here.spend(rate, who, messages)


async def _spend(limiter: SlidingWindowCounterRateLimiter, rate: RateLimitItem, who: str, messages: int) -> Left:
    allowed = await limiter.hit(rate, who, cost=messages)
    again, left = await limiter.get_window_stats(rate, who)
    return Left(allowed, left, max(1, math.ceil(again - time.time())))


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        f"async+{url}",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix="postproof",
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
    )
