import pytest

from detector.label import Label
from detector.message import Message
from training.example import Example
from training.personal import personal
from training.rows import Row


@pytest.mark.parametrize(
    ("text", "sender", "expected"),
    [
        # personal
        ("Call me at (212) 736-5000 about the parcel", "", [("phone number (US)", "(212) 736-5000")]),
        ("Call me about the parcel", "+1 212 736 5000", [("phone number (US)", "+1 212 736 5000")]),
        ("Call +44 20 7946 1234 now", "", [("phone number (GB)", "+44 20 7946 1234")]),
        ("Write to jane.roe@gmail.com today", "", [("e-mail address", "jane.roe@gmail.com")]),
        ("Write to jane@roe-plumbing.com today", "", [("e-mail address", "jane@roe-plumbing.com")]),
        ("Hello there", "Jane <jane.roe@gmail.com>", [("e-mail address", "Jane <jane.roe@gmail.com>")]),
        ("My number is 219-09-9999.", "", [("Social Security number", "219-09-9999")]),
        ("Card 4111 1111 1111 1111 was charged", "", [("card number", "4111 1111 1111 1111")]),
        ("Card 378282246310005 was charged", "", [("card number", "378282246310005")]),
        # kept for examples
        ("Call (212) 555-0123, +44 7700 900123 or +61 491 570 156", "+1 888 555 0199", []),
        ("Write to jane@example.com or bob@mail.example", "ann@example.org", []),
        # companies'
        ("Call 1-800-275-8777 or 1-844-736-5000", "1-800-222-1811", []),
        ("Write to help@usps.com or care@ups.com", "auto@usps.com", []),
        ("See roe-plumbing.com or write to jane@roe-plumbing.com", "", []),
        ("We come at ten: bob@roe-plumbing.com", "office@roe-plumbing.com", []),
        # numbers of other kinds
        ("USPS 9400 1118 9922 3197 4283 71 was delivered", "28777", []),
        ("Card 4111 1111 1111 1112, order 1234567890123", "", []),
        ("Part 000-12-3456, 666-12-3456, 912-34-5678, 123-00-4567", "", []),
    ],
)
def test_what_may_be_a_persons_is_found_and_nothing_else(
    text: str, sender: str, expected: list[tuple[str, str]]
) -> None:
    message = Message(text, sender)
    found = personal([Row("x:1", Example(message, Label.OTHER, "c", "hand-x", "en", "MIT"))])
    quotes = [(entry.kind, getattr(message, entry.field)[entry.start : entry.end]) for entry in found]
    assert quotes == expected
    assert all(entry.place == "x:1" for entry in found)
