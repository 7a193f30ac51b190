"""When a call is tried again, and after how long."""

import random
from dataclasses import dataclass

import httpx2

from postproof_client.errors import (
    NotSentError,
    PostproofError,
    RefusedError,
    SlowError,
    TooManyError,
    UnexpectedAnswerError,
    UnreachableError,
)

# What a proxy says while the service behind it starts or is replaced.
_PASSING = frozenset((502, 503, 504))


@dataclass(frozen=True)
class Retry:
    """How patient a client is.

    A call is tried again, `times` at most, after a refusal by limit (429), while the service is not ready (502, 503,
    504), and where the connection fails. It waits as long as `Retry-After` says, or else up to `first_wait` seconds,
    doubled each time; never longer than `longest_wait`: where more is asked for, the error is raised at once. Reports
    are tried again only where nothing can have been kept, and nothing is after a timeout.
    """

    times: int = 2
    first_wait: float = 0.5
    longest_wait: float = 30

    def __post_init__(self) -> None:
        if self.times < 0 or self.first_wait < 0 or self.longest_wait < 0:
            raise ValueError("retry: times and seconds must not be negative")

    def wait(self, tried: int, after: float | None) -> float | None:
        """Seconds to wait after so many tries; `after` is what Retry-After says. None for no more tries."""
        if tried > self.times or (after is not None and after > self.longest_wait):
            return None
        # Chance keeps callers that were refused together from coming back together.
        chance = random.uniform(0, self.first_wait * 2 ** (tried - 1))  # no secret
        return min(chance if after is None else after + min(chance, self.first_wait), self.longest_wait)


def may_repeat(error: PostproofError, *, repeatable: bool) -> bool:
    """Whether the same call may succeed later, and does no harm then."""
    match error:
        case TooManyError() | NotSentError():
            return True
        case SlowError():
            return False
        case UnreachableError():
            return repeatable
        case RefusedError():
            return repeatable and error.problem["status"] in _PASSING
        case UnexpectedAnswerError():
            return repeatable and error.status in _PASSING
    return False


def unreachable(error: httpx2.RequestError, address: str, seconds: float) -> PostproofError:
    """The error of a failed exchange; what the library's own error holds of the request is left behind."""
    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)):
        return NotSentError(f"{address} cannot be reached: check the address, and that the service runs")
    if isinstance(error, httpx2.TimeoutException):
        return SlowError(f"{address} did not answer within {seconds:g} s: try again, or give a longer timeout")
    return UnreachableError(f"{address} broke off before its answer was whole: try again")
