"""From reports to labels: grouping, votes, lanes, decisions, sessions. Real database, real detector."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from api.app import create_app
from api.export import accepted_rows
from api.keys import hash_of, make_key
from api.review.canaries import canaries
from api.review.decisions import Decisions, GoneError, canary_results
from api.review.grouping import hosts_of
from api.review.intake import Intake
from api.review.queue import Filter, listed
from api.review.safety import Lane, doubts, numbers, numbers_of
from api.scopes import Scope
from api.settings import Settings
from api.store import Band, Campaign, Database, Decision, Host, Keys, Report, Salt, Wording
from detector import Detector, Label, Message

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCAM = "USPS: your parcel is held because the zip code is wrong. Confirm your address at https://usps.com-zip.top/c"
NOTICE = (
    "USPS 9400111899223818218407, Expected Delivery by: Tuesday, November 24, 2026 by 9:00pm. "
    "Arrived at USPS Regional Facility, DENVER CO 80266. Reply STOP to cancel"
)
DETECTOR = Detector()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def intake(database: Database) -> Intake:
    return Intake(database, lambda: DETECTOR)


@pytest.fixture
def decisions(database: Database, intake: Intake) -> Decisions:
    return Decisions(database, intake, lambda: NOW)


class Sender:
    """Sends reports in."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.sent = 0

    def __call__(self, text: str, who: str = "", label: str = "smishing", minutes: float = 0, sender: str = "") -> None:
        self.sent += 1
        received = NOW + timedelta(minutes=minutes)
        report = Report(
            receipt_hash=hash_of(f"report {self.sent}"), text=text, sender=sender, channel="sms", label=label,
            language="en", client="", redacted=True, state="received", received=received,
            expires=datetime.now(UTC) + timedelta(days=90),
        )  # fmt: skip
        self.intake.add(report, who or f"caller {self.sent}")


@pytest.fixture
def send(intake: Intake) -> Sender:
    return Sender(intake)


def campaigns(database: Database) -> list[Campaign]:
    with database.session() as session:
        return list(session.scalars(select(Campaign).order_by(Campaign.id)))


def reports(database: Database) -> list[Report]:
    with database.session() as session:
        return list(session.scalars(select(Report).order_by(Report.id)))


def rows(database: Database) -> list[dict[str, Any]]:
    return list(accepted_rows(database, DETECTOR, datetime.min.replace(tzinfo=UTC)))


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (SCAM, SCAM.replace("zip.top/c", "post.vip/9"), True),
        (SCAM, f"Good morning. {SCAM}", True),
        (SCAM, "Su paquete espera. Pague la tarifa de aduana hoy: https://usps.com-zip.top/es", True),
        (SCAM, "See you at six at the usual place", False),
        # Word for word the same, and one leads elsewhere: a scam that copies a notice is not that notice.
        (NOTICE + " https://tools.usps.com/go", NOTICE + " https://usps-go.top/go", False),
        ("Win a prize at https://bit.ly/abc today", "Rehearsal plan: https://bit.ly/xyz", False),
    ],
)
def test_what_is_one_campaign(database: Database, send: Sender, first: str, second: str, together: bool) -> None:
    send(first)
    send(second)
    assert len(campaigns(database)) == (1 if together else 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay at https://a.b.usps-fee.vip/x", ["usps-fee.vip"]),
        ("Pay at https://parcel-fee.web.app/x", ["parcel-fee.web.app"]),
        ("Pay at https://bit.ly/x", []),
        ("Track at https://tools.usps.com/go", []),
    ],
)
def test_hosts(text: str, expected: list[str]) -> None:
    assert list(hosts_of(Message(text))) == expected


def test_one_caller_cannot_outvote_others(database: Database, send: Sender) -> None:
    for number in range(3):
        send(SCAM, f"person {number}", "smishing")
    for _ in range(3):
        send(SCAM, "liar", "genuine")
    (campaign,) = campaigns(database)
    assert (campaign.reports, campaign.callers, campaign.label, campaign.agreement) == (6, 4, "smishing", 0.75)


def test_a_burst_of_one_caller_is_held_back(database: Database, send: Sender, decisions: Decisions) -> None:
    for number in range(6):
        send(SCAM, "liar", minutes=number / 10)
    assert [report.held for report in reports(database)] == [False] * 3 + [True] * 3
    assert decisions.label("ana", campaigns(database)[0].id, Label.SMISHING) == "accepted"
    assert len(rows(database)) == 3


