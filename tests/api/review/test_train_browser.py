"""The whole chain in Chromium, with a real service and real trainings: a report becomes another verdict, and back."""

import sys
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from api.keys import make_key
from api.scopes import Scope
from api.store import Database, Keys
from detector.champion import champion
from tests.api.browsers import chromium, needs_chromium
from tests.api.conftest import sqlite_in
from tests.api.servers import running
from tests.training.small_data import DATA, lay_out

pytestmark = needs_chromium
# The shipped scorecard is not sure of it.
NEW = "Ruth's estate: an unclaimed heirloom waits for you at the records office. Reply HEIR for a time"
MINUTES = 60_000.0
COMMAND = f"{sys.executable} -m tests.api.review.quick_training"


def judged(page: Page, address: str) -> str:
    """How the public page judges the new campaign."""
    page.goto(f"{address}/?lang=en")
    page.fill("#text", NEW)
    page.click(".submit")
    return page.locator(".answer").first.get_attribute("class") or ""


def wait_until_judged(page: Page, address: str, word: str) -> None:
    """Wait for the service to take the champion."""
    for _ in range(60):
        if word in judged(page, address).split():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"it never was judged {word}")


def report_and_accept(page: Page, address: str, secret: str) -> None:
    """Report the text that the page shows, and accept its campaign as smishing."""
    page.locator(".give summary").first.click()
    page.locator(".give input[name=consent]").first.check()
    page.locator(".give input[value=smishing]").first.check()
    page.locator(".give button").first.click()
    expect(page.locator(".receipt")).to_be_visible()
    page.goto(f"{address}/review")
    page.fill("#key", secret)
    page.click(".submit")
    expect(page.locator(".message")).to_contain_text("the records office")
    page.click("button[data-key='1']")
    expect(page.locator(".told")).to_contain_text("Accepted.")


def test_from_a_report_to_another_verdict_and_back(tmp_path: Path) -> None:
    database, runs = Database(sqlite_in(tmp_path)), tmp_path / "runs"
    database.upgrade()
    secret, row = make_key("ana", [Scope.REVIEW])
    Keys(database).add(row)
    database.close()
    runs.mkdir()
    lay_out(tmp_path / "small")
    settings = {
        "database_url": sqlite_in(tmp_path), "anonymous_limit": "100000/minute", "runs": str(runs),
        "train_command": COMMAND, "train_data": "small",
    }  # fmt: skip
    data, ours = digests(tmp_path / "small"), digests(DATA / "corpus")
    with chromium() as browser, running(tmp_path, **settings) as server:
        chain(browser, f"http://127.0.0.1:{server.port}", secret, runs)
    # What was learnt from is in the database alone: not in the data, a run, a step that was kept, or a log.
    assert holders(tmp_path) == set()
    assert (digests(tmp_path / "small"), digests(DATA / "corpus")) == (data, ours)
    (tmp_path / "kept").write_text(NEW)
    assert holders(tmp_path) == {"kept"}


def digests(folder: Path) -> dict[str, str]:
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def holders(folder: Path) -> set[str]:
    """The files that hold any run of the report's words, the database left out."""
    pieces = [NEW[start : start + 40].encode() for start in range(0, len(NEW) - 40, 10)]
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("postproof.sqlite3")]
    return {path.name for path in files if any(piece in path.read_bytes() for piece in pieces)}


def chain(browser: Browser, address: str, secret: str, runs: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    before = judged(page, address)
    assert "uncertain" in before.split()
    report_and_accept(page, address, secret)
    page.goto(f"{address}/review/train")
    expect(page.locator("main")).to_contain_text("1 accepted report can be trained on")
    page.get_by_role("button", name="Train with them").click()
    expect(page.get_by_role("status")).to_contain_text("The gate is passed", timeout=5 * MINUTES)
    expect(page.get_by_role("region")).to_contain_text("smishing missed")
    page.get_by_role("link", name="The report of this run").click()
    expect(page.get_by_role("heading", name="What changed since the champion")).to_be_visible()
    assert page.locator(".plot svg").count() >= 8
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"{address}/review/train")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert judged(page, address) == before
    page.goto(f"{address}/review/train")
    page.get_by_role("button", name="Promote").click()
    expect(page.get_by_role("button", name="Roll back")).to_be_visible(timeout=MINUTES)
    assert champion(runs) != "shipped"
    wait_until_judged(page, address, "smishing")
    page.goto(f"{address}/review/train")
    page.get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("ana rolled it back on")).to_be_visible(timeout=MINUTES)
    assert champion(runs) == "shipped"
    wait_until_judged(page, address, "uncertain")
    assert judged(page, address) == before
    page.goto(f"{address}/review/train")
    again = page.get_by_role("button", name="Promote again")
    again.click()
    expect(page.get_by_role("checkbox")).to_be_focused()
    assert champion(runs) == "shipped"
    page.get_by_role("checkbox").check()
    again.click()
    expect(page.locator("main")).to_contain_text("This run is in use.", timeout=MINUTES)
    expect(page.locator(".history li")).to_have_count(3)
