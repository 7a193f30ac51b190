"""`GET /` and `POST /`: the page, rendered here, without JavaScript."""

from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException

from api.answer import Answer, lay_out
from api.language import language_of
from api.texts import texts
from detector import Detector, InvalidMessageError, Message
from detector.message import MAX_SENDER, MAX_TEXT
from detector.phrases import Language

# 10,000 characters of four bytes each, every byte written as %XX, and the sender: what fits a message fits the form.
MAX_FORM = 128 * 1024
MAX_FIELDS = 10
_OTHER: dict[Language, Language] = {"en": "es", "es": "en"}
TEMPLATES = Environment(
    loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


class Mistake(NamedTuple):
    """What is wrong with a form: the field, and the sentence in the reader's language."""

    field: str
    sentence: str


class Form(NamedTuple):
    """What a person typed. `switch` says that the button of the other language sent the form."""

    text: str = ""
    sender: str = ""
    switch: bool = False


def page_router(detector: Detector) -> APIRouter:
    """The route of the page, which checks with a detector."""
    router = APIRouter()

    # One route for all three methods, so that the Allow header of a refusal is whole.
    @router.api_route("/", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        language = language_of(request)
        if request.method != "POST":
            return _render(request, language, Form())
        try:
            form = await _read(request)
        except HTTPException as error:
            return _render(
                request, language, Form(), mistake=_unread(error.status_code, language), status=error.status_code
            )
        if form.switch and not form.text.strip():
            return _render(request, language, form)
        try:
            verdict = detector.check(Message(form.text, form.sender))
        except InvalidMessageError as error:
            return _render(request, language, form, mistake=_mistake(error.field, form, language), status=422)
        return _render(request, language, form, answer=lay_out(verdict, language))

    return router


def error_page(request: Request, status: int) -> Response:
    """A small page for an address that is not there, a wrong method, too many messages, or a fault."""
    language = language_of(request)
    errors = texts(language)["error"]
    named = {404: "not_found", 405: "not_allowed", 408: "too_slow", 429: "too_many"}
    sentence = errors[named.get(status, "broken")]
    return _html(request, "error.html", language, status, sentence=sentence)


async def _read(request: Request) -> Form:
    if not request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        raise HTTPException(415)
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as fields:
        text, sender = str(fields.get("text", "")), str(fields.get("sender", ""))
        # Browsers send each line break of a text box as two characters.
        return Form(text.replace("\r\n", "\n").replace("\r", "\n"), sender.strip(), "switch" in fields)


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


def _render(
    request: Request,
    language: Language,
    form: Form,
    *,
    mistake: Mistake | None = None,
    answer: Answer | None = None,
    status: int = 200,
) -> HTMLResponse:
    return _html(request, "page.html", language, status, form=form, mistake=mistake, answer=answer)


def _html(request: Request, template: str, language: Language, status: int, **values: object) -> HTMLResponse:
    content = TEMPLATES.get_template(template).render(
        t=texts(language), language=language, other=_OTHER[language], base=request.scope.get("root_path", ""), **values
    )
    return HTMLResponse(content, status, {"Content-Language": language, "Vary": "Accept-Language"})