def test_lanes(database: Database, send: Sender) -> None:
    for number in range(3):
        send(SCAM, minutes=60 * number)
    assert campaigns(database)[0].lane == Lane.FAST
    for _ in range(30):
        send(SCAM, minutes=130)
    assert campaigns(database)[0].lane == Lane.HELD
    for number in range(5):
        send(NOTICE, label="smishing", minutes=60 * number)
    assert campaigns(database)[1].lane != Lane.FAST


@pytest.mark.parametrize(
    ("text", "label", "doubted"),
    [
        (SCAM, Label.GENUINE, True),
        (SCAM, Label.SMISHING, False),
        ("USPS: track your parcel at https://tools.usps.com/go", Label.SMISHING, True),
        (canaries()[0].message.text, Label.SMISHING, True),
        (canaries()[0].message.text, Label.GENUINE, False),
        ("See you at six", Label.OTHER, False),
    ],
)
def test_doubts(text: str, label: Label, doubted: bool) -> None:
    assert bool(list(doubts(Message(text), label))) is doubted


def test_a_doubted_label_needs_a_second_reviewer(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM, label="genuine")
    (campaign,) = campaigns(database)
    assert decisions.label("ana", campaign.id, Label.GENUINE) == "pending"
    assert decisions.label("ana", campaign.id, Label.GENUINE) == "pending"
    assert rows(database) == []
    assert decisions.label("ben", campaign.id, Label.GENUINE) == "accepted"
    assert [row["label"] for row in rows(database)] == ["genuine"]


def test_the_reviewers_label_leaves_and_late_reports_wait(
    database: Database, send: Sender, decisions: Decisions
) -> None:
    send(SCAM, label="other")
    assert decisions.label("ana", campaigns(database)[0].id, Label.SMISHING) == "accepted"
    send(SCAM)
    (row,) = rows(database)
    assert (row["label"], row["campaign"], "lure" in row) == ("smishing", f"report-{campaigns(database)[0].id}", True)
    assert campaigns(database)[0].late == 1


def test_reject_and_undo(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    before = campaigns(database)[0].id
    decisions.label("ana", before, Label.SMISHING)
    decisions.reject("ben", before)
    with pytest.raises(GoneError):
        decisions.undo("ana")
    assert decisions.undo("ben") == decisions.undo("ana") == before
    assert (campaigns(database)[0].state, reports(database)[0].state) == ("open", "received")
    with database.session() as session:
        assert session.scalars(select(Decision.action)).all() == ["accept", "reject", "undo", "undo"]


def test_split_and_merge_and_undo(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    send(f"Good morning. {SCAM}")
    one = campaigns(database)[0].id
    assert decisions.split("ana", one, [2]) == "split"
    old, new = campaigns(database)
    assert (old.reports, new.reports) == (1, 1)
    send(f"Good morning. {SCAM}")
    assert reports(database)[2].campaign_id == new.id
    assert decisions.merge("ana", new.id, old.id) == "merged"
    assert [campaign.reports for campaign in campaigns(database)] == [3]
    decisions.undo("ana")
    assert [campaign.reports for campaign in campaigns(database)] == [1, 2]
    decisions.undo("ana")
    assert {report.campaign_id for report in reports(database)[:2]} == {one}


@pytest.mark.parametrize("ids", [[], [1, 2], [99]])
def test_what_cannot_be_split(database: Database, send: Sender, decisions: Decisions, ids: list[int]) -> None:
    send(SCAM)
    send(SCAM)
    with pytest.raises(GoneError):
        decisions.split("ana", campaigns(database)[0].id, ids)


def test_known_messages_find_careless_reviewers(
    database: Database, intake: Intake, send: Sender, decisions: Decisions
) -> None:
    intake.tidy(NOW)
    intake.tidy(NOW)
    planted = campaigns(database)
    assert len(planted) == len(canaries())
    for number in range(20):
        send(f"{SCAM} {'abcdefghijklmnopqrstuvwxyz'[number] * 30}")
        decisions.reject("ana", campaigns(database)[-1].id)
    with database.session() as session:
        first = listed(session, Filter(), "ana").rows[0].campaign
        assert first.canary and not any(row.campaign.canary for row in listed(session, Filter(), "ben").rows)
        assert first.label != first.canary
    for canary in planted[:2]:
        assert decisions.label("ana", canary.id, Label(canary.label)) == f"wrong-{canary.canary}"
    with database.session() as session:
        assert canary_results(session, "ana") == [False, False]
    send("See you at six at the usual place", label="other")
    last = campaigns(database)[-1].id
    assert decisions.label("ana", last, Label.OTHER) == "pending"
    assert rows(database) == []


def test_what_was_read_off_a_text_goes_with_it(database: Database, intake: Intake, send: Sender) -> None:
    send(SCAM)
    assert intake.remove(hash_of("report 1"), NOW)
    with database.session() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Campaign, Wording, Band, Host)]
    assert counts == [0, 0, 0, 0]


