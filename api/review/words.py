"""Counts and moments as analysts read them."""

from datetime import UTC, datetime


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 report", "1,200 reports"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def moment(when: datetime | str) -> str:
    """A moment, or one as ISO 8601 writes it, to the minute and in UTC: "2026-11-23 12:00 UTC"."""
    read = datetime.fromisoformat(when) if isinstance(when, str) else when
    return f"{read.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
