"""What a picture says, and how one process tells it to another: as plain JSON, which executes nothing."""

import json
from typing import NamedTuple

from api.pictures.errors import PictureError
from api.pictures.line import Line, Placed
from api.pictures.role import Role


class Picture(NamedTuple):
    """What a picture says: the message with the targets of its QR codes, and every line with its part in the screen."""

    text: str
    sender: str
    codes: tuple[str, ...]
    confidence: float
    lines: tuple[Placed, ...]


def packed(told: Picture | PictureError) -> bytes:
    """A picture or what is wrong with it, as JSON in UTF-8."""
    return json.dumps({"problem": told.problem} if isinstance(told, PictureError) else told).encode()


def unpacked(raw: bytes) -> Picture:
    """What was packed. Raises the `PictureError`."""
    told = json.loads(raw)
    if isinstance(told, dict):
        raise PictureError(told["problem"])
    text, sender, codes, confidence, lines = told
    placed = tuple(Placed(Line(*line), Role(role)) for line, role in lines)
    return Picture(text, sender, tuple(codes), confidence, placed)
