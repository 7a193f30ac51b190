"""The real service, as its clients reach it: a process on a free port, with keys; and a browser with the extension."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from api.keys import make_key
from api.scopes import Scope
from api.store import Database, Keys
from tests.api.conftest import sqlite_in
from tests.api.servers import Server, running
from tests.plugins.browser import Extended, extended
from tests.plugins.builds import build, granted

# Names of keys, with what each may and how often.
_KEYS = {
    "full": ([Scope.CHECK, Scope.BATCH, Scope.REPORT], ""),
    "check": ([Scope.CHECK], ""),
    "few": ([Scope.CHECK, Scope.BATCH], "1/hour"),
}
SITES = (
    "http://127.0.0.1/*",
    *(f"https://{name}/*" for name in ("mail.google.com", "outlook.live.com", "messages.google.com")),
)


class Service(NamedTuple):
    """Where the service is, and its keys by name."""

    address: str
    keys: dict[str, str]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    url = sqlite_in(folder)
    database = Database(url)
    database.upgrade()
    keys = {}
    for name, (scopes, rate) in _KEYS.items():
        keys[name], row = make_key(name, scopes, rate)
        Keys(database).add(row)
    database.close()
    with running(folder, database_url=url, anonymous_limit="1000000/minute") as server:
        yield Service(f"http://127.0.0.1:{server.port}", keys)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with running(folder, database_url=sqlite_in(folder), anonymous_limit="1000000/minute") as server:
        yield server


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    extension = granted(build(tmp_path_factory.mktemp("build"), "browser", "chrome"), *SITES)
    with extended(extension, tmp_path_factory.mktemp("profile")) as browser:
        yield browser
