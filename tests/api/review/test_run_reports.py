"""The reports of runs on the review's pages: for who has signed in, and nothing else of the folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.keys import make_key
from api.scopes import Scope
from api.settings import Settings
from api.store import Database, Keys
from tests.api.conftest import sqlite_in
from tests.api.review.conftest import DETECTOR

REPORT = "<!DOCTYPE html><title>a report</title>"


@pytest.fixture
def visited(tmp_path: Path) -> Iterator[TestClient]:
    """Somebody who has signed in, beside a folder of runs of which one is whole."""
    runs = tmp_path / "runs"
    (runs / "run-1").mkdir(parents=True)
    (runs / "run-1" / "report.html").write_text(REPORT)
    (runs / ".run-2.part").mkdir()
    (runs / ".run-2.part" / "report.html").write_text("half made")
    (tmp_path / "report.html").write_text("outside")
    database = Database(sqlite_in(tmp_path))
    database.upgrade()
    secret, row = make_key("ana", [Scope.REVIEW])
    Keys(database).add(row)
    database.close()
    with TestClient(create_app(DETECTOR, Settings(database_url=sqlite_in(tmp_path), runs=runs))) as client:
        assert "Sign in to review" in client.get("/review/train/runs/run-1").text
        client.post("/review/sign-in", data={"key": secret})
        yield client


def test_a_report_is_shown_and_runs_nothing(visited: TestClient) -> None:
    answer = visited.get("/review/train/runs/run-1")
    assert (answer.status_code, answer.text) == (200, REPORT)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and policy.endswith("sandbox")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["run-2", ".run-2.part", "%2e%2e", "run-1%2f..%2f..", "-x", "x" * 101])
def test_nothing_else_of_the_folder_is_shown(visited: TestClient, name: str) -> None:
    answer = visited.get(f"/review/train/runs/{name}")
    assert answer.status_code in (404, 422)
    assert "outside" not in answer.text and "half made" not in answer.text
