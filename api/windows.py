"""Sliding windows: how much each caller asked for in the current window and in the one before it."""

import math
import time
from collections import Counter, defaultdict
from typing import NamedTuple

from limits import RateLimitItem


class Left(NamedTuple):
    """What a caller has left of a rate: whether this was within it, messages left, and seconds until there are more."""

    allowed: bool
    messages: int
    seconds: int


class Turn(NamedTuple):
    """Which window is current, and how much of the one before still counts, from 1 down to 0."""

    number: int
    share: float


def turn(rate: RateLimitItem) -> Turn:
    """The turn of a rate's windows now."""
    seconds = rate.get_expiry()
    number, elapsed = divmod(time.time(), seconds)
    return Turn(int(number), 1 - elapsed / seconds)


def left_of(rate: RateLimitItem, share: float, before: int, current: int, messages: int) -> Left:
    """What is left once messages are counted in the current window; what is refused is not counted."""
    used = math.floor(before * share + current)
    allowed = used + messages <= rate.amount
    if allowed:
        used, current = used + messages, current + messages
    # One more is free when a message of the window before fades out, or when the current window becomes that one.
    seconds = rate.get_expiry()
    waits = [share * seconds % (seconds / before)] if before else []
    waits += [share * seconds] if current else []
    return Left(allowed, max(0, rate.amount - used), max(1, math.ceil(min(waits, default=0))))


class Windows:
    """Windows in the memory of this process. They cost the same for one caller and for a million.

    Nobody looks through all callers to forget old ones: a whole window is dropped.
    """

    def __init__(self) -> None:
        # For each length: which window is current, its counts, and those of the one before.
        self._windows: defaultdict[int, tuple[int, Counter[str], Counter[str]]] = defaultdict(
            lambda: (0, Counter(), Counter())
        )

    def spend(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        """Count messages of a caller, and say what is left; what is refused is not counted."""
        number, share = turn(rate)
        known, current, before = self._windows[rate.get_expiry()]
        if number != known:
            current, before = Counter(), current if number == known + 1 else Counter()
            self._windows[rate.get_expiry()] = number, current, before
        left = left_of(rate, share, before[who], current[who], messages)
        if left.allowed:
            current[who] += messages
        return left
