"""Takes reports in and out, and keeps their campaigns in step."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from api.keys import hash_of
from api.review.callers import caller_hash, forget_callers
from api.review.canaries import canaries
from api.review.grouping import join
from api.review.numbers import numbers
from api.review.safety import Lane, is_burst
from api.review.standing import message_of, settle
from api.store import Campaign, Database, Report, ReviewSession, one_by_one
from detector import Detector

_FOREVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
_AT_ONCE = 200


class Intake:
    """The door to the reports of a database; `detector` gives the one in use."""

    def __init__(self, database: Database, detector: Callable[[], Detector]) -> None:
        self._database = database
        self._detector = detector

    def add(self, report: Report, who: str) -> None:
        """Keep a report with its campaign; when this returns, both are on disk."""
        with self._database.session() as session:
            session.add(report)
            # Writing comes first: SQLite lets nobody write who has read what another changed since.
            session.flush()
            self._place(session, report, who)

    def remove(self, receipt_hash: str, now: datetime) -> bool:
        """Delete the report of a receipt, and say whether there was one."""
        return self._delete(now, Report.receipt_hash == receipt_hash, Report.expires > now) > 0

    def purge(self, now: datetime) -> int:
        """Delete what has expired, and count it."""
        return self._delete(now, Report.expires <= now)

    def tidy(self, now: datetime) -> None:
        """Forget callers and sessions, open what was held, plant the known messages, group what has no campaign."""
        with self._database.session() as session:
            session.execute(delete(ReviewSession).where(ReviewSession.expires <= now))
            forget_callers(session, now)
            one_by_one(session)
            over = select(Campaign.id).where(Campaign.lane == Lane.HELD, Campaign.held_until <= now)
            self.settle_all(session, session.scalars(over).all(), now)
            _plant(session, now)
        while self._group_some():
            pass

    def _group_some(self) -> bool:
        """Group a few reports that were kept before there were campaigns, and say whether there were any."""
        with self._database.session() as session:
            one_by_one(session)
            old = session.scalars(
                select(Report).where(Report.campaign_id.is_(None)).order_by(Report.id).limit(_AT_ONCE)
            )
            reports = old.all()
            for report in reports:
                # Nobody knows who sent it: each is a caller of its own.
                self._place(session, report, f"report {report.id}")
        return bool(reports)

    def _place(self, session: Session, report: Report, who: str) -> None:
        campaign = join(session, report, message_of(report))
        report.caller = caller_hash(session, who, report.received)
        session.flush()
        self._vote(session, report, campaign)
        session.flush()
        settle(session, campaign, self._detector(), report.received)

    def _vote(self, session: Session, report: Report, campaign: Campaign) -> None:
        """Say whether a report counts, and whether it is part of a burst."""
        burst = numbers().burst
        since = report.received - timedelta(minutes=burst.minutes)
        recent = (Report.received > since, Report.received <= report.received)
        mine, here = Report.caller == report.caller, Report.campaign_id == campaign.id
        # No more than are too many in any campaign: the caller may be a key that sends for many people.
        last = select(Report.campaign_id).where(*recent, mine).order_by(Report.received.desc())
        campaigns = session.scalars(last.limit(burst.of_all_campaigns + 1)).all()
        report.held = is_burst(campaigns.count(campaign.id), len(campaigns))
        report.counts = not report.held and not _number(session, mine, here, Report.counts)
        if _number(session, *recent, here) >= burst.by_all_callers:
            campaign.held_until = report.received + timedelta(minutes=burst.held_minutes)

    def _delete(self, now: datetime, *which: object) -> int:
        with self._database.session() as session:
            gone = session.execute(delete(Report).where(*which).returning(Report.campaign_id)).scalars().all()  # type: ignore[arg-type]
            self.settle_all(session, gone, now)
        if gone:
            self._database.tidy()
        return len(gone)

    def settle_all(self, session: Session, campaign_ids: Iterable[int | None], now: datetime) -> None:
        """Count the reports of some campaigns anew."""
        session.flush()
        for campaign_id in sorted({campaign_id for campaign_id in campaign_ids if campaign_id}):
            campaign = session.get(Campaign, campaign_id, with_for_update=True)
            if campaign:
                settle(session, campaign, self._detector(), now)


def _number(session: Session, *which: object) -> int:
    return session.scalar(select(func.count()).select_from(Report).where(*which)) or 0  # type: ignore[arg-type]


def _plant(session: Session, now: datetime) -> None:
    """Put the known messages where the queue takes them from, each as a campaign of one report."""
    for canary in canaries():
        mark = hash_of(f"canary {canary.message.text}")
        if session.scalar(select(Report.id).where(Report.receipt_hash == mark)):
            continue
        campaign = Campaign(
            state="canary", canary=canary.label.value, first_seen=now, last_seen=now, language=canary.language,
            reports=1, callers=1, label=canary.claim.value, agreement=1.0,
        )  # fmt: skip
        session.add(campaign)
        session.flush()
        report = Report(
            receipt_hash=mark, text=canary.message.text, sender=canary.message.sender, channel="sms",
            label=canary.claim.value, language=canary.language, client="", redacted=True, state="canary",
            received=now, expires=_FOREVER, campaign_id=campaign.id,
        )  # fmt: skip
        session.add(report)
        session.flush()
        campaign.sample_id = report.id
