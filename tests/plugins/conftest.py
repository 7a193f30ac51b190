"""A running service, and the browser with the extension."""

from collections.abc import Iterator

import pytest

from tests.api.conftest import sqlite_in
from tests.api.servers import Server, running
from tests.plugins.browser import Extended, extended
from tests.plugins.builds import build, granted

SITES = (
    "http://127.0.0.1/*",
    *(f"https://{name}/*" for name in ("mail.google.com", "outlook.live.com", "messages.google.com")),
)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("service")
    with running(folder, database_url=sqlite_in(folder), anonymous_limit="1000000/minute") as server:
        yield server


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extended]:
    extension = granted(build(tmp_path_factory.mktemp("build"), "browser", "chrome"), *SITES)
    with extended(extension, tmp_path_factory.mktemp("profile")) as browser:
        yield browser
