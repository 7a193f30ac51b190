"""Drawn screenshots, read: what is lost of the text, and whether the decision stays."""

import io

import pytest
from PIL import Image, ImageDraw

from api.pictures import is_installed
from detector import Detector, Message
from tests.api.pictures.distance import distance
from tests.api.pictures.drawn import STYLES, Side, Style, drawn, encoded, font

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

from api.pictures.picture import Picture
from api.pictures.read import read_picture

LINK = "https://usps.com-redelivery-center.top/us/track?id=93820"
MESSAGES = [
    (
        "+63 917 555 0101",
        "USPS: your package cannot be delivered because of an incorrect zip code. Confirm your address within 12 "
        f"hours:\n\n{LINK}\n\n(Reply Y, then reopen this message to open the link)",
    ),
    (
        "28777",
        "USPS 9400111899223818218407, Expected Delivery by: Tuesday, November 24, 2026 by 9:00pm. Arrived at USPS "
        "Regional Facility, DENVER CO 80266. Reply STOP to cancel",
    ),
    (
        "+1 (602) 555-0148",
        "USPS: su paquete está retenido en el almacén por falta de número de calle. Actualice su dirección hoy: "
        "https://usps-envio.top/mx para evitar la devolución.",
    ),
    ("Grandma", "Hi dear, are you coming on Sunday? I will make the soup that you like. Call me at 555-0133"),
    (
        "usps-desk@mail-notice.top",
        "Your parcel was stopped at our hub. Pay the $1.95 fee at https://www.usps-post.help/i or it goes back.",
    ),
    ("Mamá", "¿Vienes mañana a comer? Trae pan y avísale a tu hermano. Después vamos al mercado con la tía Inés."),
]
# Every style, and every message.
SHOWN = [(style, MESSAGES[number % len(MESSAGES)]) for number, style in enumerate(STYLES)]


@pytest.fixture(scope="module")
def read() -> list[Picture]:
    bubbles = [[("right", "Who is this?"), ("left", text)] for _, (_, text) in SHOWN]
    return [
        read_picture(encoded(drawn(style, sender, list(shown)), style.quality))  # type: ignore[arg-type]
        for (style, (sender, _)), shown in zip(SHOWN, bubbles, strict=True)
    ]


def test_character_error_rate(read: list[Picture]) -> None:
    rates = [distance(text, picture.text) / len(text) for (_, (_, text)), picture in zip(SHOWN, read, strict=True)]
    assert sum(rates) / len(rates) <= 0.03
    assert max(rates) <= 0.06


def test_senders(read: list[Picture]) -> None:
    told = [picture.sender.replace(" ", "") for picture in read]
    assert told == [sender.replace(" ", "") for _, (sender, _) in SHOWN]


def test_the_decision_is_that_for_the_text(read: list[Picture]) -> None:
    detector = Detector()
    expected = [detector.check(Message(text, sender)).decision for _, (sender, text) in SHOWN]
    assert [detector.check(Message(picture.text, picture.sender)).decision for picture in read] == expected


def test_links_are_whole(read: list[Picture]) -> None:
    assert all(LINK in picture.text for picture in read if "package cannot" in picture.text)


def test_the_users_own_bubbles_are_left_out(read: list[Picture]) -> None:
    assert not [picture.text for picture in read if "Who is this" in picture.text]
    assert all([p.line.text for p in picture.lines if p.role == "own"] == ["Who is this?"] for picture in read)


def test_bubbles_are_joined_in_reading_order() -> None:
    told: list[tuple[Side, str]] = [("left", "USPS: your parcel is held."), ("left", "Reply with your address")]
    assert read_picture(encoded(drawn(STYLES[0], "28777", told))).text == "\n".join(text for _, text in told)


def test_a_cut_out_without_bubbles() -> None:
    image = Image.new("RGB", (700, 160), "#e9e9eb")
    ImageDraw.Draw(image).text((20, 30), "USPS: pay your fee at\nhttps://usps.top/a now", "black", font(32))
    picture = read_picture(encoded(image))
    assert (" ".join(picture.text.split()), picture.sender) == ("USPS: pay your fee at https://usps.top/a now", "")


def test_a_scrolling_screenshot() -> None:
    style = Style("long", "ios", False, 750, 3600, 2)
    texts = [
        f"Notice {number}: your parcel number {number * 137} is held, reply with your zip code" for number in range(17)
    ]
    assert read_picture(encoded(drawn(style, "28777", [("left", text) for text in texts]))).text == "\n".join(texts)


def test_a_turned_photo() -> None:
    upright = drawn(STYLES[0], "28777", [("left", "USPS: your parcel is held")])
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", exif=exif)
    assert read_picture(out.getvalue()).text == "USPS: your parcel is held"
