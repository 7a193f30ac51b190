"""Phone numbers in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.message import Message
from detector.phones import _AFTER_CALL, _NUMBER, _VANITY, find_phones, has_long_number, is_toll_free, parse_phone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call (888) 555-0142 now", [("(888) 555-0142", "+18885550142")]),
        ("202-555-0143 or 202.555.0144", [("202-555-0143", "+12025550143"), ("202.555.0144", "+12025550144")]),
        ("Text 2025550143.", [("2025550143", "+12025550143")]),
        ("1-800-275-8777", [("1-800-275-8777", "+18002758777")]),
        ("1-800-ASK-USPS", [("1-800-ASK-USPS", "+18002758777")]),
        ("+1 (202) 555-0143", [("+1 (202) 555-0143", "+12025550143")]),
        ("+63 917 555 0101!", [("+63 917 555 0101", "+639175550101")]),
        ("+447911123456", [("+447911123456", "+447911123456")]),
        # forms of other countries, after a word that says what they are
        ("Call 0800 123 4567 now", [("0800 123 4567", "08001234567")]),
        ("Llame al 91 123 45 67", [("91 123 45 67", "911234567")]),
        ("It is 0800 123 4567", []),
        ("Order 2025550143 is here", []),
        # what only looks like one
        ("Call us by 2026-01-15 or 01-15-2026", []),
        ("Services at ZIP 20260-0004", []),
        ("Code 123456, ZIP 20260-0004", []),
        ("Order 12345678901 and 1234567890", []),
        ("Confirmation 0773391180, case 41277 90035, UFN 347780-0098", []),
        ("On 01/15/2026 11:10", []),
        ("$2025550143 or 2025550143.50", []),
        ("28777", []),
        ("https://abc.com/2025550143", []),
        ("a2025550143b", []),
        ("000-000-0000", []),
        ("192.168.100.200", []),
    ],
)
def test_phones(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[phone.span.start : phone.span.end], phone.number) for phone in find_phones(text)] == expected


def test_a_number_inside_a_link_is_left_out() -> None:
    message = Message("See https://a.com/x?202-555-0143 or call 202-555-0144")
    assert [phone.number for phone in message.phones] == ["+12025550144"]
    assert len(find_phones(message.text)) > 1


@pytest.mark.parametrize(
    ("written", "region", "toll_free"),
    [
        ("(800) 275-8777", "US", True),
        ("+44 800 555 0101", "GB", True),
        ("+63 917 555 0101", "PH", False),
        ("+1 416-555-0143", "CA", False),
    ],
)
def test_region_and_cost(written: str, region: str, toll_free: bool) -> None:
    found = parse_phone(written)
    assert found is not None
    assert found[1] == region
    assert is_toll_free(found[0]) is toll_free


@pytest.mark.parametrize("written", ["+999 999 9999", "+", "28777", "12", "000-000-0000", "+1 2"])
def test_no_phone(written: str) -> None:
    assert parse_phone(written) is None


@given(st.text(alphabet=st.one_of(st.sampled_from("+1 (2)0-5.48A"), st.characters()), max_size=60))
def test_every_phone_lies_inside(text: str) -> None:
    for phone in find_phones(text):
        assert 0 <= phone.span.start < phone.span.end <= len(text)
        assert phone.number.startswith("+") == bool(phone.region)
        assert phone.number.removeprefix("+").isdigit()


@given(area=st.integers(200, 999), exchange=st.integers(200, 999), line=st.integers(0, 9999))
def test_every_way_of_writing_is_the_same_number(area: int, exchange: int, line: int) -> None:
    number = f"+1{area}{exchange}{line:04d}"
    for written in (
        f"({area}) {exchange}-{line:04d}",
        f"{area}-{exchange}-{line:04d}",
        f"+1 {area} {exchange} {line:04d}",
    ):
        assert [phone.number for phone in find_phones(f"Call {written} now")] == [number]


@given(st.one_of(*map(st.from_regex, (_NUMBER, _VANITY, _AFTER_CALL))))
def test_every_form_has_a_long_number(text: str) -> None:
    assert has_long_number(text)
