"""Lines joined again, and the words around messages."""

import pytest

from api.pictures import is_installed

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

from api.pictures.chrome import is_label, is_time, sender_of
from api.pictures.line import Line
from api.pictures.wraps import joined

LETTER, HEIGHT, STEP = 10, 20, 26


def lines(*texts: str) -> list[Line]:
    """Lines of a font of one width, one below the other; an empty one is a gap."""
    return [
        Line(text, 1.0, 30, number * STEP, 30 + LETTER * len(text), number * STEP + HEIGHT)
        for number, text in enumerate(texts)
        if text
    ]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (["Your parcel is held at our", "hub. Please pay"], "Your parcel is held at our hub. Please pay"),
        (["Pay here:", "", "usps.top/x"], "Pay here:\n\nusps.top/x"),
        (
            ["Dear customer of the USPS,", "pay now", "or it goes back to sender"],
            "Dear customer of the USPS, pay now\nor it goes back to sender",
        ),
        # links go on
        (["https://usps.com-redelivery", "-center.top/us/i now"], "https://usps.com-redelivery-center.top/us/i now"),
        (
            ["Open https://usps.com-center.", "top/us/track?id=9 today"],
            "Open https://usps.com-center.top/us/track?id=9 today",
        ),
        (["https://usps.com-trackparce", "lcenter.top/i"], "https://usps.com-trackparcelcenter.top/i"),
        (
            ["See https://usps-parcel.top/", "us before it goes back now"],
            "See https://usps-parcel.top/us before it goes back now",
        ),
        # and links end
        (
            ["Pay at https://usps.com-x.top/i", "Thanks for your patience"],
            "Pay at https://usps.com-x.top/i Thanks for your patience",
        ),
        (
            ["https://usps.top/i", "thanks for using the USPS today"],
            "https://usps.top/i\nthanks for using the USPS today",
        ),
        (
            ["https://usps-parcel.top/abcde", "https://usps.com/track"],
            "https://usps-parcel.top/abcde https://usps.com/track",
        ),
        (["https://usps-parcel.top/abcde", "¿Preguntas? Llame"], "https://usps-parcel.top/abcde ¿Preguntas? Llame"),
    ],
)
def test_joined(told: list[str], text: str) -> None:
    assert joined(lines(*told), 400) == text


@pytest.mark.parametrize(
    "text",
    [
        "9:41",
        "10:24 AM",
        "Today 10:24 AM",
        "Today • 10:24 AM",
        "Yesterday, 9:05 p.m.",
        "Mon, Nov 23 at 10:24",
        "hoy 18:20",
        "lunes, 23 de nov, 10:24",
        "Nov 23, 9:41 AM",
    ],
)
def test_times(text: str) -> None:
    assert is_time(text)


@pytest.mark.parametrize(
    "text", ["Delivered today", "Pay by 10:24 AM", "28777", "USPS", "Monday Deliveries LLC", "1:1"]
)
def test_not_times(text: str) -> None:
    assert not is_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "Text Message • SMS",
        "Text Message· SMS",
        "iMessage",
        "Report Junk",
        "Mensaje de texto",
        "Report spam",
        "Delivered",
    ],
)
def test_labels(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize(
    "text", ["Report your parcel", "USPS message", "Delivered to the porch", "Block party on Sunday"]
)
def test_not_labels(text: str) -> None:
    assert not is_label(text)


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        (
            [("9:41", 60), ("5G 83", 640), ("<12", 25), ("+63 917 555 0101 >", 260), ("Text Message • SMS", 260)],
            "+63 917 555 0101",
        ),
        ([("10:24", 30), ("LTE 64%", 600), ("28777", 160), ("Texting with 28777 (SMS/MMS)", 130)], "28777"),
        ([("10:24", 30), ("Conversación con USPS (SMS/MMS)", 130)], "USPS"),
        ([("9:41", 60), ("USPS ›", 340), ("Today 10:24 AM", 300)], "USPS"),
        ([("9:41", 60), ("usps@parcel.top >", 260)], "usps@parcel.top"),
        ([("9:41", 60), ("Today 10:24 AM", 300)], ""),
        ([], ""),
    ],
)
def test_sender(header: list[tuple[str, int]], sender: str) -> None:
    tops = [0, 0, *range(100, 2000, 40)]
    placed = [
        Line(text, 1.0, left, top, left + 10 * len(text), top + 20)
        for (text, left), top in zip(header, tops, strict=False)
    ]
    assert sender_of(placed, 720)[0] == sender
