"""One labelled message."""

from dataclasses import dataclass

from detector.label import Label
from detector.message import Message


@dataclass(frozen=True)
class Example:
    """A message with what is known of it.

    `campaign` is the template that it was made from: all of a campaign lie on the same side of every split.
    `source` is the data set or the hand that wrote it; `lure` what a scam dangles ("" for the others); `date` the day
    on which it came, as 2026-11-23 ("" where nobody knows).
    """

    message: Message
    label: Label
    campaign: str
    source: str
    language: str
    licence: str
    lure: str = ""
    date: str = ""
