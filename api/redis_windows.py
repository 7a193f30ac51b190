"""Sliding windows that all machines count in: Redis, asked once for each count."""

from limits import RateLimitItem
from redis.asyncio import Redis

from api.windows import Left, left_of

_SECONDS = 0.3
# The clock is that of Redis, which all machines share. What is refused is not counted, as in `left_of`.
_COUNT = """
local seconds, limit, messages = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now = redis.call('TIME')
local number = math.floor(now[1] / seconds)
local share = 1 - (now[1] % seconds + now[2] / 1000000) / seconds
local current_key, before_key = KEYS[1] .. '/' .. number, KEYS[1] .. '/' .. number - 1
local current, before = redis.call('GET', current_key) or 0, redis.call('GET', before_key) or 0
if math.floor(before * share + current) + messages <= limit then
  redis.call('INCRBY', current_key, messages)
  redis.call('EXPIRE', current_key, 2 * seconds)
end
return {tostring(share), tostring(before), tostring(current)}
"""


def connected(url: str) -> Redis:
    """A client of the Redis at an address, which gives up on one that does not answer; nothing is opened yet."""
    address = url.replace("redis+unix:", "unix:", 1)
    return Redis.from_url(address, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)


class RedisWindows:
    """Windows in Redis; two small counters for each caller of the last two windows."""

    def __init__(self, redis: Redis) -> None:
        self._count = redis.register_script(_COUNT)

    async def spend(self, rate: RateLimitItem, who: str, messages: int) -> Left:
        """Count messages of a caller, and say what is left. Raises `redis.RedisError`."""
        seconds = rate.get_expiry()
        share, before, current = await self._count([f"postproof/{seconds}/{who}"], [seconds, rate.amount, messages])
        return left_of(rate, float(share), int(before), int(current), messages)
