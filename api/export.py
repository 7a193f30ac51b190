"""Reports as rows of the corpus, for analysts: the form that `data/README.md` describes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from api.store import Database, Report, Reports
from detector import Channel, Detector, Label, Message

SOURCE = "reports"


def corpus_rows(database: Database, detector: Detector, since: datetime) -> Iterator[dict[str, Any]]:
    """The reports received at or after a moment, oldest first.

    The label is the one that was claimed: an analyst reads the rows before anything learns from them. Each report is a
    campaign of its own; near-copies are found when the corpus is read.
    """
    for report in Reports(database).since(since, datetime.now(UTC)):
        row = {
            "text": report.text,
            "sender": report.sender,
            "channel": report.channel,
            "label": report.label,
            "campaign": f"report-{report.id}",
            "source": SOURCE,
            "language": report.language,
        }
        yield row | ({"lure": _lure(report, detector)} if report.label == Label.SMISHING else {})


def _lure(report: Report, detector: Detector) -> str:
    message = Message(report.text, report.sender, Channel(report.channel))
    lure = detector.check(message, counterfactuals=False).lure
    return lure.value if lure else "other"
