"""`POST /v1/adapters/lines`: sender and message as plain lines, for programs that cannot write JSON.

Some filters put a message into a request as it is. Where it holds a quotation mark or a line break, as most scams do,
that makes no JSON; lines hold whatever comes.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.check import TWO_LINES, is_packed
from api.negotiation import TEXT
from api.options import Reading
from api.problems import (
    BODY_TOO_LARGE,
    INVALID_MESSAGE,
    NOT_ACCEPTABLE,
    WRONG_CONTENT_TYPE,
    ProblemError,
    described,
)
from api.schema import SCAM, CheckResponse
from api.wire import judged, respond
from detector import Channel, Detector, Message


def lines_router(detector: Detector) -> APIRouter:
    """The route that checks a message sent as lines."""
    router = APIRouter(prefix="/v1/adapters", tags=["adapters"])

    @router.post(
        "/lines",
        operation_id="check_lines",
        summary="Check one message, sent as lines of text",
        response_description="The verdict.",
        response_model=CheckResponse,
        responses=TWO_LINES | described(NOT_ACCEPTABLE, BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_MESSAGE),
        openapi_extra={
            "requestBody": {
                "required": True,
                "description": "The sender as the first line, which may be empty; all the rest is the message. UTF-8.",
                "content": {TEXT: {"schema": {"type": "string"}, "example": f"+63 917 555 0101\n{SCAM}"}},
            }
        },
    )
    async def check_lines(asked: Annotated[Reading, Query()], request: Request) -> Response:
        """Tells what `/v1/check` tells, for programs that put a message into a request as it is.

        Its channel is `sms`. A filter that acts alone asks for `profile=gateway`. At most 65,536 bytes.
        """
        if not _is_text(request.headers.get("content-type", "")) or is_packed(request):
            raise ProblemError(WRONG_CONTENT_TYPE, f"Send the lines with 'Content-Type: {TEXT}; charset=utf-8'.")
        # Bytes that are no UTF-8 are a fault of the program; what can be read of the message is checked.
        sender, _, text = (await request.body()).decode("utf-8", "replace").partition("\n")
        message = Message(text, sender.strip(), Channel.SMS)
        return respond(request, judged(detector.check(message), asked), asked)

    return router


def _is_text(content_type: str) -> bool:
    said, _, parameters = content_type.lower().replace(" ", "").replace('"', "").partition(";")
    return said == TEXT and parameters in ("", "charset=utf-8")
