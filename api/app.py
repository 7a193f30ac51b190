"""The service: page, API and health, put together."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api import problems
from api.body import BodyLimit
from api.check import MAX_BODY, check_router
from api.docs import add_docs
from api.headers import SecurityHeaders
from api.health import health_router
from api.journal import Journal
from api.page import MAX_FORM, error_page, page_router
from detector import Detector, InvalidMessageError

TITLE = "Postproof"
DESCRIPTION = """Tells genuine USPS correspondence from smishing, with reasons that add up.

Nothing that is sent here is stored, logged or passed on, and no link is ever opened.
Errors are problem details (RFC 9457) and never repeat the message."""


class Service(FastAPI):
    """A FastAPI app whose description gives problems under their own media type."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, made once."""
        if self.openapi_schema is None:
            schema = super().openapi()
            for operations in schema["paths"].values():
                for operation in operations.values():
                    _retype_problems(operation["responses"])
        return super().openapi()


def create_app(detector: Detector | None = None) -> FastAPI:
    """The service with a detector, by default the one with the shipped scorecard.

    Raises `detector.ModelError` where the scorecard cannot be used.
    """
    detector = detector or Detector()
    app = Service(title=TITLE, version="1", description=DESCRIPTION, docs_url=None, redoc_url=None)
    app.include_router(page_router(detector))
    app.include_router(check_router(detector))
    app.include_router(health_router(detector))
    app.mount("/static", StaticFiles(directory=Path(str(files("api"))) / "static"), name="static")
    add_docs(app)
    app.exception_handler(HTTPException)(_refuse_http)
    app.exception_handler(RequestValidationError)(problems.invalid_request)
    app.exception_handler(problems.ProblemError)(problems.raised)
    app.exception_handler(InvalidMessageError)(problems.invalid_message)
    app.add_middleware(BodyLimit, limit=max_body)
    app.add_middleware(Journal, refuse=refuse)
    app.add_middleware(SecurityHeaders)
    return app


def max_body(path: str) -> int:
    """How many bytes of a body are read for a path."""
    return MAX_BODY if path.startswith("/v1/") else MAX_FORM


def refuse(request: Request, status: int, headers: dict[str, str] | None = None) -> Response:
    """A refusal in the form that the asker reads: a page for a browser, a problem for a program."""
    response: Response
    if not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", ""):
        response = error_page(request, status)
    else:
        response = problems.of_status(status)
    response.headers.update(headers or {})
    return response


async def _refuse_http(request: Request, error: HTTPException) -> Response:
    return refuse(request, error.status_code, dict(error.headers or {}))


def _retype_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status >= "400":
            content = response["content"]
            content[problems.MEDIA_TYPE] = content.pop("application/json") | content.get(problems.MEDIA_TYPE, {})
