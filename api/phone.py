"""`GET /iphone`: how a phone checks a message from its share sheet."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.language import language_of
from api.view import render
from detector.phrases import Language


def phone_router() -> APIRouter:
    """The route of the page."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/iphone", methods=["GET", "HEAD"])
    async def phone(request: Request) -> HTMLResponse:
        address = address_of(request)
        wanted = recipe(address, language_of(request))
        return render(request, "phone.html", path="/iphone", address=address, recipe=wanted)

    return router


def address_of(request: Request) -> str:
    """Where this service checks a message, as the asker reaches it."""
    return f"{str(request.base_url).rstrip('/')}/v1/check"


def recipe(address: str, language: Language) -> str:
    """The request that the shortcut sends, as it goes over the wire; the dots stand for the message."""
    return "\n".join(
        (
            f"POST {address}",
            "Content-Type: application/json",
            "Accept: text/plain",
            "",
            f'{{"text": "…", "lang": "{language}"}}',
        )
    )
