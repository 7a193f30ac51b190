"""One picture, read from its bytes to its message."""

from api.pictures.decode import decode
from api.pictures.errors import PictureError
from api.pictures.layout import lay_out
from api.pictures.ocr import fitted, read_lines
from api.pictures.picture import Picture
from api.pictures.qr import read_codes
from api.pictures.role import Role


def read_picture(raw: bytes) -> Picture:
    """What a picture says. Raises `PictureError`."""
    image = decode(raw)
    codes = read_codes(image)
    image = fitted(image)
    screen = lay_out(image, read_lines(image))
    text = "\n".join(part for part in (screen.text, *codes) if part)
    if not any(map(str.isalnum, text)):
        raise PictureError("wordless")
    sure = [place.line.confidence for place in screen.lines if place.role is Role.MESSAGE]
    return Picture(text, screen.sender, codes, sum(sure) / len(sure) if sure else 1.0, screen.lines)
