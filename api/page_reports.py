"""`POST /report` and `POST /report/delete`: the page's forms that give a message to analysts and take it back."""

from fastapi import APIRouter, Request, Response

from api.access import asker_of
from api.language import language_of
from api.other_sites import sent_by_another_site
from api.page import Page, checked, fields_of, form_of, show
from api.report_schema import ReportRequest
from api.reports import ReportDesk
from api.view import error_page
from detector import Detector, InvalidMessageError, Label

CLIENT = "postproof-page"


def page_reports_router(detector: Detector, desk: ReportDesk, days: int) -> APIRouter:
    """The routes that report a message and delete a report, and show the page again."""
    router = APIRouter(include_in_schema=False)

    @router.post("/report")
    async def report(request: Request) -> Response:
        async with fields_of(request) as fields:
            form, label, consents = form_of(fields), str(fields.get("label", "")), fields.get("consent") == "yes"
        if label not in set(Label):
            return error_page(request, 422)
        # Else a page could make each of its visitors a caller who claims what it likes.
        if not consents or sent_by_another_site(request):
            return checked(request, detector, form, days, report="refused")
        asked = ReportRequest(
            text=form.text,
            sender=form.sender,
            label=Label(label),
            language=language_of(request),
            consent=True,
            client=CLIENT,
        )
        try:
            kept = await desk.keep(asked, asker_of(request.scope))
        except InvalidMessageError:
            # Checking it says what is wrong with it.
            return checked(request, detector, form, days)
        return checked(request, detector, form, days, report="kept", receipt=kept.receipt)

    @router.post("/report/delete")
    async def delete(request: Request) -> Response:
        async with fields_of(request) as fields:
            form, receipt = form_of(fields), str(fields.get("receipt", "")).strip()
        gone = await desk.remove(receipt)
        outcome = "deleted" if gone else "unknown"
        if form.text:
            return checked(request, detector, form, days, report=outcome)
        return show(request, Page(report=outcome, days=days))

    return router
