"""Keys: how one is made, and who it stands for."""

import hashlib
import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

import limits
from limits import RateLimitItem

from api.scopes import Scope
from api.store import Database, Key, Keys, StoreError

# So that a key is recognised where it must not be, by scanners of secrets too.
START = "postproof_"
PREFIX_LENGTH = len(START) + 6
FRESH_SECONDS = 10
STALE_SECONDS = 3600


class Caller(NamedTuple):
    """Who asks: `name` is "" without a key. `rate` is how many messages in what time."""

    name: str
    scopes: frozenset[Scope]
    rate: RateLimitItem


def hash_of(secret: str) -> str:
    """The hash under which a key or a receipt is kept.

    One plain SHA-256: the secret is 256 random bits, which nobody guesses however fast the hash is. A slow hash is for
    passwords that people choose, and would cost every request its time.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def make_key(name: str, scopes: Iterable[Scope], rate: str = "") -> tuple[str, Key]:
    """A new key, to be shown once, and its row without the secret; `rate` is "" for the limit of all keys."""
    secret = START + secrets.token_urlsafe(32)
    row = Key(
        name=name,
        prefix=secret[:PREFIX_LENGTH],
        key_hash=hash_of(secret),
        scopes=",".join(sorted(scopes)),
        rate=rate,
        made=datetime.now(UTC),
        revoked=None,
    )
    return secret, row


class _Known(NamedTuple):
    caller: Caller
    asked: float


class KeyRing:
    """The keys of the database. A valid one is remembered for seconds, and for an hour where the database is gone."""

    def __init__(self, database: Database, rate: str) -> None:
        self._database = database
        self._keys = Keys(database)
        self._rate = rate
        self._known: dict[str, _Known] = {}

    def remembered(self, secret: str) -> Caller | None:
        """Who a key stands for, if that was asked seconds ago."""
        known = self._known.get(hash_of(secret))
        return known.caller if known and time.monotonic() - known.asked < FRESH_SECONDS else None

    async def ask(self, secret: str) -> Caller | None:
        """Who a key stands for; None for no valid one. Raises `StoreError` where that cannot be known."""
        key_hash = hash_of(secret)
        try:
            row = await self._database.run(self._keys.find, key_hash)
        except StoreError:
            known = self._known.get(key_hash)
            if known and time.monotonic() - known.asked < STALE_SECONDS:
                return known.caller
            raise
        if row is None:
            self._known.pop(key_hash, None)
            return None
        caller = Caller(row.name, frozenset(map(Scope, row.scopes.split(","))), limits.parse(row.rate or self._rate))
        self._known[key_hash] = _Known(caller, time.monotonic())
        return caller
