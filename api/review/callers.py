"""Who sent a report, as a hash that can be compared within a day and traced to nobody after it."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from api.review.numbers import numbers
from api.store import Report, Salt

_ADD_SALT = text("INSERT INTO salt (day, value) VALUES (:day, :value) ON CONFLICT DO NOTHING")


def caller_hash(session: Session, who: str, now: datetime) -> str:
    """The hash of a caller under the salt of the day, which is made when first needed."""
    day = now.date().isoformat()
    salt = session.get(Salt, day)
    if salt is None:
        session.execute(_ADD_SALT, {"day": day, "value": secrets.token_hex(32)})
        salt = session.get_one(Salt, day)
    return hmac.new(salt.value.encode(), who.encode(), hashlib.sha256).hexdigest()


def forget_callers(session: Session, now: datetime) -> None:
    """Delete the salts of days that are over, and the hashes that are some days old."""
    session.execute(delete(Salt).where(Salt.day < now.date().isoformat()))
    old = now - timedelta(days=numbers().caller.days)
    session.execute(update(Report).where(Report.received < old, Report.caller != "").values(caller=""))
