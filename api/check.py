"""`POST /v1/check`: one message in, its verdict out."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.routing import APIRoute

from api.problems import BODY_TOO_LARGE, INVALID_MESSAGE, MALFORMED_JSON, WRONG_CONTENT_TYPE, described
from api.schema import CheckRequest, CheckResponse
from detector import Detector, Message

MAX_BODY = 64 * 1024


class JsonRoute(APIRoute):
    """A route that refuses a body that is not said to be JSON, before it is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the check of the content type."""
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            if not is_json(request.headers.get("content-type", "")):
                raise HTTPException(415)
            return await handle(request)

        return handle_json


def is_json(content_type: str) -> bool:
    """Whether a Content-Type header says JSON in UTF-8."""
    said, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charsets = {
        value.strip(' "') for name, _, value in (part.partition("=") for part in parameters) if name == "charset"
    }
    named_json = said == "application/json" or (said.startswith("application/") and said.endswith("+json"))
    return named_json and charsets <= {"utf-8", "utf8"}


def check_router(detector: Detector) -> APIRouter:
    """The routes that check messages with a detector."""
    router = APIRouter(prefix="/v1", tags=["check"], route_class=JsonRoute)

    # The verdict takes well under a millisecond, so it is computed on the event loop: a thread costs more.
    @router.post(
        "/check",
        operation_id="check",
        summary="Check one message",
        response_description="The verdict, with all its evidence.",
        responses=described(MALFORMED_JSON, BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_MESSAGE),
    )
    async def check(request: CheckRequest) -> CheckResponse:
        """Tells whether a message is genuine USPS correspondence, a scam, or neither, and why.

        Nothing of the message is stored, logged or sent anywhere; no link in it is opened.
        The evidence of each scorecard sums to its log-odds, from which the probabilities are computed.
        """
        verdict = detector.check(Message(request.text, request.sender, request.channel))
        return CheckResponse.model_validate(verdict.to_dict(request.lang))

    return router
