"""Keys in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from api.store.database import Database
from api.store.tables import Key


class Keys:
    """The keys of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: Key) -> None:
        """Keep a key."""
        with self._database.session() as session:
            session.add(key)

    def find(self, key_hash: str) -> Key | None:
        """The key with a hash, unless it was revoked."""
        with self._database.session() as session:
            return session.scalar(select(Key).where(Key.key_hash == key_hash, Key.revoked.is_(None)))

    def named(self, name: str) -> Key | None:
        """The key of a name, revoked or not."""
        with self._database.session() as session:
            return session.scalar(select(Key).where(Key.name == name))

    def all(self) -> Sequence[Key]:
        """Every key, oldest first."""
        with self._database.session() as session:
            return session.scalars(select(Key).order_by(Key.id)).all()

    def revoke(self, name: str, now: datetime) -> bool:
        """Revoke the key of a name, and say whether it was valid."""
        with self._database.session() as session:
            key = session.scalar(select(Key).where(Key.name == name, Key.revoked.is_(None)))
            if key:
                key.revoked = now
            return key is not None
