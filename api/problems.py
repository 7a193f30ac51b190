"""Errors on the wire, as RFC 9457 problem details. None of them repeats what the caller sent as text or sender."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from detector import InvalidMessageError

MEDIA_TYPE = "application/problem+json"
MAX_NAME = 40


class Kind(NamedTuple):
    """A kind of problem: `slug` ends its `type`, which is public API; `title` is the same for all of the kind."""

    status: int
    slug: str
    title: str
    detail: str


MALFORMED_JSON = Kind(400, "malformed-json", "The body is not JSON", "Send one JSON object in UTF-8.")
NOT_FOUND = Kind(404, "not-found", "There is nothing here", "See /docs for what there is.")
METHOD_NOT_ALLOWED = Kind(
    405, "method-not-allowed", "The method is not allowed here", "The Allow header lists the methods."
)
NOT_ACCEPTABLE = Kind(
    406, "not-acceptable", "There is no such form of the answer", "Accept application/json or text/plain."
)
BODY_TOO_LARGE = Kind(
    413, "body-too-large", "The body is too large", "Send fewer bytes: JSON as UTF-8 and not as \\u escapes."
)
WRONG_CONTENT_TYPE = Kind(
    415,
    "wrong-content-type",
    "The content type is not the one that is read here",
    "Send the body with 'Content-Type: application/json'.",
)
INVALID_REQUEST = Kind(422, "invalid-request", "The request does not fit the schema", "See /docs for the schema.")
INVALID_MAIL = Kind(422, "invalid-mail", "The mail cannot be checked", "Send the whole mail as it was received.")
INVALID_MESSAGE = Kind(422, "invalid-message", "The message cannot be checked", "Mend the field that is named.")
FAULT = Kind(
    500, "internal-error", "The server failed", "Nothing was stored. Try again; if it stays, tell the operator."
)
NOT_READY = Kind(503, "not-ready", "The service is not ready", "Try again later.")
_KINDS = {
    kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, BODY_TOO_LARGE, WRONG_CONTENT_TYPE)
}
_EMPTY = "is empty; paste the message that you received"


class ProblemError(Exception):
    """Raised by a route to answer with a problem of a kind; `detail` replaces the kind's own."""

    def __init__(self, kind: Kind, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or kind.detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers or {}


class Mistake(BaseModel):
    """One thing to mend in the request."""

    field: Annotated[str, Field(description="The name of the field; empty for the whole body.", examples=["text"])]
    pointer: Annotated[
        str,
        Field(
            description="A JSON pointer (RFC 6901) into the body; empty for the whole body and for a query parameter.",
            examples=["/text"],
        ),
    ]
    detail: Annotated[str, Field(description="What is wrong, and what to do.", examples=[_EMPTY])]


class Problem(BaseModel):
    """A problem detail (RFC 9457)."""

    type: Annotated[
        str,
        Field(description="Names the kind; stable, for programs.", examples=["urn:postproof:problem:invalid-message"]),
    ]
    title: Annotated[str, Field(description="The kind in words.", examples=[INVALID_MESSAGE.title])]
    status: Annotated[int, Field(description="The HTTP status.", examples=[422])]
    detail: Annotated[
        str,
        Field(description="What to do about this one.", examples=[f"text: {_EMPTY}"]),
    ]
    field: Annotated[str | None, Field(description="The first field to mend, if one is.", examples=["text"])] = None
    pointer: Annotated[
        str | None, Field(description="A JSON pointer (RFC 6901) to the first thing to mend.", examples=["/text"])
    ] = None
    errors: Annotated[list[Mistake] | None, Field(description="Everything to mend, if fields are named.")] = None


def problem_of(kind: Kind, detail: str = "", mistakes: Sequence[Mistake] = ()) -> Problem:
    """The problem of a kind; `detail` replaces the kind's own."""
    return Problem(
        type=f"urn:postproof:problem:{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=detail or kind.detail,
        field=mistakes[0].field if mistakes else None,
        pointer=mistakes[0].pointer if mistakes else None,
        errors=list(mistakes) or None,
    )


def respond(kind: Kind, detail: str = "", mistakes: Sequence[Mistake] = ()) -> JSONResponse:
    """The response for a kind of problem."""
    return answered(problem_of(kind, detail, mistakes))


def described(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """What the description of an operation says of the problems that it answers with, each with its own example."""
    told: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        empty = [Mistake(field="text", pointer="/text", detail=_EMPTY)] if kind is INVALID_MESSAGE else []
        example = problem_of(kind, f"text: {_EMPTY}" if empty else "", empty).model_dump(exclude_none=True)
        told[kind.status] = {
            "model": Problem,
            "description": f"{kind.title}.",
            "content": {MEDIA_TYPE: {"example": example}},
        }
    return told


def of_status(status: int, detail: str = "") -> JSONResponse:
    """The response for an HTTP status that the framework chose; `detail` replaces the kind's own."""
    # The framework answers 400 where the JSON parser failed in an unforeseen way, such as by depth.
    kind = _KINDS.get(status) or (MALFORMED_JSON if status == HTTPStatus.BAD_REQUEST else FAULT)
    return respond(kind, detail)


async def raised(_: Request, error: ProblemError) -> JSONResponse:
    """A problem that a route raised."""
    response = respond(error.kind, error.detail)
    response.headers.update(error.headers)
    return response


async def invalid_message(_: Request, error: InvalidMessageError) -> JSONResponse:
    """A message that the detector refuses; its words never repeat the message."""
    return answered(refused_message(error))


def refused_message(error: InvalidMessageError, above: str = "") -> Problem:
    """The problem of a message that the detector refuses; `above` points to the object that holds its fields."""
    mistake = Mistake(field=error.field, pointer=f"{above}/{error.field}", detail=error.problem)
    return problem_of(INVALID_MESSAGE, str(error), [mistake])


async def invalid_request(_: Request, error: RequestValidationError) -> JSONResponse:
    """A body that is not JSON or does not fit the schema; the values that were sent are left out."""
    found = error.errors()
    if found and found[0]["type"] == "json_invalid":
        return respond(MALFORMED_JSON, f"At character {found[0]['loc'][-1]}: {found[0]['ctx']['error']}.")
    return answered(refused_request(found))


def refused_request(errors: Sequence[Mapping[str, Any]], above: tuple[str | int, ...] = ()) -> Problem:
    """The problem of a request that does not fit the schema; `above` is the path of the object that was read."""
    mistakes = [_mistake(item, above) for item in errors]
    first = mistakes[0]
    return problem_of(INVALID_REQUEST, f"{first.field or 'body'}: {first.detail}", mistakes)


def answered(problem: Problem) -> JSONResponse:
    """The response that tells a problem."""
    return JSONResponse(problem.model_dump(exclude_none=True), problem.status, media_type=MEDIA_TYPE)


def _mistake(error: Mapping[str, Any], above: tuple[str | int, ...]) -> Mistake:
    place, *inner = error["loc"]
    path = [*above, *inner]
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    detail = _told(error)
    if error["type"] == "extra_forbidden":
        detail = "is not a known field; remove it"
        # The name of an unknown field is the caller's: it is repeated only where it looks like a name.
        if not (name.isidentifier() and name.isascii() and len(name) <= MAX_NAME):
            name = ""
            path.pop()
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path) if place == "body" else ""
    return Mistake(field=name, pointer=pointer, detail=detail)


def _told(error: Mapping[str, Any]) -> str:
    bounds = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "is missing"
        case "model_attributes_type":
            return "must be one JSON object"
        case "too_long":
            return f"has more than {bounds['max_length']:,} items; send them in several requests"
        case "too_short":
            return "is empty; it needs at least one item"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
