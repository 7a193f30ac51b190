"""QR codes of a picture: several, alone, inverted; their targets are checked like links."""

import pytest

from api.pictures import is_installed
from detector import Detector, Message

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

import zxingcpp
from PIL import Image, ImageOps

from api.pictures.qr import MAX_CODES, read_codes
from api.pictures.read import read_picture
from tests.api.pictures.drawn import encoded

TARGET = "https://usps-redelivery.top/qr?id=7"


def code(target: str) -> Image.Image:
    drawn = zxingcpp.create_barcode(target, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=6)).convert("RGB")


def beside(*codes: Image.Image) -> Image.Image:
    """Codes in a row, on white."""
    sheet = Image.new("RGB", (300 * len(codes), 300), "white")
    for number, image in enumerate(codes):
        sheet.paste(image, (300 * number + 20, 20))
    return sheet


def test_several() -> None:
    targets = {f"https://usps-{name}.top/x" for name in ("one", "two", "three")}
    assert set(read_codes(beside(*map(code, sorted(targets))))) == targets


def test_one_that_is_there_twice_counts_once() -> None:
    assert read_codes(beside(code(TARGET), code(TARGET))) == (TARGET,)


def test_more_than_are_read() -> None:
    assert (
        len(read_codes(beside(*(code(f"https://usps.top/{number}") for number in range(MAX_CODES + 2))))) == MAX_CODES
    )


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("is_inverted", [False, True])
def test_inverted_and_turned(is_inverted: bool, turn: int) -> None:
    sheet = beside(code(TARGET)).rotate(turn)
    assert read_codes(ImageOps.invert(sheet) if is_inverted else sheet) == (TARGET,)


def test_a_code_without_any_text_is_checked_like_a_link() -> None:
    picture = read_picture(encoded(beside(code(TARGET))))
    assert (picture.codes, picture.text.splitlines()[-1]) == ((TARGET,), TARGET)
    detector = Detector()
    links = detector.check(Message(TARGET)).decision
    assert detector.check(Message(picture.text, picture.sender)).decision == links != "genuine"
