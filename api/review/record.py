"""The record of who decided what and when: rows are added and never changed, and taking one back is a row too."""

from typing import Literal, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api.store import Campaign, Decision, Report

RIGHT, WRONG = "known message, labelled right", "known message, labelled wrong"
# Writes first, so that nobody else changes the campaign meanwhile: SQLite locks all, PostgreSQL the row.
_LOCK = text("UPDATE campaign SET id = id WHERE id = :id")
Why = Literal["gone", "changed", "ticks", "known", "nothing", "later", "careless"]


class NotDoneError(Exception):
    """A decision that was not made, because nothing was there to decide on any more or somebody was quicker.

    `why` is "gone" (the campaign or its reports), "changed" (somebody decided on it since it was shown), "ticks" (none
    or all of its reports were to be split off), "known" (a known message has no parts), "nothing" (to undo), "later"
    (somebody decided after what was to be undone) or "careless" (who mislabelled known messages confirms nobody).
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Seen(NamedTuple):
    """What a reviewer was shown of a campaign: up to which decision and which report, 0 for none."""

    decision: int
    report: int

    def __str__(self) -> str:
        return f"{self.decision}.{self.report}"


def seen_now(session: Session, campaign_id: int) -> Seen:
    """What there is to be seen of a campaign."""
    newest = select(func.max(Report.id)).where(Report.campaign_id == campaign_id)
    return Seen(_last(session, campaign_id), session.scalar(newest) or 0)


def locked(session: Session, campaign_id: int, seen: Seen | None = None) -> Campaign:
    """A campaign that nobody else changes until the transaction ends. Raises `NotDoneError`.

    `seen` is what its reviewer was shown; None where that does not matter.
    """
    lock(session, campaign_id)
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotDoneError("gone")
    if seen and not campaign.canary and _last(session, campaign_id) != seen.decision:
        raise NotDoneError("changed")
    return campaign


def lock(session: Session, *campaign_ids: int) -> None:
    """Let nobody else change some campaigns until the transaction ends, whether they exist or not."""
    # In one order everywhere, so that two who want the same ones do not wait for each other.
    for campaign_id in sorted(campaign_ids):
        session.execute(_LOCK, {"id": campaign_id})


def undoable(session: Session, reviewer: str) -> Decision:
    """The last decision of a reviewer that was not taken back yet. Raises `NotDoneError`."""
    undone = select(Decision.undoes).where(Decision.undoes.is_not(None))
    mine = select(Decision).where(Decision.reviewer == reviewer, Decision.before != "{}", Decision.id.not_in(undone))
    last = session.scalars(mine.order_by(Decision.id.desc()).limit(1)).first()
    if last is None:
        raise NotDoneError("nothing")
    after = select(Decision.id).where(
        Decision.campaign_id == last.campaign_id,
        Decision.id > last.id,
        Decision.action != "undo",
        Decision.id.not_in(undone),
    )
    if session.scalars(after.limit(1)).first():
        raise NotDoneError("later")
    return last


def known_results(session: Session, reviewer: str, most: int) -> list[bool]:
    """Whether a reviewer labelled each of the last known messages right, the last one first."""
    chosen = select(Decision.note).where(Decision.reviewer == reviewer, Decision.action == "canary")
    return [told == RIGHT for told in session.scalars(chosen.order_by(Decision.id.desc()).limit(most))]


def _last(session: Session, campaign_id: int) -> int:
    """The number of the last decision on a campaign; 0 for none."""
    return session.scalar(select(func.max(Decision.id)).where(Decision.campaign_id == campaign_id)) or 0
