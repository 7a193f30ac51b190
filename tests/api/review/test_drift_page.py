"""The page on drift in Chromium, on a service whose database holds five weeks of counts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from api.keys import make_key
from api.scopes import Scope
from api.store import Campaign, Database, Host, Keys, Tallies
from detector import Detector
from tests.api.browsers import chromium, needs_chromium
from tests.api.conftest import sqlite_in
from tests.api.review.test_review_browser import LEVELS
from tests.api.servers import running

pytestmark = needs_chromium
BEFORE, NOW = 400, 900


def fill(database: Database) -> None:
    """Weeks in which a rule fires on a tenth, and one in which it fires on a third and a campaign begins."""
    model, today = Detector().model.version, datetime.now(UTC)
    for day in range(35):
        messages, fired = (NOW, NOW // 3) if day < 7 else (BEFORE, BEFORE // 10)
        counts = {("messages", ""): messages, ("rule", "lookalike_domain"): fired, ("rule", "bare_link"): messages // 9}
        counts |= {("score", "00"): messages - fired, ("score", "15"): fired}
        counts |= {("decision", "other"): messages - fired, ("decision", "smishing"): fired}
        counts |= {("words", "known"): 9 * messages, ("words", "unknown"): messages}
        added = {(model, *kind): count for kind, count in counts.items()}
        Tallies(database).add((today - timedelta(days=day)).date(), added)
    with database.session() as session:
        seen = today - timedelta(days=2)
        session.add(Campaign(id=7, first_seen=seen, last_seen=today, language="en", reports=14, state="accepted"))
        session.add(
            Campaign(
                id=8,
                first_seen=today - timedelta(days=20),
                last_seen=today,
                language="en",
                reports=90,
                state="accepted",
            )
        )
        session.add(Host(name="com-track.top", campaign_id=7))


def test_what_differs_is_drawn_and_told(tmp_path: Path) -> None:
    database = Database(sqlite_in(tmp_path))
    database.upgrade()
    secret, row = make_key("ana", [Scope.REVIEW])
    Keys(database).add(row)
    fill(database)
    database.close()
    with running(tmp_path, database_url=sqlite_in(tmp_path)) as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 800})
        page.goto(f"http://127.0.0.1:{server.port}/review/drift")
        expect(page.locator("#key")).to_be_visible()
        page.fill("#key", secret)
        page.click(".submit")
        page.get_by_role("link", name="Drift").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Is this week like the weeks before?")
        alarms = page.locator("[role=status] li").all_inner_texts()
        assert "lookalike_domain: 10.0% before, 33.3% this week" in alarms
        assert not any("bare_link" in alarm or "unknown_words" in alarm or "campaign 8" in alarm for alarm in alarms)
        assert any(alarm.startswith("new link host com-track.top: 14 reports") for alarm in alarms)
        assert any(alarm.startswith("new campaign 7: 14 reports") for alarm in alarms)
        expect(page.get_by_role("img")).to_have_count(3)
        plot = page.get_by_role("img", name="Rules that moved most")
        # The first rule moved most, and its bar of this week is the longest.
        assert plot.locator("text.right").all_text_contents() == ["lookalike_domain"]
        before, now, *others = (float(bar.get_attribute("width") or 0) for bar in plot.locator("rect").all())
        assert now > max(others) and round(now / before, 1) == 3.3
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        found = Axe().run(page, options=LEVELS).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"][:150]) for fault in found] == []
