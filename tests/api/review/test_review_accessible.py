"""The review's pages for every reader, in Chromium: axe-core, light and dark, with all that folds out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.keys import make_key
from api.scopes import Scope
from api.store import Database, Keys
from tests.api.browsers import chromium, faults, needs_chromium, unfold
from tests.api.conftest import NOTICE, SCAM, sqlite_in
from tests.api.review.test_review_browser import sign_in
from tests.api.servers import running

pytestmark = needs_chromium
PAGES = ("/review", "/review?state=second", "/review?state=accepted", "/review/train", "/review/drift")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_axe_finds_nothing_and_nothing_is_cut_off(browser: Browser, tmp_path: Path) -> None:
    database = Database(sqlite_in(tmp_path))
    database.upgrade()
    secret, row = make_key("ana", [Scope.REVIEW])
    Keys(database).add(row)
    database.close()
    settings = {"database_url": sqlite_in(tmp_path), "anonymous_limit": "100000/minute", "runs": str(tmp_path)}
    with running(tmp_path, **settings, train_command="postproof-train") as server:
        for text in (*(f"{SCAM} {name}" for name in "Ana Ruth Lee Mara".split()), "x" * 400 + " y", NOTICE):
            body = {"text": text, "label": "smishing", "consent": True}
            assert server.ask("POST", "/v1/reports", body)[0] == 201
        for scheme, width in (("light", 1280), ("dark", 320)):
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.port}/review")
            assert faults(page) == []
            sign_in(page, f"http://127.0.0.1:{server.port}", secret)
            for path in PAGES:
                page.goto(f"http://127.0.0.1:{server.port}{path}")
                unfold(page)
                assert (path, faults(page)) == (path, [])
                assert page.evaluate("document.documentElement.scrollWidth") <= width
            context.close()
