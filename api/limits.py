"""How often each caller may ask: a sliding window, counted in memory or, for several processes, in Redis."""

import logging
import math
import time
from collections import Counter, defaultdict
from typing import NamedTuple

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from api.metrics import LOCAL_LIMITS

LOGGER = logging.getLogger("postproof.api")
REDIS_SECONDS = 0.3
HOLD_OFF_SECONDS = 5


class Left(NamedTuple):
    """What a caller has left of a rate: whether this was within it, messages left, and seconds until there are more."""

    allowed: bool
    messages: int
    seconds: int


class Windows(MemoryStorage):
    """Sliding windows in memory that cost the same for one caller and for a million.

    The library's own looks through all callers again and again to forget old ones; here a whole window is dropped.
    """

    def __init__(self) -> None:
        super().__init__()
        # For each length: which window is current, its counts, and those of the one before.
        self._windows: defaultdict[int, tuple[int, Counter[str], Counter[str]]] = defaultdict(
            lambda: (0, Counter(), Counter())
        )

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count an amount if that stays within the limit, and say whether it did."""
        current, before, share = self._turned(expiry)
        if math.floor(before[key] * share + current[key]) + amount > limit:
            return False
        current[key] += amount
        return True

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Counts and seconds left of the window before and the current one."""
        current, before, share = self._turned(expiry)
        return before[key], share * expiry, current[key], (1 + share) * expiry

    def _turned(self, expiry: int) -> tuple[Counter[str], Counter[str], float]:
        """The current window, the one before, and how much of the one before still counts."""
        number, elapsed = divmod(time.time(), expiry)
        known, current, before = self._windows[expiry]
        if number != known:
            current, before = Counter(), current if number == known + 1 else Counter()
            self._windows[expiry] = int(number), current, before
        return current, before, 1 - elapsed / expiry


class Limiter:
    """Counts messages of callers. Where Redis does not answer, this process counts for itself for a while."""

    def __init__(self, redis_url: str = "") -> None:
        self._memory = SlidingWindowCounterRateLimiter(Windows())
        self._shared = SlidingWindowCounterRateLimiter(_redis(redis_url)) if redis_url else None
        self._hold_off_until = 0.0

    async def spend(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        """Count messages of a caller, and say what is left; what is refused is not counted."""
        if self._shared and time.monotonic() >= self._hold_off_until:
            try:
                return await _spend(self._shared, rate, who, messages)
            except StorageError as error:
                kind = type(error.storage_error).__name__
                LOGGER.warning("limits: %s from Redis; counting in this process for %d s", kind, HOLD_OFF_SECONDS)
                self._hold_off_until = time.monotonic() + HOLD_OFF_SECONDS
        if self._shared:
            LOCAL_LIMITS.inc()
        return await _spend(self._memory, rate, who, messages)


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
