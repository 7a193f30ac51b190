"""What reviewers decide, what it takes, and what becomes of it when several do so at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from api.export import corpus_rows
from api.keys import hash_of
from api.review.canaries import canaries
from api.review.decisions import Decisions
from api.review.intake import Intake
from api.review.queue import Filter, listed, whole
from api.review.record import NotDoneError, Seen, known_results, seen_now
from api.store import Campaign, Database, Decision
from detector import Label
from tests.api.review.conftest import DETECTOR, EVER, NOW, SCAM, Sender, campaigns, reports, rows


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
    with pytest.raises(NotDoneError, match="later"):
        decisions.undo("ana")
    assert decisions.undo("ben") == decisions.undo("ana") == before
    assert (campaigns(database)[0].state, reports(database)[0].state) == ("open", "received")
    with database.session() as session:
        assert session.scalars(select(Decision.action)).all() == ["accept", "reject", "undo", "undo"]


def test_split_and_merge_and_undo(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    send(f"Good morning. {SCAM}")
    one = campaigns(database)[0].id
    assert decisions.split("ana", one, [reports(database)[1].id]) == "split"
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


@pytest.mark.parametrize("ticked", [[], [0, 1], [99]])
def test_what_cannot_be_split(database: Database, send: Sender, decisions: Decisions, ticked: list[int]) -> None:
    send(SCAM)
    send(SCAM)
    first = reports(database)[0].id
    with pytest.raises(NotDoneError, match="ticks"):
        decisions.split("ana", campaigns(database)[0].id, [first + tick for tick in ticked])


def shown(database: Database, campaign_id: int) -> Seen:
    """What a reviewer sees who opens a campaign now."""
    with database.session() as session:
        return seen_now(session, campaign_id)


def test_of_two_who_decide_at_once_the_second_is_told(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    one = campaigns(database)[0].id
    both = shown(database, one)
    assert decisions.label("ana", one, Label.SMISHING, both) == "accepted"
    for decide in (lambda: decisions.reject("ben", one, both), lambda: decisions.label("ben", one, Label.OTHER, both)):
        with pytest.raises(NotDoneError, match="changed"):
            decide()
    assert [row["label"] for row in rows(database)] == ["smishing"]
    assert decisions.reject("ben", one, shown(database, one)) == "rejected"
    decisions.undo("ben")
    with pytest.raises(NotDoneError, match="changed"):
        decisions.split("ana", one, [reports(database)[0].id], both)


def test_what_came_while_a_campaign_was_read_waits(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    one = campaigns(database)[0].id
    seen = shown(database, one)
    send(SCAM)
    assert decisions.label("ana", one, Label.SMISHING, seen) == "accepted"
    assert (len(rows(database)), campaigns(database)[0].late) == (1, 1)
    assert decisions.label("ana", one, Label.SMISHING, shown(database, one)) == "accepted"
    assert (len(rows(database)), campaigns(database)[0].late) == (2, 0)


def test_what_was_held_back_does_not_wait_for_a_decision(
    database: Database, send: Sender, decisions: Decisions
) -> None:
    for _ in range(5):
        send(SCAM, "liar")
    decisions.label("ana", campaigns(database)[0].id, Label.SMISHING)
    assert (len(rows(database)), campaigns(database)[0].late) == (3, 0)


def test_a_campaign_whose_reports_are_gone(
    database: Database, intake: Intake, send: Sender, decisions: Decisions
) -> None:
    send(SCAM)
    one = campaigns(database)[0].id
    intake.remove(hash_of("report 1"), NOW)
    for decide in (
        lambda: decisions.label("ana", one, Label.SMISHING),
        lambda: decisions.reject("ana", one),
        lambda: decisions.merge("ana", one, one + 1),
    ):
        with pytest.raises(NotDoneError, match="gone"):
            decide()
    with pytest.raises(NotDoneError, match="nothing"):
        decisions.undo("ana")


def test_two_merge_the_same_campaigns_at_once(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    send("See you at six at the usual place")
    one, other = (campaign.id for campaign in campaigns(database))

    def merged(pair: tuple[int, int]) -> str:
        try:
            return decisions.merge("ana", *pair)
        except NotDoneError as error:
            return error.why

    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(merged, [(one, other), (other, one)])) == ["gone", "merged"]
    assert [campaign.reports for campaign in campaigns(database)] == [2]


def test_undo_twice_at_once_takes_back_two(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    one = campaigns(database)[0].id
    decisions.label("ana", one, Label.SMISHING)
    decisions.reject("ana", one)
    with ThreadPoolExecutor() as threads:
        assert list(threads.map(lambda _: decisions.undo("ana"), range(2))) == [one, one]
    assert campaigns(database)[0].state == "open"
    with pytest.raises(NotDoneError, match="nothing"):
        decisions.undo("ana")


def test_a_known_message_is_no_campaign_like_others(
    database: Database, intake: Intake, send: Sender, decisions: Decisions
) -> None:
    intake.tidy(NOW)
    send(SCAM)
    *known, real = campaigns(database)
    first = reports(database)[0].id
    for change in (
        lambda: decisions.split("ana", known[0].id, [first]),
        lambda: decisions.merge("ana", real.id, known[0].id),
        lambda: decisions.merge("ana", known[0].id, real.id),
    ):
        with pytest.raises(NotDoneError, match="known"):
            change()
    for canary in known:
        decisions.label("ana", canary.id, Label(canary.canary))
    decisions.label("ana", real.id, Label.SMISHING)
    assert [row["text"] for row in rows(database)] == [SCAM]
    assert [row["text"] for row in corpus_rows(database, DETECTOR, EVER)] == [SCAM]


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
        first = listed(session, Filter(), "ana", NOW).rows[0].campaign
        assert first.canary and not any(row.campaign.canary for row in listed(session, Filter(), "ben", NOW).rows)
        assert first.label != first.canary
    for canary in planted[:2]:
        assert decisions.label("ana", canary.id, Label(canary.label)) == f"wrong-{canary.canary}"
    with database.session() as session:
        assert known_results(session, "ana", 10) == [False, False]
    send("See you at six at the usual place", label="other")
    last = campaigns(database)[-1].id
    assert decisions.label("ana", last, Label.OTHER) == "pending"
    assert rows(database) == []
    # Nor does she make others' labels count.
    send("Your library card runs out: renew it today at https://library-renew.top/card", label="genuine")
    doubted = campaigns(database)[-1].id
    assert decisions.label("ben", doubted, Label.GENUINE) == "pending"
    with pytest.raises(NotDoneError, match="careless"):
        decisions.label("ana", doubted, Label.GENUINE)
    assert (campaigns(database)[-1].decided_by, rows(database)) == ("ben", [])
    assert decisions.label("cleo", doubted, Label.GENUINE) == "accepted"


def test_each_wording_is_held_against_facts(database: Database, send: Sender, decisions: Decisions) -> None:
    for number in range(5):
        send(f"{SCAM} {number}")
    send("USPS: track your parcel at https://tools.usps.com/go", label="genuine")
    scam, notice = campaigns(database)
    decisions.merge("ana", notice.id, scam.id)
    with database.session() as session:
        (merged,) = session.scalars(select(Campaign)).all()
        shown = whole(session, merged, DETECTOR, NOW)
    assert [count for _, count in shown.wordings.shown] == [1, 5]
    assert "tools.usps.com" in shown.wordings.shown[0][0].text
    assert shown.doubts["smishing"] and shown.doubts["genuine"]
    assert decisions.label("ana", merged.id, Label.SMISHING) == "pending"


def test_what_rides_along_by_a_host_is_shown_first(database: Database, send: Sender) -> None:
    for number in range(60):
        send(f"{SCAM} {number + 10}", minutes=number)
    send("See our opening hours at https://usps.com-zip.top/hours, we wish you a merry Christmas!", minutes=-1)
    (campaign,) = campaigns(database)
    with database.session() as session:
        shown = whole(session, campaign, DETECTOR, NOW)
    assert [count for _, count in shown.wordings.shown] == [1, 60]
    assert "opening hours" in shown.wordings.shown[0][0].text


def test_what_was_rejected_and_is_reported_again_waits(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM)
    decisions.reject("ana", campaigns(database)[0].id)
    send(SCAM)
    assert (campaigns(database)[0].state, campaigns(database)[0].late) == ("rejected", 1)


def test_what_waits_for_a_second_reviewer_is_not_late(database: Database, send: Sender, decisions: Decisions) -> None:
    send(SCAM, label="genuine")
    assert decisions.label("ana", campaigns(database)[0].id, Label.GENUINE) == "pending"
    assert campaigns(database)[0].late == 0
