"""Where a screen's bubbles cannot be told: which lines of a photo are the message, by where they stand."""

import pytest

from api.pictures import is_installed

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

from api.pictures.line import Line
from api.pictures.plain import lay_out_plain

WIDTH, HEIGHT = 720, 1500
Stands = tuple[str, int, int]  # text, left, top
HEADER: list[Stands] = [("9:41", 80, 40), ("5G 83", 600, 42), ("28777 >", 320, 190), ("Today 10:24 AM", 290, 290)]
FIELD: Stands = ("Text Message • SMS", 140, 1380)
KEYS: list[Stands] = [(key, 40 + 66 * at, 1100 + 2 * at) for at, key in enumerate("qwertyuiop")]


def roles(*placed: Stands) -> dict[str, str]:
    """What each line is taken for."""
    lines = [Line(text, 1.0, left, top, left + 14 * len(text), top + 36) for text, left, top in placed]
    return {place.line.text: place.role.value for place in lay_out_plain(lines, WIDTH, HEIGHT).lines}


def text(*placed: Stands) -> str:
    told = roles(*placed)
    return " ".join(line for line, _, _ in placed if told[line] == "message")


@pytest.mark.parametrize(
    ("placed", "message"),
    [
        ([*HEADER, ("Your parcel is held", 80, 340), ("pay at usps.top/i", 82, 378), FIELD], 2),
        ([*HEADER, ("Your parcel is held", 80, 340), ("Who is this?", 500, 420), ("Delivered", 590, 480), FIELD], 1),
        # a date or a button's word alone in a line of a message, and the same words around it
        ([*HEADER, ("It comes on", 80, 340), ("Tuesday, November 24", 80, 380), ("by 9 pm or reply", 81, 420)], 3),
        ([*HEADER, ("Reply STOP to", 80, 340), ("cancel", 80, 380), FIELD], 2),
        ([*HEADER, ("Your parcel is held", 80, 340), ("10:24 AM", 80, 380), FIELD], 1),
        ([*HEADER, ("Your parcel is held", 80, 340), ("Report Junk", 300, 1300), FIELD], 1),
        # what begins further right, in the row of a line that was read in pieces
        ([*HEADER, ("Your parcel", 80, 340), ("is held here", 420, 344), FIELD], 2),
        # a keyboard, with what it proposes, and without the field above it
        ([*HEADER, ("Your parcel is held", 80, 340), ("Yes", 90, 1030), *KEYS], 1),
        (
            [("10:24", 60, 30), ("28777", 190, 110), ("Texting with 28777 (SMS/MMS)", 220, 210), ("Pay now", 140, 310)],
            1,
        ),
    ],
)
def test_lines_of_the_message(placed: list[Stands], message: int) -> None:
    told = [line for line, _, top in placed if 300 < top < 1000]
    assert text(*placed) == " ".join(told[:message])


def test_the_users_own_lines() -> None:
    told = roles(*HEADER, ("Your parcel is held", 80, 340), ("Who is this?", 500, 420), FIELD)
    assert (told["28777 >"], told["Who is this?"]) == ("sender", "own")


def test_without_a_clock_all_is_the_message() -> None:
    assert text(("USPS: we missed you", 300, 200), ("Call us", 80, 300)) == "USPS: we missed you Call us"
