"""`POST /picture`: what a screenshot says, in the page's form, to be corrected before it is checked."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from api.access import LimitError, charge
from api.language import language_of
from api.page import Form, Mistake, Page, fields_of, form_of, show
from api.pictures import PictureError, PictureReader, is_installed
from api.read_picture import MESSAGES, kind_of
from api.texts import texts
from api.upload import bytes_in
from api.view import base_of, error_page
from detector.message import MAX_SENDER


def page_picture_router(reader: PictureReader, days: int) -> APIRouter:
    """The route of the page's form for a picture; reports are kept for days."""
    router = APIRouter()

    # With the methods of the page itself: who reloads the answer gets the empty form.
    @router.api_route("/picture", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    async def picture(request: Request) -> Response:
        if request.method != "POST":
            return RedirectResponse(f"{base_of(request)}/?lang={language_of(request)}", 303)
        try:
            async with fields_of(request, max_files=1) as fields:
                form, raw = form_of(fields), await bytes_in(fields, "picture")
        except HTTPException as error:
            return _refused(request, PictureError("heavy" if error.status_code == 413 else "missing"), Form(), days)
        return await read_into_form(request, reader, raw, form, days)

    return router


async def read_into_form(request: Request, reader: PictureReader, raw: bytes, form: Form, days: int) -> Response:
    """The page with what the bytes of a picture say in its form, or with what is wrong with them.

    `form` is what was typed before: it stays where the picture cannot be read, and its sender where that names none.
    """
    try:
        await charge(request, MESSAGES - 1)
        read = await reader.read(raw)
    except LimitError as error:
        response = error_page(request, 429)
        response.headers.update(error.headers)
        return response
    except PictureError as error:
        return _refused(request, error, form, days)
    filled = Form(read.text, read.sender[:MAX_SENDER] or form.sender)
    return show(request, Page(filled, read=True, days=days))


def _refused(request: Request, error: PictureError, form: Form, days: int) -> Response:
    sentence = texts(language_of(request))["picture"][error.problem]
    # Where no pictures are read, the page has no field for them.
    wrong = Mistake("picture" if is_installed() else "text", sentence)
    return show(request, Page(form, mistake=wrong, days=days), kind_of(error).status)
