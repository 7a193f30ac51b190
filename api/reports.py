"""`POST /v1/reports` and what follows: a message given with consent, kept for days, gone on demand."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response

from api.access import STORE_GONE, asker_of
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
from api.report_schema import Receipt, ReportReceipt, ReportRequest, ReportState
from api.review.intake import Intake
from api.store import Database, Report, Reports
from detector import Message

_NO_REPORT = "There is no report with this receipt: it was deleted, has expired, or never was."


class ReportDesk:
    """Takes reports in, redacted, and gives them back by their receipt; `now` is the clock."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        retention: timedelta,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._database = database
        self._intake = intake
        self._reports = Reports(database)
        self._retention = retention
        self._now = now or (lambda: datetime.now(UTC))

    async def keep(self, request: ReportRequest, who: str) -> ReportReceipt:
        """Keep a report; of its caller only a hash. Raises `detector.InvalidMessageError` and `StoreError`."""
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
        await self._database.run(self._intake.add, row, who)
        REPORTS.labels("received").inc()
        return told

    async def find(self, receipt: str) -> ReportState | None:
        """The state of a report, if there is one with this receipt."""
        row = await self._database.run(self._reports.find, hash_of(receipt), self._now())
        return _state(row) if row else None

    async def remove(self, receipt: str) -> bool:
        """Delete a report for good, and say whether there was one."""
        gone = await self._database.run(self._intake.remove, hash_of(receipt), self._now())
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
    async def report(request: ReportRequest, asked: Request) -> ReportReceipt:
        """Keeps a message for analysts, with consent, until it expires or is deleted with its receipt.

        Names after greetings, phone numbers, postal and mail addresses and tracking numbers are replaced before
        anything is kept, and links lose what follows their path.
        """
        return await desk.keep(request, asker_of(asked.scope))

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
