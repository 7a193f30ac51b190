"""What `/v1/reports` takes and tells, as the description of the API shows it."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from detector import Channel, Label
from detector.message import MAX_SENDER, MAX_TEXT
from detector.phrases import Language

_SCAM = "USPS: your parcel is held. Confirm your address at usps.com-track.top/x within 12 hours."
RECEIPT_EXAMPLE = "q3vXJk0c8R1xj6mD2aYw5uT9bH4nLzEf"
State = Literal["received", "accepted", "rejected"]
Receipt = Annotated[str, Path(description="What the report's answer gave.", examples=[RECEIPT_EXAMPLE], max_length=64)]


class ReportRequest(BaseModel):
    """A message that its recipient gives away, and what they say that it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"text": _SCAM, "sender": "+63 917 555 0101", "channel": "sms", "label": "smishing", "consent": True}
            ]
        },
    )

    text: Annotated[
        str,
        Field(
            description="The message, whole, as it was received.",
            examples=[_SCAM],
            json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT},
        ),
    ]
    label: Annotated[Label, Field(description="What its recipient says that it is.", examples=["smishing"])]
    consent: Annotated[
        Literal[True],
        Field(
            description="That its recipient agrees to it being kept and read by analysts. Must be true.",
            examples=[True],
        ),
    ]
    sender: Annotated[
        str,
        Field(
            description="What the phone or mail program shows as sender; empty if unknown.",
            examples=["+63 917 555 0101"],
            json_schema_extra={"maxLength": MAX_SENDER},
        ),
    ] = ""
    channel: Annotated[Channel, Field(description="How the message came.", examples=["sms"])] = Channel.UNKNOWN
    language: Annotated[Language, Field(description="The language of the message.", examples=["en"])] = "en"
    client: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9._-]{0,40}(?:/[0-9.]{1,16})?$",
            description="The program that reports, and its version; never a person.",
            examples=["postproof-browser/1.0"],
        ),
    ] = ""
    redact: Annotated[
        bool,
        Field(
            description="Whether names, phones, addresses and numbers are replaced before it is kept. Send false only "
            "where they matter and their owner agrees.",
            examples=[True],
        ),
    ] = True


class ReportState(BaseModel):
    """What is known of a report without its text."""

    state: Annotated[State, Field(description="`received`, and later what an analyst said.", examples=["received"])]
    label: Annotated[Label, Field(description="The label that was claimed.", examples=["smishing"])]
    redacted: Annotated[bool, Field(description="Whether personal data was replaced.", examples=[True])]
    received: Annotated[datetime, Field(description="When it was kept.", examples=["2026-11-23T12:00:00Z"])]
    expires: Annotated[
        datetime, Field(description="When it is deleted at the latest.", examples=["2027-02-21T12:00:00Z"])
    ]


class ReportReceipt(ReportState):
    """A kept report, with the one receipt for it."""

    receipt: Annotated[
        str,
        Field(
            description="Asks for the report's state and deletes it. Shown this once, and kept only as a hash.",
            examples=[RECEIPT_EXAMPLE],
        ),
    ]
