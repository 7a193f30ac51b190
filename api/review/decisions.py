"""What reviewers do: label, reject, split, merge, undo. Each is noted with who did it and when."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.review import snapshot
from api.review.intake import Intake
from api.review.numbers import numbers
from api.review.record import RIGHT, WRONG, NotDoneError, Seen, known_results, lock, locked, undoable
from api.review.safety import is_careless, needs_second
from api.review.standing import count_votes_anew, message_of, sample_of, wordings_of
from api.store import Campaign, Database, Decision, Host, Report, Wording, one_by_one
from detector import Label, Message


class Decisions:
    """Decides on the campaigns of a database; `now` is the clock.

    What a reviewer was shown (`seen`) guards a decision: it is not made where somebody else decided since, and reports
    that came since wait for the next one. All raise `api.review.record.NotDoneError`.
    """

    def __init__(self, database: Database, intake: Intake, now: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._intake = intake
        self._now = now or (lambda: datetime.now(UTC))

    def label(self, reviewer: str, campaign_id: int, label: Label, seen: Seen | None = None) -> str:
        """Say what a campaign is; tells "accepted", "pending" (until a second reviewer agrees), "right" or "wrong-"."""
        with self._database.session() as session:
            campaign = locked(session, campaign_id, seen)
            if campaign.canary:
                return self._note_canary(session, reviewer, campaign, label)
            if sample_of(session, campaign, self._now()) is None:
                raise NotDoneError("gone")
            before = snapshot.take(session, [campaign_id])
            agreed = campaign.state == "pending" and campaign.decided == label and campaign.decided_by != reviewer
            known = known_results(session, reviewer, numbers().reviewers.canary_window)
            if agreed and is_careless(known):
                raise NotDoneError("careless")
            why = [] if agreed else needs_second(self._wordings(session, campaign), label, known)
            action = "second" if agreed else "accept" if label == campaign.label else "relabel"
            campaign.state = "pending" if why else "accepted"
            made = self._note(session, reviewer, action, campaign_id, before, label=label, note="; ".join(why))
            self._decide(session, campaign, made, seen)
            return "pending" if why else "accepted"

    def reject(self, reviewer: str, campaign_id: int, seen: Seen | None = None) -> str:
        """Say that nothing is to be learnt from a campaign."""
        with self._database.session() as session:
            campaign = locked(session, campaign_id, seen)
            if campaign.canary:
                return self._note_canary(session, reviewer, campaign, None)
            before = snapshot.take(session, [campaign_id])
            campaign.state = "rejected"
            made = self._note(session, reviewer, "reject", campaign_id, before)
            self._decide(session, campaign, made, seen)
        return "rejected"

    def split(self, reviewer: str, campaign_id: int, report_ids: Sequence[int], seen: Seen | None = None) -> str:
        """Take reports out into an open campaign of their own."""
        with self._database.session() as session:
            campaign = locked(session, campaign_id, seen)
            chosen = select(Report).where(Report.campaign_id == campaign_id, Report.id.in_(report_ids))
            reports = session.scalars(chosen.order_by(Report.id)).all()
            if campaign.canary:
                raise NotDoneError("known")
            if not reports or len(reports) == campaign.reports:
                raise NotDoneError("ticks")
            before, first = snapshot.take(session, [campaign_id]), reports[0]
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

    def merge(self, reviewer: str, campaign_id: int, other_id: int, seen: Seen | None = None) -> str:
        """Put the reports of a campaign into another one, which is then to be decided anew."""
        with self._database.session() as session:
            lock(session, campaign_id, other_id)
            campaign, other = locked(session, campaign_id, seen), locked(session, other_id)
            if campaign.canary or other.canary:
                raise NotDoneError("known")
            if campaign is other:
                raise NotDoneError("gone")
            before = snapshot.take(session, [campaign_id, other_id])
            self._note(session, reviewer, "merge", other_id, before, note=f"campaign {campaign_id} into {other_id}")
            both = Report.campaign_id.in_([campaign_id, other_id])
            session.execute(update(Report).where(both).values(campaign_id=other_id, state="received"))
            for table in (Wording, Host):
                session.execute(update(table).where(table.campaign_id == campaign_id).values(campaign_id=other_id))
            other.state, other.decided, other.decided_by, other.decided_at = "open", "", "", None
            self._settle_moved(session, campaign_id, other_id)
        return "merged"

    def undo(self, reviewer: str) -> int:
        """Take back the last decision of a reviewer, and give its campaign."""
        with self._database.session() as session:
            # Pressed twice, it takes back two decisions, and not one of them twice.
            one_by_one(session)
            last = undoable(session, reviewer)
            lock(session, last.campaign_id)
            self._note(session, reviewer, "undo", last.campaign_id, undoes=last.id)
            ids = {last.campaign_id, *snapshot.restore(session, last.before)}
            if last.action == "split":
                ids.add(int(last.note.rpartition(" ")[2]))
            self._intake.settle_all(session, ids, self._now())
            return last.campaign_id

    def _wordings(self, session: Session, campaign: Campaign) -> Iterator[Message]:
        """A message for each wording, the rarest first."""
        for report, _ in wordings_of(session, campaign, self._now(), numbers().reviewers.wordings).shown:
            yield message_of(report)

    def _decide(self, session: Session, campaign: Campaign, made: Decision, seen: Seen | None) -> None:
        campaign.decided, campaign.decided_by, campaign.decided_at = made.label, made.reviewer, made.at
        state = campaign.state if campaign.state in ("accepted", "rejected") else "received"
        # What is part of a burst is no evidence, whatever the label.
        decided = [Report.campaign_id == campaign.id, ~Report.held, *([Report.id <= seen.report] if seen else [])]
        session.execute(update(Report).where(*decided).values(state=state))
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
    ) -> Decision:
        decision = Decision(
            at=self._now(),
            reviewer=reviewer,
            action=action,
            campaign_id=campaign_id,
            label=label.value if label else "",
            note=note,
            before=before,
            undoes=undoes,
        )
        session.add(decision)
        session.flush()
        return decision


def _move_wordings(session: Session, wording_ids: Iterable[int | None], old: int, new: int) -> None:
    """Let a wording follow its reports where all of them moved, so that later ones follow too."""
    stay = set(session.scalars(select(Report.wording_id).where(Report.campaign_id == old).distinct()))
    moved = [wording_id for wording_id in wording_ids if wording_id not in stay]
    session.execute(update(Wording).where(Wording.id.in_(moved)).values(campaign_id=new))
