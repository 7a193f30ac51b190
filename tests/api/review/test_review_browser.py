"""The review in Chromium, with a real service: from a report on the public page to a label, by keys and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.export import accepted_rows
from api.keys import make_key
from api.review.numbers import numbers
from api.scopes import Scope
from api.store import Database, Keys
from detector import Detector
from tests.api.browsers import chromium, needs_chromium
from tests.api.conftest import SCAM, sqlite_in
from tests.api.servers import running

pytestmark = needs_chromium
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def sign_in(page: Page, address: str, secret: str) -> None:
    page.goto(f"{address}/review")
    page.fill("#key", secret)
    page.click(".submit")
    page.wait_for_selector(".campaign")


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=LEVELS).response["violations"]
    return [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("script", [True, False], ids=["by keys", "without JavaScript"])
def test_from_a_report_to_a_label(browser: Browser, tmp_path: Path, script: bool) -> None:
    assert numbers().reviewers.canary_every > 3
    database = Database(sqlite_in(tmp_path))
    database.upgrade()
    secret, row = make_key("ana", [Scope.REVIEW])
    Keys(database).add(row)
    with running(tmp_path, database_url=sqlite_in(tmp_path), anonymous_limit="100000/minute") as server:
        address = f"http://127.0.0.1:{server.port}"
        context = browser.new_context(java_script_enabled=script, viewport={"width": 320, "height": 800})
        page = context.new_page()
        page.goto(f"{address}/?lang=en")
        page.fill("#text", SCAM)
        page.click(".submit")
        page.locator(".give summary").first.click()
        page.locator(".give input[name=consent]").first.check()
        page.locator(".give button").first.click()
        expect(page.locator(".receipt")).to_be_visible()
        assert context.cookies() == []
        sign_in(page, address, secret)
        expect(page.locator(".message")).to_contain_text("incorrect zip code")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if script:
            assert faults(page) == []
            page.keyboard.press("1")
        else:
            page.click("button[data-key='1']")
        expect(page.locator(".told")).to_contain_text("Accepted.")
        (kept,) = accepted_rows(database, Detector(), row.made)
        assert kept["label"] == "smishing"
        page.click("button[data-key='u']")
        expect(page.locator(".told")).to_contain_text("Undone.")
        page.goto(f"{address}/review/train")
        expect(page.locator("main")).to_contain_text("Training is off here.")
        context.close()
    database.close()
