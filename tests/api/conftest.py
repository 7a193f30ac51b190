"""The real service, made once."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.testclient import TestClient

from api.app import create_app
from api.pictures import is_installed
from tests.api.browsers import Opener, chromium
from tests.api.servers import running

SCAM = (
    "USPS: your package cannot be delivered because of an incorrect zip code. Confirm your address within 12 hours:\n\n"
    "https://usps.com-redelivery.top/us\n\n(Reply Y, then reopen this message to open the link)"
)
NOTICE = (
    "USPS 9400111899223818218407, Expected Delivery by: Tuesday, November 24, 2026 by 9:00pm. "
    "Arrived at USPS Regional Facility, DENVER CO 80266. Reply STOP to cancel"
)


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The settings of all tests: a database of their own, and no limit that a test would reach by chance."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("POSTPROOF_")]:
            patch.delenv(name)
        patch.setenv("POSTPROOF_DATABASE_URL", sqlite_in(tmp_path_factory.mktemp("store")))
        patch.setenv("POSTPROOF_ANONYMOUS_LIMIT", "1000000/minute")
        patch.setenv("POSTPROOF_REQUEST_SECONDS", "120")
        yield


def sqlite_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'postproof.sqlite3'}"


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return create_app()


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where the extra `ocr` is not installed."""
    # What Python itself takes for a module that is not there.
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    is_installed.cache_clear()
    yield
    monkeypatch.undo()
    is_installed.cache_clear()


@pytest.fixture
def scam() -> str:
    return SCAM


@pytest.fixture
def notice() -> str:
    return NOTICE


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("page")
    with running(folder, database_url=sqlite_in(folder), anonymous_limit="1000000/minute") as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens the page in a context of its own, and fails where the browser complains."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/?lang=en", **options: Any) -> Page:
        contexts.append(browser.new_context(**({"reduced_motion": "reduce"} | options)))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # What the policy refuses is told in the console alone.
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("request", lambda request: None if request.url.startswith(address) else complaints.append(request.url))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
