"""Reviewers who signed in with a key: a session in the database, its token in a cookie."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fastapi import Request, Response
from sqlalchemy import delete

from api.keys import KeyRing, hash_of
from api.scopes import Scope
from api.store import Database, Keys, ReviewSession
from api.view import base_of

COOKIE = "postproof_review"
LASTS = timedelta(hours=8)


class Reviewer(NamedTuple):
    """Who decides: the name of the key, and the token that this session's forms carry."""

    name: str
    csrf: str


class Sessions:
    """The sessions of a database; each ends by itself, by signing out, or with its key."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database = database
        self._ring = keys
        self._keys = Keys(database)

    async def open(self, secret: str) -> str | None:
        """The token of a new session, if the key may review. Raises `StoreError`."""
        caller = await self._ring.ask(secret) if secret.isascii() else None
        if caller is None or Scope.REVIEW not in caller.scopes:
            return None
        token = secrets.token_urlsafe(32)
        row = ReviewSession(token_hash=hash_of(token), key_hash=hash_of(secret), expires=datetime.now(UTC) + LASTS)
        await self._database.run(self._add, row)
        return token

    async def find(self, request: Request) -> Reviewer | None:
        """Who sent a request, if somebody who is signed in did. Raises `StoreError`."""
        token = request.cookies.get(COOKIE, "")
        return await self._database.run(self._find, token) if token.isascii() and token else None

    async def close(self, request: Request) -> None:
        """End the session of a request."""
        await self._database.run(self._remove, hash_of(request.cookies.get(COOKIE, "")))

    def _add(self, row: ReviewSession) -> None:
        with self._database.session() as session:
            session.add(row)

    def _find(self, token: str) -> Reviewer | None:
        with self._database.session() as session:
            row = session.get(ReviewSession, hash_of(token))
        if row is None or row.expires <= datetime.now(UTC):
            return None
        key = self._keys.find(row.key_hash)
        if key is None or Scope.REVIEW not in key.scopes.split(","):
            return None
        return Reviewer(key.name, hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest())

    def _remove(self, token_hash: str) -> None:
        with self._database.session() as session:
            session.execute(delete(ReviewSession).where(ReviewSession.token_hash == token_hash))


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Give a browser the token of its session, for the review's own addresses alone; "" takes it away."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LASTS.total_seconds()) if token else 0,
        path=f"{base_of(request)}/review",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