def test_callers_are_forgotten(database: Database, intake: Intake, send: Sender) -> None:
    send(SCAM, "203.0.113.9")
    (report,) = reports(database)
    assert len(report.caller) == 64 and report.counts
    intake.tidy(NOW + timedelta(days=3))
    assert (reports(database)[0].caller, reports(database)[0].counts) == ("", True)
    with database.session() as session:
        assert session.scalars(select(Salt.day)).all() == []


def test_old_reports_are_grouped(database: Database, intake: Intake, send: Sender) -> None:
    with database.session() as session:
        session.add(
            Report(
                receipt_hash="x", text=SCAM, sender="", channel="sms", label="smishing", language="en", client="",
                redacted=True, state="received", received=NOW, expires=NOW + timedelta(days=9),
            )
        )  # fmt: skip
    intake.tidy(NOW)
    assert reports(database)[0].campaign_id


@pytest.fixture
def signed(tmp_path: Path, database: Database, intake: Intake, send: Sender) -> Iterator[tuple[TestClient, str]]:
    secret, row = make_key("ana", [Scope.REVIEW])
    Keys(database).add(row)
    send(SCAM)
    settings = Settings(database_url=str(database.url), anonymous_limit="1000/minute")
    with TestClient(create_app(DETECTOR, settings), base_url="https://testserver") as client:
        yield client, secret


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_signing_in_and_out(signed: tuple[TestClient, str], database: Database) -> None:
    client, secret = signed
    assert "Sign in to review" in client.get("/review").text
    assert client.post("/review/sign-in", data={"key": "postproof_x"}).status_code == 403
    assert client.post("/review/sign-in", json={"key": secret}).status_code == 415
    done = client.post("/review/sign-in", data={"key": f" {secret} "}, follow_redirects=False)
    cookie = done.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "secure", "samesite=strict", "path=/review"))
    assert secret not in cookie
    page = client.get("/review").text
    assert SCAM.split("https")[0].strip() in re.sub(r"<[^>]*>", "", page)
    assert "set-cookie" not in client.get("/").headers
    form = {"csrf": field(page, "csrf"), "campaign": field(page, "campaign"), "do": "smishing", "back": "", "at": "0"}
    assert client.post("/review/decide", data=form | {"csrf": "x"}).status_code == 403
    assert campaigns(database)[0].state == "open"
    assert client.post("/review/decide", data=form | {"do": "nothing"}).status_code == 400
    assert "Accepted." in client.post("/review/decide", data=form).text
    assert "Nothing was changed" in client.post("/review/decide", data=form | {"campaign": "999"}).text
    client.post("/review/sign-out", data={"csrf": form["csrf"]})
    assert "Sign in to review" in client.get("/review").text


def test_a_key_that_is_revoked_ends_its_session(signed: tuple[TestClient, str], database: Database) -> None:
    client, secret = signed
    client.post("/review/sign-in", data={"key": secret})
    assert "Sign out" in client.get("/review/train").text
    Keys(database).revoke("ana", NOW)
    assert "Sign in to review" in client.get("/review").text


@pytest.mark.parametrize(
    "query", ["state=nothing&page=x", "page=0", "since=yesterday&label=spam", "at=99999999999", "state=late&page=9"]
)
def test_odd_addresses(signed: tuple[TestClient, str], query: str) -> None:
    client, secret = signed
    client.post("/review/sign-in", data={"key": secret})
    assert client.get(f"/review?{query}").status_code == 200


@pytest.mark.parametrize(
    ("right", "wrong"), [("half_life_days", "half_live_days"), ("days = 2", ""), ("[burst]", "[bursts]")]
)
def test_a_misspelt_number_fails(right: str, wrong: str) -> None:
    written = (files("api.review") / "safety.toml").read_text("utf-8")
    assert numbers_of(written) == numbers()
    with pytest.raises(TypeError):
        numbers_of(written.replace(right, wrong, 1))
