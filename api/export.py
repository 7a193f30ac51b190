"""Reports as rows of the corpus, for analysts and for training: the form that `data/README.md` describes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from api.store import Database, Report, Reports
from detector import Channel, Detector, Label, Message

SOURCE = "reports"
Row = dict[str, Any]


def corpus_rows(database: Database, detector: Detector, since: datetime) -> Iterator[Row]:
    """The reports received at or after a moment, oldest first, under the labels that were claimed.

    A person reads these rows before anything learns from them.
    """
    for report in Reports(database).since(since, datetime.now(UTC)):
        yield _row(report, Label(report.label), detector)


def accepted_rows(database: Database, detector: Detector, since: datetime) -> Iterator[Row]:
    """The reports that reviewers accepted, under the labels that they gave: what training may learn from."""
    for report, label in Reports(database).accepted(since, datetime.now(UTC)):
        yield _row(report, Label(label), detector)


def _row(report: Report, label: Label, detector: Detector) -> Row:
    message = Message(report.text, report.sender, Channel(report.channel))
    row = {
        "text": report.text,
        "sender": report.sender,
        "channel": report.channel,
        "label": label.value,
        "campaign": f"report-{report.campaign_id}" if report.campaign_id else f"report-alone-{report.id}",
        "source": SOURCE,
        "language": report.language,
    }
    return row | ({"lure": _lure(message, detector)} if label is Label.SMISHING else {})


def _lure(message: Message, detector: Detector) -> str:
    lure = detector.check(message, counterfactuals=False).lure
    return lure.value if lure else "other"
