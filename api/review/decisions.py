"""What reviewers do: label, reject, split, merge, undo. Each is noted with who did it and when."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from api.review import snapshot
from api.review.intake import Intake
from api.review.safety import needs_second
from api.review.standing import count_votes_anew, message_of
from api.store import Campaign, Database, Decision, Host, Report, Wording
from detector import Label

# Writes first, so that nobody else changes the campaign meanwhile: SQLite locks all, PostgreSQL the row.
_LOCK = text("UPDATE campaign SET id = id WHERE id = :id")
RIGHT, WRONG = "known message, labelled right", "known message, labelled wrong"


class GoneError(Exception):
    """The campaign or decision is not there any more, or was changed by somebody else since."""


class Decisions:
    """Decides on the campaigns of a database; `now` is the clock."""

    def __init__(self, database: Database, intake: Intake, now: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._intake = intake
        self._now = now or (lambda: datetime.now(UTC))

    def label(self, reviewer: str, campaign_id: int, label: Label) -> str:
        """Say what a campaign is; tells "accepted", "pending" (until a second reviewer agrees), "right" or "wrong"."""
        with self._database.session() as session:
            campaign = _locked(session, campaign_id)
            if campaign.canary:
                return self._note_canary(session, reviewer, campaign, label)
            sample = session.get_one(Report, campaign.sample_id)
            before = snapshot.take(session, [campaign_id])
            agreed = campaign.state == "pending" and campaign.decided == label and campaign.decided_by != reviewer
            why = [] if agreed else needs_second(message_of(sample), label, canary_results(session, reviewer))
            action = "second" if agreed else "accept" if label == campaign.label else "relabel"
            campaign.state = "pending" if why else "accepted"
            self._note(session, reviewer, action, campaign_id, before, label=label, note="; ".join(why))
            self._decide(session, campaign, reviewer, label)
            return campaign.state

    def reject(self, reviewer: str, campaign_id: int) -> str:
        """Say that nothing is to be learnt from a campaign."""
        with self._database.session() as session:
            campaign = _locked(session, campaign_id)
            if campaign.canary:
                return self._note_canary(session, reviewer, campaign, None)
            before = snapshot.take(session, [campaign_id])
            campaign.state = "rejected"
            self._note(session, reviewer, "reject", campaign_id, before)
            self._decide(session, campaign, reviewer, None)
        return "rejected"

    def split(self, reviewer: str, campaign_id: int, report_ids: Sequence[int]) -> str:
        """Take reports out into an open campaign of their own."""
        with self._database.session() as session:
            campaign = _locked(session, campaign_id)
            chosen = select(Report).where(Report.campaign_id == campaign_id, Report.id.in_(report_ids))
            reports = session.scalars(chosen.order_by(Report.id)).all()
            if campaign.canary or not reports or len(reports) == campaign.reports:
                raise GoneError
            before = snapshot.take(session, [campaign_id])
            first = reports[0]
            new = Campaign(
                first_seen=first.received, last_seen=first.received, language=first.language, sample_id=first.id
            )
            session.add(new)
            session.flush()
            self._note(session, reviewer, "split", campaign_id, before, note=f"{len(reports)} reports into {new.id}")
            for report in reports:
                report.campaign_id, report.state = new.id, "received"
            session.flush()
            _move_wordings(session, {report.wording_id for report in reports}, campaign_id, new.id)
            self._settle_moved(session, campaign_id, new.id)
        return "split"

    def merge(self, reviewer: str, campaign_id: int, other_id: int) -> str:
        """Put the reports of a campaign into another one, which is then to be decided anew."""
        with self._database.session() as session:
            campaign, other = _locked(session, campaign_id), _locked(session, other_id)
            if campaign.canary or other.canary or campaign_id == other_id:
                raise GoneError
            before = snapshot.take(session, [campaign_id, other_id])
            self._note(session, reviewer, "merge", other_id, before, note=f"campaign {campaign_id} into {other_id}")
            session.execute(
                update(Report)
                .where(Report.campaign_id.in_([campaign_id, other_id]))
                .values(campaign_id=other_id, state="received")
            )
            for table in (Wording, Host):
                session.execute(update(table).where(table.campaign_id == campaign_id).values(campaign_id=other_id))
            other.state, other.decided, other.decided_by, other.decided_at = "open", "", "", None
            self._settle_moved(session, campaign_id, other_id)
        return "merged"

    def undo(self, reviewer: str) -> int:
        """Take back the last decision of a reviewer, and give its campaign. Raises `GoneError`."""
        with self._database.session() as session:
            undone = select(Decision.undoes).where(Decision.undoes.is_not(None))
            mine = select(Decision).where(
                Decision.reviewer == reviewer, Decision.before != "{}", Decision.id.not_in(undone)
            )
            last = session.scalars(mine.order_by(Decision.id.desc()).limit(1)).first()
            if last is None:
                raise GoneError
            after = select(Decision.id).where(
                Decision.campaign_id == last.campaign_id,
                Decision.id > last.id,
                Decision.action != "undo",
                Decision.id.not_in(undone),
            )
            if session.scalars(after).first():
                raise GoneError
            self._note(session, reviewer, "undo", last.campaign_id, undoes=last.id)
            ids = {last.campaign_id, *snapshot.restore(session, last.before)}
            if last.action == "split":
                ids.add(int(last.note.rpartition(" ")[2]))
            self._intake.settle_all(session, ids, self._now())
            return last.campaign_id

    def _decide(self, session: Session, campaign: Campaign, reviewer: str, label: Label | None) -> None:
        campaign.decided = label.value if label else ""
        campaign.decided_by, campaign.decided_at = reviewer, self._now()
        state = campaign.state if campaign.state in ("accepted", "rejected") else "received"
        # What is part of a burst is no evidence, whatever the label.
        session.execute(update(Report).where(Report.campaign_id == campaign.id, ~Report.held).values(state=state))
        self._intake.settle_all(session, [campaign.id], self._now())

    def _settle_moved(self, session: Session, *campaign_ids: int) -> None:
        for campaign_id in campaign_ids:
            count_votes_anew(session, campaign_id)
        session.expire_all()
        self._intake.settle_all(session, campaign_ids, self._now())

    def _note_canary(self, session: Session, reviewer: str, campaign: Campaign, label: Label | None) -> str:
        right = label == campaign.canary
        self._note(session, reviewer, "canary", campaign.id, label=label, note=RIGHT if right else WRONG)
        return "right" if right else f"wrong-{campaign.canary}"

    def _note(
        self,
        session: Session,
        reviewer: str,
        action: str,
        campaign_id: int,
        before: str = "{}",
        *,
        label: Label | None = None,
        note: str = "",
        undoes: int | None = None,
    ) -> None:
        session.add(
            Decision(
                at=self._now(),
                reviewer=reviewer,
                action=action,
                campaign_id=campaign_id,
                label=label.value if label else "",
                note=note,
                before=before,
                undoes=undoes,
            )
        )
        session.flush()


def canary_results(session: Session, reviewer: str) -> list[bool]:
    """Whether a reviewer labelled each known message right, the last one first."""
    chosen = select(Decision.note).where(Decision.reviewer == reviewer, Decision.action == "canary")
    return [note == RIGHT for note in session.scalars(chosen.order_by(Decision.id.desc()))]


def _locked(session: Session, campaign_id: int) -> Campaign:
    session.execute(_LOCK, {"id": campaign_id})
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise GoneError
    return campaign


def _move_wordings(session: Session, wording_ids: Iterable[int | None], old: int, new: int) -> None:
    """Let a wording follow its reports where all of them moved, so that later ones follow too."""
    stay = set(session.scalars(select(Report.wording_id).where(Report.campaign_id == old).distinct()))
    moved = [wording_id for wording_id in wording_ids if wording_id not in stay]
    session.execute(update(Wording).where(Wording.id.in_(moved)).values(campaign_id=new))
