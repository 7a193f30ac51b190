"""What a reviewer sees: campaigns in order, filtered and paged, and one of them whole."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from api.answer import Answer, lay_out
from api.review.grouping import hosts_of
from api.review.numbers import numbers
from api.review.record import Seen, seen_now
from api.review.safety import Lane, needs_second
from api.review.standing import Wordings, message_of, sample_of, votes_of, wordings_of
from api.store import Campaign, Decision, Host, Report
from detector import Detector, Label

PAGE = 20
MOST_SHOWN = 50
_MOST_HISTORY = 20
_SNIPPET = 90
STATES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "open": (Campaign.state == "open",),
    "fast": (Campaign.state == "open", Campaign.lane == Lane.FAST),
    "second": (Campaign.state == "pending",),
    "held": (Campaign.state == "open", Campaign.lane == Lane.HELD),
    "late": (Campaign.state.in_(("accepted", "rejected")), Campaign.late > 0),
    "accepted": (Campaign.state == "accepted",),
    "rejected": (Campaign.state == "rejected",),
}


class Filter(NamedTuple):
    """Which campaigns: "" is all of a kind. `page` counts from 1."""

    state: str = "open"
    label: str = ""
    language: str = ""
    since: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        """The filter that an address names; what cannot be read counts as not said."""
        state, label, language = query.get("state", ""), query.get("label", ""), query.get("language", "")
        page = query.get("page", "")
        return cls(
            state if state in STATES else "open",
            label if label in set(Label) else "",
            language if language in ("en", "es") else "",
            query.get("since", "") if _day(query.get("since", "")) else "",
            max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    def query(self, **changed: object) -> str:
        """The part of an address after the question mark, with some of it changed."""
        values = {name: value for name, value in {**self._asdict(), **changed}.items() if value}
        return urlencode(values)

    def conditions(self) -> list[ColumnElement[bool]]:
        """What the database is asked."""
        asked = list(STATES[self.state])
        if self.label:
            asked.append(Campaign.label == self.label)
        if self.language:
            asked.append(Campaign.language == self.language)
        if day := _day(self.since):
            asked.append(Campaign.last_seen >= day)
        return asked


class Row(NamedTuple):
    """A campaign in the list, with the beginning of its message; "" where its reports are gone."""

    campaign: Campaign
    snippet: str


class Listed(NamedTuple):
    """A page of the list, how many campaigns there are in all, and which page it is."""

    rows: tuple[Row, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


class Whole(NamedTuple):
    """A campaign with its evidence; `related` are the campaigns that lead to the same hosts.

    `answer` is None where all of its reports are gone: then there is nothing to decide on. `seen` goes with a decision.
    """

    campaign: Campaign
    seen: Seen
    answer: Answer | None = None
    claims: tuple[tuple[str, int], ...] = ()
    hosts: tuple[str, ...] = ()
    doubts: Mapping[str, Sequence[str]] = MappingProxyType({})
    wordings: Wordings = Wordings()
    reports: tuple[Report, ...] = ()
    related: tuple[Row, ...] = ()
    history: tuple[Decision, ...] = ()


def listed(session: Session, wanted: Filter, reviewer: str, now: datetime) -> Listed:
    """A page of the campaigns, the last one where there are fewer; now and then a known message stands first."""
    total = session.scalar(select(func.count()).select_from(Campaign).where(*wanted.conditions())) or 0
    page = min(wanted.page, max(1, -(-total // PAGE)))
    chosen = select(Campaign).where(*wanted.conditions()).order_by(Campaign.priority.desc(), Campaign.id)
    campaigns = list(session.scalars(chosen.limit(PAGE).offset(PAGE * (page - 1))))
    if wanted == Filter() and (canary := _canary(session, reviewer)):
        campaigns.insert(0, canary)
    return Listed(_rows(session, campaigns, now), total, page)


def whole(session: Session, campaign: Campaign, detector: Detector, now: datetime) -> Whole:
    """A campaign with all that a decision needs."""
    history = select(Decision).where(Decision.campaign_id == campaign.id, Decision.action != "canary")
    shown = Whole(
        campaign,
        seen_now(session, campaign.id),
        history=tuple(session.scalars(history.order_by(Decision.id.desc()).limit(_MOST_HISTORY))),
    )
    sample = sample_of(session, campaign, now)
    if sample is None:
        return shown
    message = message_of(sample)
    live = (Report.campaign_id == campaign.id, Report.expires > now)
    claims = [(label.value, callers) for label, callers in votes_of(session, campaign).items() if callers]
    wordings = wordings_of(session, campaign, now, numbers().reviewers.wordings)
    worded = [message_of(report) for report, _ in wordings.shown]
    hosts = tuple(dict.fromkeys(hosts_of(message)))
    related = select(Host.campaign_id).where(Host.name.in_(hosts), Host.campaign_id != campaign.id).distinct()
    near = session.scalars(select(Campaign).where(Campaign.id.in_(related), Campaign.canary == "").limit(5)).all()
    return shown._replace(
        answer=lay_out(detector.check(message), "en"),
        claims=tuple(sorted(claims, key=lambda claim: -claim[1])),
        hosts=hosts,
        doubts={label.value: tuple(needs_second(worded, label, ())) for label in Label},
        wordings=wordings,
        reports=tuple(session.scalars(select(Report).where(*live).order_by(Report.id.desc()).limit(MOST_SHOWN))),
        related=_rows(session, near, now),
    )


def _rows(session: Session, campaigns: Sequence[Campaign], now: datetime) -> tuple[Row, ...]:
    samples = [campaign.sample_id for campaign in campaigns]
    chosen = select(Report.campaign_id, Report.text).where(Report.id.in_(samples), Report.expires > now)
    texts = {row.campaign_id: row.text for row in session.execute(chosen)}
    for campaign in campaigns:
        # Its sample expired or was deleted a moment ago.
        if campaign.id not in texts and (other := sample_of(session, campaign, now)):
            texts[campaign.id] = other.text
    return tuple(Row(campaign, _cut(" ".join(texts.get(campaign.id, "").split()))) for campaign in campaigns)


def _cut(text: str) -> str:
    """The beginning of a text, cut between words where it has some."""
    if len(text) <= _SNIPPET:
        return text
    begun = text[: _SNIPPET - 1]
    return (begun.rsplit(" ", 1)[0] if " " in begun[_SNIPPET // 2 :] else begun) + "…"


def _canary(session: Session, reviewer: str) -> Campaign | None:
    """The known message that is due, if a reviewer has decided often enough since the last: the one seen least."""
    last = select(func.coalesce(func.max(Decision.id), 0)).where(
        Decision.reviewer == reviewer, Decision.action == "canary"
    )
    since = select(func.count()).where(Decision.reviewer == reviewer, Decision.id > last.scalar_subquery())
    if (session.scalar(since) or 0) < numbers().reviewers.canary_every:
        return None
    seen = (
        select(func.count())
        .where(Decision.campaign_id == Campaign.id, Decision.reviewer == reviewer)
        .correlate(Campaign)
        .scalar_subquery()
    )
    known = select(Campaign).where(Campaign.state == "canary").order_by(seen, Campaign.id)
    return session.scalar(known.limit(1))


def _day(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
