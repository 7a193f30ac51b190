"""`POST /v1/check`: one message in, its verdict out."""

from collections.abc import Callable, Coroutine
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from api.negotiation import TEXT
from api.problems import (
    BODY_TOO_LARGE,
    INVALID_MESSAGE,
    MALFORMED_JSON,
    NOT_ACCEPTABLE,
    WRONG_CONTENT_TYPE,
    ProblemError,
    described,
)
from api.schema import CheckRequest, CheckResponse
from api.wire import judged, respond
from detector import Detector

MAX_BODY = 64 * 1024
_TWO_LINES = {
    TEXT: {
        "schema": {"type": "string", "description": "Two lines: the answer, then its strongest reason or what to do."},
        "example": "Scam: USPS does not ask you to fix an address by text or e-mail.\n"
        "A link imitates a USPS address without leading to one.\n",
    }
}
# What the description says of the answer in text.
TWO_LINES: dict[int | str, dict[str, Any]] = {200: {"content": _TWO_LINES}}


class JsonRoute(APIRoute):
    """A route that refuses a body that is not said to be plain JSON, before it is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the check of the content type."""
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            if not is_plain_json(request):
                raise ProblemError(WRONG_CONTENT_TYPE)
            return await handle(request)

        return handle_json


class QuickRoute(JsonRoute):
    """A route of an endpoint that takes its body's model and the request, and makes the response itself.

    A body that fits goes straight to the endpoint, which saves half of the framework's time. What does not fit goes the
    framework's way, where the mistake gets its name.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, before that of the framework."""
        handle, answer = super().get_route_handler(), self.endpoint
        (body,) = self.dependant.body_params
        model: type[BaseModel] = body.field_info.annotation  # type: ignore[assignment]

        async def handle_quickly(request: Request) -> Response:
            if not is_plain_json(request):
                return await handle(request)
            try:
                asked = model.model_validate_json(await request.body())
            except ValidationError:
                return await handle(request)
            response: Response = await answer(asked, request)
            return response

        return handle_quickly


def is_plain_json(request: Request) -> bool:
    """Whether a body is said to be JSON in UTF-8, and not compressed."""
    return is_json(request.headers.get("content-type", "")) and not is_packed(request)


@lru_cache(maxsize=64)
def is_json(content_type: str) -> bool:
    """Whether a Content-Type header says JSON in UTF-8."""
    said, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charsets = {
        value.strip(' "') for name, _, value in (part.partition("=") for part in parameters) if name == "charset"
    }
    named_json = said == "application/json" or (said.startswith("application/") and said.endswith("+json"))
    return named_json and charsets <= {"utf-8", "utf8"}


def is_packed(request: Request) -> bool:
    """Whether a body is said to be compressed; none is unpacked here, since a small one may grow without bound."""
    return request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")


def check_router(detector: Detector) -> APIRouter:
    """The route that checks a message with a detector."""
    router = APIRouter(prefix="/v1", tags=["check"], route_class=QuickRoute)

    # The verdict takes well under a millisecond, so it is computed on the event loop: a thread costs more.
    @router.post(
        "/check",
        operation_id="check",
        summary="Check one message",
        response_description="The verdict, with all its evidence.",
        response_model=CheckResponse,
        responses=TWO_LINES
        | described(MALFORMED_JSON, NOT_ACCEPTABLE, BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_MESSAGE),
    )
    async def check(asked: CheckRequest, request: Request) -> Response:
        """Tells whether a message is genuine USPS correspondence, a scam, or neither, and why.

        Nothing of the message is stored, logged or sent anywhere; no link in it is opened.
        The evidence of each scorecard sums to its log-odds, from which the probabilities are computed.
        `Accept: text/plain` gives two lines: the answer, then its strongest reason or what to do. At most 65,536 bytes.
        """
        return respond(request, judged(detector.check(asked.message()), asked), asked)

    return router
