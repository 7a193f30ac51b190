import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.drift import Tally, limits
from api.drift.drift import Counted, Counts, Drift, drift_of, weeks_of
from api.drift.tally import EDGES, Kind
from api.drift.watch import DriftWatch
from api.keys import make_key
from api.scopes import Scope
from api.settings import Settings
from api.store import Database, Keys, StoreError, Tallies
from api.store.tables import DailyCount
from detector import Detector, Message
from tests.api.stores import postgres_address

DAY = date(2026, 11, 23)
CANARY = "canary7f3a"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    yield from postgres_address()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    sqlite = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres")
    database = Database(Settings(database_url=url).database_url)
    database.upgrade()
    with database.session() as session:
        session.execute(DailyCount.__table__.delete())  # type: ignore[attr-defined]
    yield database
    database.close()


def counts(messages: int, **rules: int) -> Counts:
    """Messages that all score alike, of which some fire a rule."""
    found = {("messages", ""): messages, ("score", "03"): messages, ("decision", "other"): messages}
    found |= {("words", "known"): 9 * messages, ("words", "unknown"): messages}
    return found | {("rule", name): count for name, count in rules.items()}


def drift(now: Counts, before: Counts) -> Drift:
    return drift_of(weeks_of(DAY, limits()), "1.x", Counted((now, before), (now, before)), limits())


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (counts(1000, bare_link=100), counts(4000, bare_link=400), ()),
        # Moved far, and by more than chance.
        (
            counts(1000, bare_link=250),
            counts(4000, bare_link=400),
            ("bare_link: 10.0% before, 25.0% this week",),
        ),
        # Far, but of too few messages.
        (counts(400, bare_link=250), counts(4000, bare_link=400), ()),
        (counts(1000, bare_link=250), counts(400, bare_link=40), ()),
        # Beyond chance, but not far.
        (counts(100_000, bare_link=13_000), counts(400_000, bare_link=40_000), ()),
        # A rule that never fired before, and one that fires no longer.
        (counts(1000, bare_link=80), counts(4000), ("bare_link: 0.0% before, 8.0% this week",)),
        (counts(1000), counts(4000, bare_link=400), ("bare_link: 10.0% before, 0.0% this week",)),
        (
            counts(1000) | {("words", "unknown"): 3000},
            counts(4000),
            ("unknown_words: 10.0% before, 25.0% this week",),
        ),
        (
            counts(1000) | {("decision", "other"): 900, ("decision", "uncertain"): 100},
            counts(4000),
            ("uncertain: 0.0% before, 10.0% this week", "other: 100.0% before, 90.0% this week"),
        ),
        (
            counts(1000) | {("score", "03"): 500, ("score", "12"): 500},
            counts(4000),
            ("scores: population stability index 4.47",),
        ),
        (counts(0), counts(0), ()),
    ],
)
def test_alarms(now: Counts, before: Counts, expected: tuple[str, ...]) -> None:
    assert set(drift(now, before).alarms) == set(expected)


def test_weeks_touch_and_do_not_overlap() -> None:
    weeks = weeks_of(DAY, limits())
    assert weeks == (date(2026, 11, 17), DAY, date(2026, 10, 20), date(2026, 11, 16))


def test_equal_weeks_have_no_index() -> None:
    same = counts(5000)
    assert drift(same, same).stability_index == pytest.approx(0)
    assert sum(scored.now for scored in drift(same, counts(900)).scores) == pytest.approx(1)


def test_each_verdict_is_counted_once_and_words_of_some(scam: str, notice: str) -> None:
    detector, tally = Detector(), Tally()
    every = limits().words_every
    for text in [scam, notice] * every:
        message = Message(text)
        tally.count(message, detector.check(message), detector.scorecard)
    taken = tally.take()
    of = Counter[str]()
    for kind, count in taken.items():
        assert kind.model == detector.model.version
        of[kind.measure] += count
    assert (of["messages"], of["score"], of["decision"]) == (2 * every,) * 3
    assert taken[Kind(detector.model.version, "rule", "lookalike_domain")] == every
    assert 0 < of["words"] <= 2 * len(scam.split()) * 2
    assert all(int(kind.name) <= len(EDGES) for kind in taken if kind.measure == "score")
    assert not tally.take()


def test_counts_of_several_processes_add_up(database: Database) -> None:
    tallies = Tallies(database)
    for _ in range(3):
        tallies.add(DAY, {("1.x", "rule", "bare_link"): 2, ("1.x", "messages", ""): 5})
    tallies.add(DAY - timedelta(days=1), {("1.y", "messages", ""): 7})
    tallies.add(DAY, {})
    assert tallies.between(DAY, DAY) == {("rule", "bare_link"): 6, ("messages", ""): 15}
    assert tallies.between(DAY - timedelta(days=1), DAY) == {("rule", "bare_link"): 6, ("messages", ""): 22}
    assert tallies.between(DAY - timedelta(days=1), DAY, "1.y") == {("messages", ""): 7}
    tallies.purge(DAY)
    assert tallies.between(DAY - timedelta(days=1), DAY, "1.y") == {}


def test_counts_outlive_a_database_that_is_gone(tmp_path: Path, scam: str) -> None:
    detector, tally, message = Detector(), Tally(), Message(scam)
    tally.count(message, detector.check(message), detector.scorecard)
    (tmp_path / "file").touch()
    gone = Database(f"sqlite:///{tmp_path / 'file' / 'x.sqlite3'}")
    with pytest.raises(StoreError):
        asyncio.run(DriftWatch(gone, tally, lambda: "").keep())
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    database.upgrade()
    watch = DriftWatch(database, tally, lambda: detector.model.version, lambda: datetime(2026, 11, 23, tzinfo=UTC))
    for _ in range(2):
        assert asyncio.run(watch.drift()).messages_now == 1
    gone.close()
    database.close()


def test_an_operator_asks(tmp_path: Path, scam: str) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}")
    database = Database(settings.database_url)
    database.upgrade()
    secret, row = make_key("operator", [Scope.ADMIN])
    Keys(database).add(row)
    headers = {"Authorization": f"Bearer {secret}"}
    with TestClient(create_app(settings=settings)) as client:
        assert client.get("/v1/admin/drift").status_code == 401
        assert client.get("/v1/admin/drift", headers=headers).json()["now"]["messages"] == 0
        client.post("/v1/check", json={"text": f"{scam} {CANARY}"})
        answer = client.get("/v1/admin/drift", headers=headers).json()
        assert (answer["now"]["messages"], answer["enough"], answer["alarms"]) == (1, False, [])
        assert [change["name"] for change in answer["decisions"] if change["now"]] == ["smishing"]
        assert "postproof_drift_alarms 0.0" in client.get("/metrics", headers=headers).text
        client.post("/v1/check", json={"text": scam})
    # What was counted last is kept at the end.
    assert Tallies(database).between(date.min, date.max)["messages", ""] == 2
    database.close()
    assert not any(CANARY.encode() in file.read_bytes() for file in tmp_path.iterdir())
