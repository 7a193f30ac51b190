"""`POST /v1/reports` and what follows: a message given with consent, kept for days, gone on demand."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access import STORE_GONE
from api.check import JsonRoute
from api.keys import hash_of
from api.metrics import REPORTS
from api.problems import (
    BODY_TOO_LARGE,
    INVALID_MESSAGE,
    INVALID_REQUEST,
    MALFORMED_JSON,
    NOT_FOUND,
    WRONG_CONTENT_TYPE,
    ProblemError,
    described,
)
from api.redact import redact
from api.store import Database, Report, Reports
from detector import Channel, Label, Message
from detector.message import MAX_SENDER, MAX_TEXT
from detector.phrases import Language

_SCAM = "USPS: your parcel is held. Confirm your address at usps.com-track.top/x within 12 hours."
RECEIPT_EXAMPLE = "q3vXJk0c8R1xj6mD2aYw5uT9bH4nLzEf"
_NO_REPORT = "There is no report with this receipt: it was deleted, has expired, or never was."
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


class ReportDesk:
    """Takes reports in, redacted, and gives them back by their receipt; `now` is the clock."""

    def __init__(self, database: Database, retention: timedelta, now: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._reports = Reports(database)
        self._retention = retention
        self._now = now or (lambda: datetime.now(UTC))

    async def keep(self, request: ReportRequest) -> ReportReceipt:
        """Keep a report. Raises `detector.InvalidMessageError` and `StoreError`."""
        message = Message(request.text, request.sender, request.channel)
        kept = redact(message) if request.redact else message
        receipt, received = secrets.token_urlsafe(24), self._now()
        row = Report(
            receipt_hash=hash_of(receipt),
            text=kept.text,
            sender=kept.sender,
            channel=kept.channel.value,
            label=request.label.value,
            language=request.language,
            client=request.client,
            redacted=request.redact,
            state="received",
            received=received,
            expires=received + self._retention,
        )
        # Told before it is kept: afterwards the row belongs to the database.
        told = ReportReceipt(receipt=receipt, **_state(row).model_dump())
        await self._database.run(self._reports.add, row)
        REPORTS.labels("received").inc()
        return told

    async def find(self, receipt: str) -> ReportState | None:
        """The state of a report, if there is one with this receipt."""
        row = await self._database.run(self._reports.find, hash_of(receipt), self._now())
        return _state(row) if row else None

    async def remove(self, receipt: str) -> bool:
        """Delete a report for good, and say whether there was one."""
        gone = await self._database.run(self._reports.remove, hash_of(receipt), self._now())
        if gone:
            REPORTS.labels("deleted").inc()
        return gone


def reports_router(desk: ReportDesk) -> APIRouter:
    """The routes that keep, tell and delete reports."""
    router = APIRouter(prefix="/v1/reports", tags=["reports"])
    posting = APIRouter(prefix="/v1/reports", tags=["reports"], route_class=JsonRoute)

    @posting.post(
        "",
        operation_id="report",
        status_code=201,
        summary="Report a message",
        response_description="The report is kept; its receipt is shown this once.",
        responses=described(MALFORMED_JSON, BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_MESSAGE, STORE_GONE),
    )
    async def report(request: ReportRequest) -> ReportReceipt:
        """Keeps a message for analysts, with consent, until it expires or is deleted with its receipt.

        Names after greetings, phone numbers, postal and mail addresses and tracking numbers are replaced before
        anything is kept, and links lose what follows their path.
        """
        return await desk.keep(request)

    @router.get(
        "/{receipt}",
        operation_id="report_state",
        summary="How a report is",
        response_description="Its state, without its text.",
        responses=described(NOT_FOUND, INVALID_REQUEST, STORE_GONE),
    )
    async def state(receipt: Receipt) -> ReportState:
        """Tells the state of a report and when it expires."""
        found = await desk.find(receipt)
        if found is None:
            raise ProblemError(NOT_FOUND, _NO_REPORT)
        return found

    @router.delete(
        "/{receipt}",
        operation_id="delete_report",
        status_code=204,
        response_class=Response,
        summary="Delete a report",
        response_description="It is gone.",
        responses=described(NOT_FOUND, INVALID_REQUEST, STORE_GONE),
    )
    async def remove(receipt: Receipt) -> None:
        """Deletes a report, for good."""
        if not await desk.remove(receipt):
            raise ProblemError(NOT_FOUND, _NO_REPORT)

    both = APIRouter()
    both.include_router(posting)
    both.include_router(router)
    return both


def _state(row: Report) -> ReportState:
    return ReportState.model_validate(row, from_attributes=True)
