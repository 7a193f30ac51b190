"""Whatever bytes come: a bounded picture, or a clear error."""

import io
import struct
import zlib

import pytest

from api.pictures import PictureError, is_installed

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

from PIL import Image

from api.pictures.decode import MAX_SHORTER, decode
from api.pictures.errors import MAX_BYTES
from tests.api.pictures.drawn import encoded


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def claimed(width: int, height: int) -> bytes:
    """A small PNG that says to be of a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def saved(form: str, image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


PLAIN = Image.effect_noise((300, 200), 40)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "missing"),
        (b"x" * (MAX_BYTES + 1), "heavy"),
        (b"Not a picture", "unknown"),
        (b"%PDF-1.7 and more", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"\x89PNG\r\n\x1a\n", "unknown"),
        (saved("TIFF", PLAIN), "unknown"),
        (saved("BMP", PLAIN), "unknown"),
        (claimed(8000, 5000), "large"),
        (claimed(20_000, 5_000), "large"),
        (claimed(60_000, 60_000), "large"),
        (claimed(2_000, 100), "long"),
        (claimed(1_000, 1_000), "broken"),
        (encoded(PLAIN)[:-2000], "broken"),
        (encoded(PLAIN, 80)[:-2000], "broken"),
        (saved("WEBP", PLAIN)[:-500], "broken"),
    ],
)
def test_refused(raw: bytes, problem: str) -> None:
    with pytest.raises(PictureError) as error:
        decode(raw)
    assert error.value.problem == problem


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "I;16", "1", "CMYK"])
def test_every_mode_becomes_rgb(form: str, mode: str) -> None:
    try:
        raw = saved(form, Image.new("RGB", (60, 40), "#123456").convert("L" if mode == "I;16" else mode).convert(mode))
    except (OSError, ValueError):
        pytest.skip(f"{form} holds no {mode}")
    image = decode(raw)
    assert (image.mode, image.size) == ("RGB", (60, 40))


def test_what_shows_through_is_white() -> None:
    assert decode(encoded(Image.new("RGBA", (60, 40), (0, 0, 0, 0)))).getpixel((5, 5)) == (255, 255, 255)


def test_an_animation_gives_its_first_frame() -> None:
    first, second = (Image.new("RGB", (60, 40), colour) for colour in ("#ff0000", "#0000ff"))
    assert decode(saved("GIF", first, save_all=True, append_images=[second])).getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize("quality", [0, 60])
def test_a_photo_just_below_the_limit_becomes_small(quality: int) -> None:
    image = decode(encoded(Image.new("RGB", (7990, 5000), "#888888"), quality))
    assert min(image.size) == MAX_SHORTER and max(image.size) < 2 * MAX_SHORTER
