"""The connection to the database: made when first needed, short in its waits, silent about content.

Synchronous SQLAlchemy in a few threads of its own: a report is rare, checks never come here, and so one engine and
one driver for each database serve the service, its command line and the migrations alike.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import anyio
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

# Any number but that of the migrations.
_TURN = 7727
_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(:turn)")
_WRITE_NOTHING = text("UPDATE report SET id = id WHERE id = 0")
Result = TypeVar("Result")
_MIGRATIONS = Path(__file__).with_name("migrations")
_CONNECTIONS = 8
_WAIT = 3
_PRAGMAS = (
    "journal_mode=WAL",
    # An answered report outlives a loss of power, and what is deleted is overwritten.
    "synchronous=FULL",
    "secure_delete=ON",
    f"busy_timeout={1000 * _WAIT}",
)
_POSTGRES = {
    "connect_timeout": _WAIT,
    "tcp_user_timeout": 1000 * _WAIT,
    # Days are those of UTC, as callers are told apart by them.
    "options": f"-c statement_timeout={1000 * _WAIT} -c lock_timeout={1000 * _WAIT} -c timezone=UTC",
}


class StoreError(Exception):
    """The database cannot be asked now. Holds the kind of the failure, never what was to be kept."""


class Database:
    """A database by its address; nothing is opened before it is needed."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _engine(url)
        self._threads = anyio.CapacityLimiter(_CONNECTIONS)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.url.get_backend_name() == "sqlite"

    async def run(self, task: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
        """The result of a task that asks the database, without holding up others."""
        return await anyio.to_thread.run_sync(partial(task, *arguments, **named), limiter=self._threads)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: kept when the block ends, undone when it fails. Raises `StoreError`."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(type(error).__name__) from None

    def upgrade(self) -> None:
        """Bring the tables to the newest form; nothing happens where they have it. Raises `StoreError`."""
        try:
            if self.is_sqlite and self.url.database not in (None, "", ":memory:"):
                file = Path(str(self.url.database))
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                file.touch(mode=0o600)
            with self.engine.connect() as connection:
                if MigrationContext.configure(connection).get_current_revision() == self._newest():
                    return
            with self.engine.begin() as connection:
                config = self._alembic()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except (SQLAlchemyError, CommandError, OSError) as error:
            raise StoreError(type(error).__name__) from None

    def tidy(self) -> None:
        """Let no deleted row lie on in the log of SQLite."""
        if not self.is_sqlite:
            return
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except SQLAlchemyError as error:
            raise StoreError(type(error).__name__) from None

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _alembic(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        return config

    def _newest(self) -> str | None:
        return ScriptDirectory.from_config(self._alembic()).get_current_head()


def one_by_one(session: Session) -> None:
    """Let one transaction that asks this go on at a time, until it ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TAKE_TURNS, {"turn": _TURN})
    else:
        # SQLite lets one write at a time, and nobody who has read what another changed since.
        session.execute(_WRITE_NOTHING)


def _engine(url: str) -> Engine:
    # Errors never repeat parameters: they hold texts.
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_WAIT,
            connect_args=_POSTGRES,
        )
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine
