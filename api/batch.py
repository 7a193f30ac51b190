"""`POST /v1/check/batch`: many messages in, a verdict or a problem for each out, in their order."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError, WrapValidator

from api.access import charge
from api.check import JsonRoute
from api.language import language_for
from api.negotiation import JSON, accepted
from api.options import Options
from api.problems import (
    BODY_TOO_LARGE,
    INVALID_REQUEST,
    MALFORMED_JSON,
    NOT_ACCEPTABLE,
    WRONG_CONTENT_TYPE,
    Problem,
    described,
    refused_message,
    refused_request,
)
from api.schema import SCAM, CheckResponse, Received
from api.wire import VARY, is_coarse, judged, told
from detector import Detector, InvalidMessageError
from detector.phrases import Language

MAX_BATCH = 4 * 1024 * 1024
MAX_MESSAGES = 1000
_ID = r"^[!-~]{1,100}$"
_NOTICE = "USPS 9400111899223818218407, Arrived at USPS Regional Facility, DENVER CO 80266. Reply STOP to cancel"
Id = Annotated[
    str | None,
    Field(
        pattern=_ID,
        description="Yours, told again in the result: 1 to 100 visible ASCII characters.",
        examples=["row-17"],
    ),
]


class BatchMessage(Received):
    """One message of a batch."""

    id: Id = None


class Unfit(NamedTuple):
    """A message of a batch that does not fit the schema, and why."""

    id: str | None
    errors: Sequence[Mapping[str, Any]]


def _each_by_itself(value: Any, read: Callable[[Any], BatchMessage]) -> BatchMessage | Unfit:
    """Reads one message, so that a bad one spoils no other."""
    try:
        return read(value)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False, include_context=False)
        named = isinstance(value, dict) and all(item["loc"][:1] != ("id",) for item in errors)
        return Unfit(value.get("id") if named else None, [{**item, "loc": ("body", *item["loc"])} for item in errors])


class BatchRequest(Options):
    """Messages to check, and how all answers are to be told."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "messages": [
                        {"id": "1", "text": SCAM, "sender": "+63 917 555 0101"},
                        {"id": "2", "text": _NOTICE, "sender": "28777", "channel": "sms"},
                    ],
                    "evidence": False,
                }
            ]
        }
    )

    messages: Annotated[
        list[Annotated[BatchMessage, WrapValidator(_each_by_itself)]],
        Field(min_length=1, max_length=MAX_MESSAGES, description="The messages, at most 1,000."),
    ]


class BatchResult(BaseModel):
    """What became of one message: either a result or a problem."""

    id: Annotated[str | None, Field(description="The id of the message; left out if it has none.", examples=["1"])] = (
        None
    )
    result: Annotated[CheckResponse | None, Field(description="The verdict; left out if there is a problem.")] = None
    problem: Annotated[
        Problem | None, Field(description="Why this message was not checked; its pointer leads into the request.")
    ] = None


class BatchResponse(BaseModel):
    """A result for each message, in the order of the request."""

    results: Annotated[list[BatchResult], Field(description="As many as messages were sent, in their order.")]


def batch_router(detector: Detector) -> APIRouter:
    """The route that checks many messages with a detector."""
    router = APIRouter(prefix="/v1", tags=["check"], route_class=JsonRoute)

    @router.post(
        "/check/batch",
        operation_id="check_batch",
        summary="Check up to 1,000 messages",
        response_description="A verdict or a problem for each message, in their order.",
        response_model=BatchResponse,
        responses=described(MALFORMED_JSON, NOT_ACCEPTABLE, BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_REQUEST),
    )
    async def check_batch(asked: BatchRequest, request: Request) -> Response:
        """Tells of each message what `/v1/check` tells. A message that cannot be checked gets a problem of its own.

        At most 4,194,304 bytes. Each message counts against the caller's limit.
        """
        accepted(request, JSON)
        await charge(request, len(asked.messages) - 1)
        language = language_for(request, asked.lang)
        results = []
        messages: Sequence[BatchMessage | Unfit] = asked.messages
        for number, item in enumerate(messages):
            results.append(orjson.dumps(_result(detector, item, number, asked, language, coarse=is_coarse(request))))
            # Others are answered in between: a message takes about a millisecond.
            await asyncio.sleep(0)
        content = b'{"results":[' + b",".join(results) + b"]}"
        return Response(content, headers=VARY | {"Content-Language": language}, media_type=JSON)

    return router


def _result(
    detector: Detector, item: BatchMessage | Unfit, number: int, asked: Options, language: Language, *, coarse: bool
) -> dict[str, Any]:
    named = {} if item.id is None else {"id": item.id}
    if isinstance(item, Unfit):
        problem = refused_request(item.errors, ("messages", number))
    else:
        try:
            verdict = judged(detector.check(item.message()), asked)
        except InvalidMessageError as error:
            problem = refused_message(error, f"/messages/{number}")
        else:
            return named | {"result": told(verdict, asked, language, coarse=coarse)}
    return named | {"problem": problem.model_dump(exclude_none=True)}
