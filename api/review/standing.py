"""What a campaign's reports say together: the label that most claim, its lane, and its place in the queue."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.review.numbers import numbers
from api.review.safety import Standing, lane_of
from api.store import Band, Campaign, Host, Report, Wording
from detector import Channel, Detector, Label, Message
from detector.verdict import Probabilities

_DAY = timedelta(days=1)
_EPOCH = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def message_of(report: Report) -> Message:
    """The message that a report holds."""
    return Message(report.text, report.sender, Channel(report.channel))


def sample_of(session: Session, campaign: Campaign, now: datetime) -> Report | None:
    """The report that stands for a campaign: its oldest that has not expired; None where all are gone."""
    live = select(Report).where(Report.campaign_id == campaign.id, Report.expires > now)
    return session.scalars(live.order_by(Report.id).limit(1)).first()


class Wordings(NamedTuple):
    """The first report of each wording and how many there are of it, the rarest first; `total` counts all wordings."""

    shown: tuple[tuple[Report, int], ...] = ()
    total: int = 0


def wordings_of(session: Session, campaign: Campaign, now: datetime, most: int) -> Wordings:
    """The wordings of a campaign, so many of them.

    What rides along in a campaign under a label that others deserve is rare in it.
    """
    live = (Report.campaign_id == campaign.id, Report.expires > now, ~Report.held)
    of_each = (
        select(func.min(Report.id).label("first"), func.count().label("reports"))
        .where(*live)
        .group_by(Report.wording_id)
        .order_by(func.count(), func.min(Report.id))
        .limit(most)
        .subquery()
    )
    chosen = select(Report, of_each.c.reports).join(of_each, Report.id == of_each.c.first)
    found = session.execute(chosen.order_by(of_each.c.reports, Report.id))
    total = session.scalar(select(func.count(func.distinct(Report.wording_id))).where(*live)) or 0
    return Wordings(tuple((report, count) for report, count in found), total)


def settle(session: Session, campaign: Campaign, detector: Detector, now: datetime) -> None:
    """Count a campaign's reports anew; one without any is deleted with what was read off its texts."""
    _count(session, campaign, now)
    sample = sample_of(session, campaign, now)
    if sample is None:
        forget(session, campaign)
        return
    message = message_of(sample)
    votes = votes_of(session, campaign)
    total = sum(votes.values())
    label = max(votes, key=lambda label: votes[label]) if total else Label(sample.label)
    probabilities = detector.check(message, counterfactuals=False).probabilities
    campaign.label, campaign.callers = label.value, total
    campaign.agreement = votes[label] / total if total else 0.0
    campaign.priority = priority(probabilities, votes, campaign.first_seen)
    probability = probabilities._asdict()[label.value]
    age = campaign.last_seen - campaign.first_seen
    standing = Standing(label, total, campaign.agreement, probability, age, campaign.held_until)
    campaign.lane = lane_of(standing, message, now).value


def votes_of(session: Session, campaign: Campaign) -> dict[Label, int]:
    """How many callers claim each label, on the day when most do.

    Nobody can tell whether a caller of today is one of yesterday: added up, who comes back would outvote others.
    """
    counted = (Report.campaign_id == campaign.id, Report.counts)
    days = (
        select(Report.label, func.count().label("callers"))
        .where(*counted)
        .group_by(Report.label, func.date(Report.received))
        .subquery()
    )
    chosen = select(days.c.label, func.max(days.c.callers)).group_by(days.c.label)
    found = {Label(label): count for label, count in session.execute(chosen)}
    return {label: found.get(label, 0) for label in Label}


def priority(probabilities: Probabilities, votes: Mapping[Label, int], first_seen: datetime) -> float:
    """Uncertain x frequent x new, as a logarithm to the base 2.

    The days since are counted from a fixed day, not from today: the order is the same, and need not be computed anew.
    """
    queue = numbers().queue
    total = sum(votes.values())
    # What the model and the callers say, in equal parts: where they agree and are sure, nothing is uncertain.
    mixed = [
        (probability + votes[Label(name)] / total) / 2 if total else probability
        for name, probability in probabilities._asdict().items()
    ]
    entropy = -math.fsum(share * math.log(share, len(mixed)) for share in mixed if share > 0)
    uncertain = max(entropy, queue.least_uncertainty)
    return float(math.log2(uncertain) + math.log2(1 + total) + (first_seen - _EPOCH) / _DAY / queue.half_life_days)


def forget(session: Session, campaign: Campaign) -> None:
    """Delete a campaign and what was read off its texts; decisions on it stay."""
    wordings = select(Wording.id).where(Wording.campaign_id == campaign.id)
    session.execute(delete(Band).where(Band.wording_id.in_(wordings)))
    session.execute(delete(Wording).where(Wording.campaign_id == campaign.id))
    session.execute(delete(Host).where(Host.campaign_id == campaign.id))
    session.delete(campaign)


def count_votes_anew(session: Session, campaign_id: int) -> None:
    """After reports moved: of each caller that is still known, the first report counts, and no other."""
    mine = (Report.campaign_id == campaign_id, Report.caller != "", ~Report.held)
    firsts = select(func.min(Report.id)).where(*mine).group_by(Report.caller)
    session.execute(update(Report).where(*mine).values(counts=Report.id.in_(firsts)))


def _count(session: Session, campaign: Campaign, now: datetime) -> None:
    """Note how many reports there are, when they came, which stands for all, and how many came late."""
    live = (Report.campaign_id == campaign.id, Report.expires > now)
    first, last, count, least, waiting = session.execute(
        select(
            func.min(Report.received),
            func.max(Report.received),
            func.count(),
            func.min(Report.id),
            # What was held back is not waiting: no decision takes it.
            func.count().filter(Report.state == "received", ~Report.held),
        ).where(*live)
    ).one()
    if count:
        campaign.first_seen, campaign.last_seen, campaign.reports, campaign.sample_id = first, last, count, least
        campaign.late = waiting if campaign.state in ("accepted", "rejected") else 0
