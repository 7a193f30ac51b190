"""The tables of the review: campaigns, what joins reports to them, decisions, sessions, the days' salts."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables import DIGEST, Moment, Table


class Campaign(Table):
    """Reports that say nearly the same or lead to the same host, and what is known of them together.

    `callers` is how many claim anything on one day at most, `label` what most claim and `agreement` their share;
    `sample_id` the report that stands for all. `lane` is what the safety rules say of it, `priority` its place in the
    queue. `decided` is the label that a reviewer gave ("" for none); `canary` the label of a known message that tests
    reviewers ("" for a real campaign).
    """

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    lane: Mapped[str] = mapped_column(String(16), default="normal", index=True)
    priority: Mapped[float] = mapped_column(default=0.0, index=True)
    first_seen: Mapped[datetime] = mapped_column(Moment)
    last_seen: Mapped[datetime] = mapped_column(Moment)
    language: Mapped[str] = mapped_column(String(8))
    sample_id: Mapped[int] = mapped_column(default=0)
    reports: Mapped[int] = mapped_column(default=0)
    callers: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(16), default="")
    agreement: Mapped[float] = mapped_column(default=0.0)
    held_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    decided: Mapped[str] = mapped_column(String(16), default="")
    decided_by: Mapped[str] = mapped_column(String(64), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    canary: Mapped[str] = mapped_column(String(16), default="")


class Wording(Table):
    """A masked wording as its MinHash, and the campaign that reports of it join."""

    __tablename__ = "wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    print_hash: Mapped[str] = mapped_column(String(DIGEST), unique=True)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    campaign_id: Mapped[int] = mapped_column(index=True)


class Band(Table):
    """A piece of a wording's MinHash, by which similar ones are found."""

    __tablename__ = "band"

    value: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    wording_id: Mapped[int] = mapped_column(primary_key=True, index=True)


class Host(Table):
    """A host that nobody knows, and the campaign in which it was first seen."""

    __tablename__ = "host"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)


class Decision(Table):
    """What a reviewer did, and when; rows are added and never changed.

    `before` is what undoing needs, as JSON without texts; `undoes` the decision that this one takes back.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    reviewer: Mapped[str] = mapped_column(String(64), index=True)
    action: Mapped[str] = mapped_column(String(16))
    campaign_id: Mapped[int] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    before: Mapped[str] = mapped_column(Text, default="{}")
    undoes: Mapped[int | None] = mapped_column(default=None, index=True)


class ReviewSession(Table):
    """A reviewer who signed in: the hash of what the cookie holds, and the key behind it."""

    __tablename__ = "review_session"

    token_hash: Mapped[str] = mapped_column(String(DIGEST), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(DIGEST))
    expires: Mapped[datetime] = mapped_column(Moment, index=True)


class Salt(Table):
    """The salt of a day, under which callers are told apart."""

    __tablename__ = "salt"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(DIGEST))
