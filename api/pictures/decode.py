"""Safe decoding: whatever bytes come, a bounded picture or a clear error."""

import io
import struct

import numpy as np
from PIL import ExifTags, Image, UnidentifiedImageError

from api.pictures.errors import MAX_BYTES, MAX_PIXELS, PictureError

# The shorter side of what is returned, in pixels: enough for a QR code, and little to keep.
MAX_SHORTER = 1440
# A scrolling screenshot may be this many times as long as wide.
MAX_ASPECT = 6
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# What Pillow's plug-ins raise for a file that does not hold what it says.
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error)
# What brings a picture upright, by its orientation in EXIF.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def decode(raw: bytes) -> Image.Image:
    """A picture in RGB, upright, its first frame, with a shorter side of at most `MAX_SHORTER` pixels.

    What its header says is checked before it is unpacked. Raises `PictureError`.
    """
    if not raw:
        raise PictureError("missing")
    if len(raw) > MAX_BYTES:
        raise PictureError("heavy")
    try:
        # Closing frees what the file still holds of the full size.
        with Image.open(io.BytesIO(raw), formats=_FORMATS) as image:
            _check_size(*image.size)
            return _upright(image)
    except _BOMB:
        raise PictureError("large") from None
    except UnidentifiedImageError:
        raise PictureError("unknown") from None
    except _DAMAGED:
        raise PictureError("broken") from None


def _check_size(width: int, height: int) -> None:
    if width * height >= MAX_PIXELS:
        raise PictureError("large")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise PictureError("long")


def _upright(image: Image.Image) -> Image.Image:
    share = min(1.0, MAX_SHORTER / min(image.size))
    wanted = max(1, round(image.width * share)), max(1, round(image.height * share))
    # A JPEG is unpacked at a fraction of its size where that is enough.
    image.draft("RGB", wanted)
    image.load()
    small = _opaque(image).resize(wanted, reducing_gap=2.0)
    turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return small if turn is None else small.transpose(turn)


def _opaque(image: Image.Image) -> Image.Image:
    """RGB; what shows through is white, and of 16 bits the upper 8 count."""
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
