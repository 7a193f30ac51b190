"""The tables, typed. `migrations/` makes them; a test holds the two together."""

from datetime import UTC, date, datetime

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Index, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Hexadecimal digits of a SHA-256.
DIGEST = 64


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone also where the database keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment as read."""
        return value if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Table(DeclarativeBase):
    """What all tables share."""


class Report(Table):
    """A message that somebody gave with consent, and what they say of it.

    `caller` is the day's salted hash of who sent it, "" once days have passed. Only a report that `counts` is a vote:
    the first of its caller in its campaign that was not held back as part of a burst.
    """

    __tablename__ = "report"
    # A caller's last reports are looked at with each new one.
    __table_args__ = (Index("ix_report_caller_received", "caller", "received"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_hash: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    text: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(String(320))
    channel: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    client: Mapped[str] = mapped_column(String(64))
    redacted: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    received: Mapped[datetime] = mapped_column(Moment, index=True)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
    caller: Mapped[str] = mapped_column(String(DIGEST), default="")
    campaign_id: Mapped[int | None] = mapped_column(default=None, index=True)
    wording_id: Mapped[int | None] = mapped_column(default=None, index=True)
    counts: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False)


class Key(Table):
    """A key that was handed out: only its hash is here. `rate` is "" for the limit of all keys."""

    __tablename__ = "key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    scopes: Mapped[str] = mapped_column(String(64))
    rate: Mapped[str] = mapped_column(String(64))
    made: Mapped[datetime] = mapped_column(Moment)
    revoked: Mapped[datetime | None] = mapped_column(Moment)


class DailyCount(Table):
    """How often something was said on a day (UTC) by a scorecard: see `api.drift.tally`. Nothing of any message."""

    __tablename__ = "daily_count"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    model: Mapped[str] = mapped_column(String(32), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
