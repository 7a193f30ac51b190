"""What campaigns were before a decision, so that it can be taken back: ids, labels and states, never a text."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.store import Campaign, Host, Report, Wording

_FIELDS = tuple(column.key for column in Campaign.__table__.columns)
_AT_ONCE = 10_000
_MOMENTS = ("first_seen", "last_seen", "held_until", "decided_at")


def take(session: Session, campaign_ids: Iterable[int]) -> str:
    """The state of some campaigns and all that belongs to them, as JSON."""
    ids = list(campaign_ids)
    reports = select(Report.id, Report.campaign_id, Report.state, Report.counts).where(Report.campaign_id.in_(ids))
    wordings = select(Wording.id, Wording.campaign_id).where(Wording.campaign_id.in_(ids))
    hosts = select(Host.name, Host.campaign_id).where(Host.campaign_id.in_(ids))
    return json.dumps(
        {
            "campaigns": [_plain(session.get_one(Campaign, campaign_id)) for campaign_id in ids],
            "reports": [list(row) for row in session.execute(reports)],
            "wordings": [list(row) for row in session.execute(wordings)],
            "hosts": [list(row) for row in session.execute(hosts)],
        }
    )


def restore(session: Session, taken: str) -> list[int]:
    """Put back what was taken, as far as it still exists; gives the campaigns. What came later stays where it is."""
    before: dict[str, Any] = json.loads(taken)
    for fields in before["campaigns"]:
        session.merge(Campaign(**{name: _moment(name, value) for name, value in fields.items()}))
    session.flush()
    _move(session, Report, ("id", "campaign_id", "state", "counts"), before["reports"])
    _move(session, Wording, ("id", "campaign_id"), before["wordings"])
    _move(session, Host, ("name", "campaign_id"), before["hosts"])
    session.expire_all()
    return [fields["id"] for fields in before["campaigns"]]


def _move(session: Session, table: type[Any], names: tuple[str, ...], rows: list[list[Any]]) -> None:
    key = getattr(table, names[0])
    # In parts: a database takes so many parameters and no more.
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        there = set(session.scalars(select(key).where(key.in_([row[0] for row in part]))))
        values = [dict(zip(names, row, strict=True)) for row in part if row[0] in there]
        if values:
            session.execute(update(table), values)


def _plain(campaign: Campaign) -> dict[str, Any]:
    values = {name: getattr(campaign, name) for name in _FIELDS}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _moment(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in _MOMENTS and value else value
