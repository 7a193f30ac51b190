"""`GET /` and `POST /`: the page, which works without JavaScript."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from api.answer import Answer, lay_out
from api.language import language_of
from api.texts import texts
from api.upload import MAX_FIELDS, upload_of
from api.view import render
from detector import Detector, InvalidMessageError, Message
from detector.message import MAX_SENDER, MAX_TEXT
from detector.phrases import Language

# 10,000 characters of four bytes each, every byte written as %XX, and the sender: what fits a message fits the form.
MAX_FORM = 128 * 1024


class Mistake(NamedTuple):
    """What is wrong with a form: the field, and the sentence in the reader's language."""

    field: str
    sentence: str


class Form(NamedTuple):
    """What a person typed. `switch` says that the button of the other language sent the form."""

    text: str = ""
    sender: str = ""
    switch: bool = False


@dataclass(frozen=True)
class Page:
    """What the page shows besides its words.

    `receipt` is that of a report just kept, `days` how long reports are kept; `report` says how a report went: "kept",
    "refused" for want of consent, "deleted" or "unknown". `offline` is the page that a browser keeps for when it
    cannot reach the service. `read` says that the form holds what a picture said.
    """

    form: Form = field(default_factory=Form)
    mistake: Mistake | None = None
    answer: Answer | None = None
    report: str = ""
    receipt: str = ""
    offline: bool = False
    read: bool = False
    days: int = 0


def page_router(detector: Detector, days: int) -> APIRouter:
    """The route of the page, which checks with a detector and says that reports are kept for days."""
    router = APIRouter()

    # One route for all three methods, so that the Allow header of a refusal is whole.
    @router.api_route("/", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        if request.method != "POST":
            return show(request, Page(days=days))
        language = language_of(request)
        try:
            form = await _read(request)
        except HTTPException as error:
            unread = Page(mistake=_unread(error.status_code, language), days=days)
            return show(request, unread, error.status_code)
        if form.switch and not form.text.strip():
            return show(request, Page(form, days=days))
        return checked(request, detector, form, days)

    return router


def show(request: Request, page: Page, status: int = 200) -> HTMLResponse:
    """The page with what it has to show."""
    return render(request, "page.html", status, **vars(page))


def checked(
    request: Request, detector: Detector, form: Form, days: int, *, report: str = "", receipt: str = ""
) -> HTMLResponse:
    """The page with the answer to a form, or with what is wrong with it; the others are the fields of `Page`."""
    language = language_of(request)
    try:
        verdict = detector.check(Message(form.text, form.sender))
    except InvalidMessageError as error:
        return show(request, Page(form, _mistake(error.field, form, language), days=days), 422)
    answer = lay_out(verdict, language)
    return show(request, Page(form, answer=answer, report=report, receipt=receipt, days=days))


@asynccontextmanager
async def fields_of(request: Request, max_files: int = 0) -> AsyncIterator[FormData]:
    """The fields of a form, for as long as its files are needed. Raises `HTTPException` where it cannot be read."""
    if not request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        raise HTTPException(415)
    packed = request.headers["content-type"].startswith("multipart/form-data")
    fields = await (upload_of(request, max_files) if packed else request.form(max_fields=MAX_FIELDS))
    try:
        yield fields
    finally:
        await fields.close()


def form_of(fields: FormData) -> Form:
    """What a form says of a message."""
    text, sender = str(fields.get("text", "")), str(fields.get("sender", ""))
    # Browsers send each line break of a text box as two characters.
    return Form(text.replace("\r\n", "\n").replace("\r", "\n"), sender.strip(), "switch" in fields)


async def _read(request: Request) -> Form:
    async with fields_of(request) as fields:
        return form_of(fields)


def _unread(status: int, language: Language) -> Mistake:
    errors = texts(language)["error"]
    if status == 413:
        return Mistake("text", errors["text_long"].format(limit=f"{MAX_TEXT:,}"))
    return Mistake("text", errors["form_unreadable"])


def _mistake(field: str, form: Form, language: Language) -> Mistake:
    """What the detector refused, in the reader's language."""
    value, limit = (form.sender, MAX_SENDER) if field == "sender" else (form.text, MAX_TEXT)
    kind = "long" if len(value) > limit else "unreadable" if any(map(str.isalnum, value)) else "empty"
    if field == "sender" and kind == "empty":
        kind = "unreadable"
    return Mistake(field, texts(language)["error"][f"{field}_{kind}"].format(limit=f"{limit:,}"))
