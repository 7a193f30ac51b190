"""From reports to campaigns: what belongs together, who counts, and what goes with a text that is deleted."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, func, select

from api.keys import hash_of
from api.review.callers import caller_hash
from api.review.canaries import canaries
from api.review.decisions import Decisions
from api.review.grouping import hosts_of
from api.review.intake import Intake
from api.review.safety import Lane, doubts
from api.store import Band, Campaign, Database, Host, Report, Salt, Wording
from detector import Label, Message
from tests.api.review.conftest import NOTICE, NOW, SCAM, Sender, campaigns, reports, rows

REPLY = "Your parcel 7731 waits at the depot for a small fee. Reply YES today and we send you the way to pay it"


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (SCAM, SCAM.replace("zip.top/c", "post.vip/9"), True),
        (SCAM, f"Good morning. {SCAM}", True),
        # Tiny changes and disguises of a scammer, or of a liar who wants many campaigns, without the host that joins.
        (REPLY, REPLY.upper(), True),
        (REPLY, REPLY.replace("7731", "9"), True),
        (
            REPLY,
            REPLY.replace("parcel", "par\N{ZERO WIDTH SPACE}cel").replace("fee", "f\N{CYRILLIC SMALL LETTER IE}e"),
            True,
        ),
        (REPLY, "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in REPLY), True),
        (REPLY, f"{REPLY} {'.' * 200} xq", True),
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


@pytest.mark.parametrize("hours", [24, 0.2])
def test_who_comes_back_each_day_has_one_vote(database: Database, send: Sender, hours: float) -> None:
    for number in range(2):
        send(SCAM, f"person {number}", "smishing", minutes=number)
    # The callers of a day are compared with each other alone; the second case goes over midnight.
    for number in range(4):
        send(SCAM, "liar", "other", minutes=60 * (11.7 + hours * number))
    (campaign,) = campaigns(database)
    assert (campaign.label, campaign.callers, campaign.lane) == ("smishing", 3, Lane.NORMAL)


def test_a_burst_of_one_caller_is_held_back(database: Database, send: Sender, decisions: Decisions) -> None:
    for number in range(6):
        send(SCAM, "liar", minutes=number / 10)
    assert [report.held for report in reports(database)] == [False] * 3 + [True] * 3
    assert decisions.label("ana", campaigns(database)[0].id, Label.SMISHING) == "accepted"
    assert len(rows(database)) == 3


def test_a_report_costs_the_same_however_many_its_caller_sent(database: Database, send: Sender) -> None:
    if not database.is_sqlite:
        pytest.skip("only SQLite counts its steps")
    steps = []
    for others in (100, 1000):
        with database.session() as session:
            who = caller_hash(session, "relay", NOW)
            session.add_all(sent_before(who, number) for number in range(others))
        send(SCAM, "relay")
        steps.append(steps_of(database, lambda: send(SCAM, "relay")))
    assert steps[1] < 1.2 * steps[0]


def sent_before(who: str, number: int) -> Report:
    """A report of another campaign, of a caller who sends many at once."""
    return Report(
        receipt_hash=secrets.token_hex(32), text=NOTICE, sender="", channel="sms", label="genuine", language="en",
        client="", redacted=True, state="received", received=NOW, expires=NOW + timedelta(days=9000), caller=who,
        campaign_id=1000 + number,
    )  # fmt: skip


def steps_of(database: Database, task: Callable[[], None]) -> int:
    """How many times ten steps SQLite's machine takes for a task."""
    counted = count()

    def begin(connection: Any, *_: object) -> None:
        connection.set_progress_handler(lambda: next(counted) < 0, 10)

    event.listen(database.engine, "checkout", begin)
    task()
    event.remove(database.engine, "checkout", begin)
    return next(counted)


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


@pytest.mark.parametrize(("who", "callers"), [("", 8), ("one caller", 1)])
def test_reports_that_come_at_once(database: Database, send: Sender, who: str, callers: int) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: send(SCAM, who, minutes=60 * number), range(8)))
    (campaign,) = campaigns(database)
    assert (campaign.reports, campaign.callers) == (8, callers)
    assert {report.campaign_id for report in reports(database)} == {campaign.id}


def test_processes_that_start_at_once_plant_each_known_message_once(database: Database, intake: Intake) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: intake.tidy(NOW), range(4)))
    assert len(campaigns(database)) == len(canaries())


def test_a_decision_while_reports_come(database: Database, intake: Intake, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    one = campaigns(database)[0].id
    with ThreadPoolExecutor(4) as threads:
        sent = threads.map(lambda number: send(SCAM, minutes=60 * number), range(1, 7))
        threads.submit(decisions.label, "ana", one, Label.SMISHING).result()
        list(sent)
    (campaign,) = campaigns(database)
    waiting = sum(report.state == "received" for report in reports(database))
    assert (campaign.state, campaign.reports, campaign.late) == ("accepted", 7, waiting)
