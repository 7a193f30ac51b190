"""Reads pictures one after the other, so that time and memory stay bounded."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from api.pictures.errors import BusyError, NoReaderError, PictureError
from api.pictures.role import Role

if TYPE_CHECKING:
    from api.pictures.layout import Placed

MAX_WAITING = 4
_NEEDED = ("PIL", "numpy", "onnxruntime", "rapidocr", "zxingcpp")


class Picture(NamedTuple):
    """What a picture says: the message with the targets of its QR codes, and every line with its part in the screen."""

    text: str
    sender: str
    codes: tuple[str, ...]
    confidence: float
    lines: "tuple[Placed, ...]"


@cache
def is_installed() -> bool:
    """Whether the extra `ocr` is there."""
    return all(find_spec(name) for name in _NEEDED)


class PictureReader:
    """Reads one picture at a time on a thread of its own; a few may wait."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "pictures")
        self._waiting = 0

    async def read(self, raw: bytes) -> Picture:
        """What a picture says. Raises `PictureError`, `BusyError` where too many wait, `NoReaderError`."""
        if not is_installed():
            raise NoReaderError
        if self._waiting >= MAX_WAITING:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, read_picture, raw)
        finally:
            self._waiting -= 1


def read_picture(raw: bytes) -> Picture:
    """What a picture says. Raises `PictureError`."""
    # Heavy, and absent where the extra is not installed.
    from api.pictures.decode import decode
    from api.pictures.layout import lay_out
    from api.pictures.ocr import fitted, read_lines
    from api.pictures.qr import read_codes

    image = decode(raw)
    codes = read_codes(image)
    image = fitted(image)
    screen = lay_out(image, read_lines(image))
    text = "\n".join(part for part in (screen.text, *codes) if part)
    if not any(map(str.isalnum, text)):
        raise PictureError("wordless")
    sure = [place.line.confidence for place in screen.lines if place.role is Role.MESSAGE]
    return Picture(text, screen.sender, codes, sum(sure) / len(sure) if sure else 1.0, screen.lines)
