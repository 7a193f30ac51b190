"""Whatever is sent: an answer or a clear error, from a process with bounded memory and time."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from api.pictures import Picture, PictureError, PictureReader, is_installed

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

import numpy as np
from PIL import Image

from api.pictures.child import MAX_MEMORY
from tests.api.pictures.drawn import STYLES, drawn, encoded
from tests.api.pictures.test_decode import claimed, saved

TEXT = "USPS: your parcel is held"
SHOWN = drawn(STYLES[0], "28777", [("left", TEXT)])
OTHER = drawn(STYLES[0], "28777", [("left", "Another message")])
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 400
RANDOM = np.random.default_rng(1)


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 8
    return saved("JPEG", SHOWN.transpose(Image.Transpose.ROTATE_270), exif=exif)


def deep() -> bytes:
    """A PNG with 16 bits to a pixel."""
    return encoded(Image.fromarray(np.asarray(SHOWN.convert("L")).astype(np.uint16) * 257))


def in_palette() -> bytes:
    """A PNG with a palette, one colour of which shows through."""
    picture = SHOWN.convert("RGB").quantize(64)
    return saved("PNG", picture, transparency=picture.getpixel((5, 5)))


def animated(form: str) -> bytes:
    return saved(form, SHOWN, save_all=True, append_images=[OTHER] * 20, duration=50)


@pytest.fixture(scope="module")
def reader() -> PictureReader:
    return PictureReader()


def peak(process: int) -> int:
    """The most memory that a process has had at once, in bytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def read(reader: PictureReader, raw: bytes) -> Picture | str:
    try:
        return asyncio.run(reader.read(raw))
    except PictureError as error:
        return error.problem


@pytest.mark.parametrize(
    "raw",
    [
        turned(),
        deep(),
        in_palette(),
        saved("JPEG", SHOWN.convert("CMYK")),
        animated("GIF"),
        animated("PNG"),
        animated("WEBP"),
    ],
    ids=["turned", "16 bits", "palette", "CMYK", "animated GIF", "animated PNG", "animated WebP"],
)
def test_odd_but_right(reader: PictureReader, raw: bytes) -> None:
    picture = read(reader, raw)
    assert isinstance(picture, Picture)
    assert (picture.text, picture.sender) == (TEXT, "28777")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (claimed(60_000, 60_000), "large"),
        (encoded(Image.new("1", (8_000, 5_000))), "large"),
        (encoded(Image.new("1", (750, 20_000), 1)), "long"),
        (encoded(Image.new("RGBA", (7_990, 5_000), (0, 0, 0, 0))), "wordless"),
        (encoded(Image.new("L", (1_800, 10_700), 255), 50), "wordless"),
        (encoded(SHOWN)[:-9_000], "broken"),
        (animated("GIF")[:2_000], "broken"),
        (HEIC, "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "unknown"),
        (b"PK\x03\x04" + bytes(2_000), "unknown"),
    ],
)
def test_refused(reader: PictureReader, raw: bytes, problem: str) -> None:
    assert read(reader, raw) == problem


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells and bounds what memory a process has")
def test_memory_stays_below_the_limit(reader: PictureReader) -> None:
    noise = Image.fromarray(RANDOM.integers(0, 255, (1_000, 1_000, 3), np.uint8))
    read(reader, encoded(noise, 60))
    read(reader, encoded(Image.new("RGB", (6_320, 6_320), "#888888")))
    number = reader.number()
    assert number and peak(number) < MAX_MEMORY


def test_the_deadline_ends_the_work() -> None:
    reader = PictureReader(deadline=0.01)
    assert read(reader, encoded(SHOWN)) == "costly"
    assert reader.number() is None


def test_the_next_picture_is_read_after_the_process_ended(reader: PictureReader) -> None:
    read(reader, b"Not a picture")
    before = reader.number()
    assert before
    os.kill(before, signal.SIGKILL)
    assert read(reader, b"Not a picture") in ("costly", "unknown")
    assert read(reader, b"Not a picture") == "unknown"
    assert reader.number() not in (None, before)


def test_the_errors_say_what_to_do() -> None:
    for problem in ("missing", "heavy", "large", "long", "unknown", "broken", "wordless", "costly", "busy", "unread"):
        assert any(word in str(PictureError(problem)) for word in ("send", "Send", "cut out", "try again"))
