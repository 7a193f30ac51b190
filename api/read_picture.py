"""`POST /v1/read-picture`: a screenshot in, the message that it shows out."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.access import charge
from api.check import is_packed
from api.pictures import BusyError, NoReaderError, Picture, PictureError, PictureReader, is_installed
from api.pictures.role import Role
from api.problems import BODY_TOO_LARGE, WRONG_CONTENT_TYPE, Kind, ProblemError, described
from api.upload import file_of

INVALID_PICTURE = Kind(422, "invalid-picture", "The picture cannot be read", "Send a screenshot as PNG or JPEG.")
NO_READER = Kind(501, "no-picture-reader", "Pictures are not read here", str(NoReaderError()))
BUSY = Kind(503, "busy", "Too many pictures wait", str(BusyError()))
RETRY_SECONDS = 10
# A picture takes as long as many texts: it counts as this many messages.
MESSAGES = 5
_BINARY = {"type": "string", "format": "binary"}
_FORM = {"type": "object", "required": ["picture"], "properties": {"picture": _BINARY}}
_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")


class PictureLine(BaseModel):
    """A line of a picture."""

    text: Annotated[str, Field(description="What was read.", examples=["USPS: your parcel is held."])]
    role: Annotated[
        Role,
        Field(
            description="What it is: a line of the received `message`, of the user's `own` answer, the `sender`, or of "
            "the `screen` around.",
            examples=["message"],
        ),
    ]
    confidence: Annotated[float, Field(description="How sure the reading is, from 0 to 1.", examples=[0.99])]


class PictureRead(BaseModel):
    """The message that a picture shows, to be corrected before it is checked."""

    text: Annotated[
        str,
        Field(
            description="The received message, with what its QR codes say below.",
            examples=["USPS: your parcel is held. Pay at usps.com-track.top/x"],
        ),
    ]
    sender: Annotated[str, Field(description="Who the screen says sent it, or empty.", examples=["+63 917 555 0101"])]
    qr: Annotated[list[str], Field(description="What the QR codes say.", examples=[["https://usps.com-track.top/x"]])]
    confidence: Annotated[
        float, Field(description="How sure the reading of the message is on average, from 0 to 1.", examples=[0.99])
    ]
    lines: Annotated[list[PictureLine], Field(description="Every line of the picture, from the top.")]


def picture_router(reader: PictureReader) -> APIRouter:
    """The route that reads pictures."""
    router = APIRouter(prefix="/v1", tags=["check"])

    @router.post(
        "/read-picture",
        operation_id="read_picture",
        summary="Read the message of a screenshot",
        response_description="The message, to be corrected and then checked.",
        responses=described(BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_PICTURE, NO_READER, BUSY),
        openapi_extra={
            "requestBody": {
                "required": True,
                "description": "The picture, or a form with it as the field `picture`.",
                "content": {name: {"schema": _BINARY} for name in _TYPES} | {"multipart/form-data": {"schema": _FORM}},
            }
        },
    )
    async def read_picture(request: Request) -> PictureRead:
        """Reads the received message, its sender and QR codes from a screenshot of a message program.

        PNG, JPEG, WebP or GIF; at most 10,485,760 bytes and below 40 megapixels. A picture counts as five messages.
        It is not checked yet, and not stored, not logged and not passed on.
        """
        try:
            if not is_installed():
                raise NoReaderError
            raw = await _raw(request)
            await charge(request, MESSAGES - 1)
            return _told(await reader.read(raw))
        except PictureError as error:
            kind = kind_of(error)
            headers = {"Retry-After": str(RETRY_SECONDS)} if kind is BUSY else {}
            raise ProblemError(kind, str(error), headers) from None

    return router


def kind_of(error: PictureError) -> Kind:
    """The kind of problem that a picture is refused with."""
    kinds = {"heavy": BODY_TOO_LARGE, "large": BODY_TOO_LARGE, "busy": BUSY, "unread": NO_READER}
    return kinds.get(error.problem, INVALID_PICTURE)


async def _raw(request: Request) -> bytes:
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_packed(request) or not (said.startswith("image/") or said == "multipart/form-data"):
        raise ProblemError(WRONG_CONTENT_TYPE, "Send the picture as 'image/png' or alike, or as 'multipart/form-data'.")
    if said.startswith("image/"):
        return await request.body()
    try:
        return await file_of(request, "picture")
    except HTTPException as error:
        if error.status_code == BODY_TOO_LARGE.status:
            raise
        raise PictureError("missing") from None


def _told(picture: Picture) -> PictureRead:
    return PictureRead(
        text=picture.text,
        sender=picture.sender,
        qr=list(picture.codes),
        confidence=round(picture.confidence, 3),
        lines=[
            PictureLine(text=place.line.text, role=place.role, confidence=round(place.line.confidence, 3))
            for place in picture.lines
        ],
    )
