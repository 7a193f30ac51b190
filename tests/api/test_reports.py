import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi import FastAPI
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from api.app import create_app, store_gone
from api.export import corpus_rows
from api.problems import ProblemError, raised
from api.reports import ReportDesk, reports_router
from api.review.intake import Intake
from api.serve import main
from api.settings import Settings
from api.store import Database, Reports, StoreError
from api.store.tables import Table
from detector import Detector
from tests.api.stores import postgres_address
from training.corpus import read

CANARY = "canary7f3a"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = f"Hi Maria, parcel 9400111899223818218407 is held. Pay at usps.com-track.top/x?id={CANARY}"
BODY = {"text": TEXT, "label": "smishing", "consent": True, "sender": "+639175550101", "channel": "sms"}


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    yield from postgres_address()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = (
        f"sqlite:///{tmp_path / 'new' / 'x.sqlite3'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres")
    )
    database = Database(Settings(database_url=url).database_url)
    database.upgrade()
    with database.session() as session:
        for table in Table.metadata.sorted_tables:
            session.execute(table.delete())
    yield database
    database.close()


def intake_of(database: Database) -> Intake:
    return Intake(database, Detector)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(database: Database, clock: Clock) -> TestClient:
    app = FastAPI()
    app.include_router(reports_router(ReportDesk(database, intake_of(database), timedelta(days=2), clock)))
    app.exception_handler(ProblemError)(raised)
    app.exception_handler(StoreError)(store_gone)
    return TestClient(app)


def post(client: TestClient, **changed: Any) -> dict[str, Any]:
    response = client.post("/v1/reports", json=BODY | changed)
    assert response.status_code == 201, response.text
    told: dict[str, Any] = response.json()
    return told


def test_the_tables_are_those_of_the_migrations(database: Database) -> None:
    database.upgrade()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_a_report_lives_until_it_is_deleted(client: TestClient, database: Database) -> None:
    told = post(client)
    assert told["state"] == "received"
    assert datetime.fromisoformat(told["expires"]) == NOW + timedelta(days=2)
    path = f"/v1/reports/{told['receipt']}"
    assert client.get(path).json() == {name: value for name, value in told.items() if name != "receipt"}
    with database.session() as session:
        (row,) = session.execute(Table.metadata.tables["report"].select()).mappings().all()
    assert told["receipt"] not in str(dict(row))
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == client.delete(path).status_code == 404
    assert client.get(path).json()["type"] == "urn:postproof:problem:not-found"


def test_expired_is_gone_before_it_is_purged(client: TestClient, database: Database, clock: Clock) -> None:
    path = f"/v1/reports/{post(client)['receipt']}"
    clock.now = NOW + timedelta(days=2)
    assert client.get(path).status_code == client.delete(path).status_code == 404
    assert list(Reports(database).since(NOW, clock.now)) == []
    post(client)
    assert intake_of(database).purge(clock.now) == 1
    assert intake_of(database).purge(clock.now) == 0


@pytest.mark.parametrize(
    "changed", [{"consent": False}, {"consent": None}, {"label": "spam"}, {"client": "Maria Lopez"}]
)
def test_refused_reports(client: TestClient, database: Database, changed: dict[str, Any]) -> None:
    assert client.post("/v1/reports", json=BODY | changed).status_code == 422
    assert list(Reports(database).since(NOW, NOW)) == []


def test_consent_must_be_said(client: TestClient) -> None:
    body = {name: value for name, value in BODY.items() if name != "consent"}
    assert client.post("/v1/reports", json=body).status_code == 422


def test_kept_as_it_is_only_on_demand(client: TestClient, database: Database) -> None:
    post(client)
    post(client, redact=False)
    redacted, whole = Reports(database).since(NOW, NOW)
    assert (
        "Maria" not in redacted.text and "9400111899223818218407" not in redacted.text and CANARY not in redacted.text
    )
    assert "usps.com-track.top/x" in redacted.text
    assert redacted.sender != BODY["sender"] and redacted.sender.startswith("+63")
    assert (whole.text, whole.sender, whole.redacted) == (BODY["text"], BODY["sender"], False)


def test_export_is_a_corpus(client: TestClient, database: Database, tmp_path: Path, clock: Clock) -> None:
    post(client)
    clock.now = NOW + timedelta(hours=1)
    post(client, label="other", text="See you at six at the usual place")
    recent = datetime.now(UTC)
    with database.session() as session:
        table = Table.metadata.tables["report"]
        session.execute(table.update().values(expires=recent + timedelta(days=9)))
    assert len(list(corpus_rows(database, Detector(), NOW + timedelta(minutes=1)))) == 1
    rows = list(corpus_rows(database, Detector(), NOW))
    assert [(row["label"], row["source"], "lure" in row) for row in rows] == [
        ("smishing", "reports", True),
        ("other", "reports", False),
    ]
    file = tmp_path / "reports.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert len(list(read([file]))) == 2


def test_deleted_text_is_not_in_the_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    database.upgrade()
    app = FastAPI()
    app.include_router(reports_router(ReportDesk(database, intake_of(database), timedelta(days=2))))
    client = TestClient(app)
    receipt = post(client, redact=False)["receipt"]
    held = lambda: [file.name for file in tmp_path.iterdir() if CANARY.encode() in file.read_bytes()]  # noqa: E731
    assert held()
    assert client.delete(f"/v1/reports/{receipt}").status_code == 204
    assert held() == []
    database.close()


@pytest.mark.parametrize(
    "url",
    ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////proc/none/x.sqlite3"],
    ids=["PostgreSQL gone", "folder that cannot be made"],
)
def test_without_a_database_checks_go_on(url: str, scam: str) -> None:
    with TestClient(create_app(settings=Settings(database_url=url, anonymous_limit="1000/minute"))) as client:
        for method, path in (("POST", "/v1/reports"), ("GET", "/v1/reports/x"), ("DELETE", "/v1/reports/x")):
            response = client.request(method, path, json=BODY if method == "POST" else None)
            assert (response.status_code, response.headers["retry-after"]) == (503, "30")
            assert response.json()["type"] == "urn:postproof:problem:store-unavailable"
        assert client.post("/v1/check", json={"text": scam}).status_code == 200
        assert client.post("/v1/check", json={"text": scam}, headers={"Authorization": "Bearer x"}).status_code == 200
        assert client.get("/readyz").status_code == 200


def test_a_full_disk_is_told(database: Database, client: TestClient) -> None:
    if not database.is_sqlite:
        pytest.skip("only SQLite can be told to be full")
    post(client)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    response = client.post("/v1/reports", json=BODY | {"text": "Words " * 1600, "redact": False})
    assert (response.status_code, response.headers["retry-after"]) == (503, "30")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    post(client)


def test_export_by_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    monkeypatch.setenv("POSTPROOF_DATABASE_URL", url)
    with TestClient(create_app()) as client:
        assert client.post("/v1/reports", json=BODY).status_code == 201
    assert main(["reports", "export", "--since", "2026-01-01"]) == 0
    assert json.loads(capsys.readouterr().out)["source"] == "reports"
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0004"
    engine.dispose()
