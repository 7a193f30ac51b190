"""What kind of sender somebody names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.message import MAX_SENDER
from detector.sender import SenderKind, parse_sender


@pytest.mark.parametrize(
    ("written", "kind", "value", "country"),
    [
        ("28777", SenderKind.SHORT_CODE, "28777", ""),
        (" 28-777 ", SenderKind.SHORT_CODE, "28777", ""),
        ("69975", SenderKind.SHORT_CODE, "69975", ""),
        ("7726", SenderKind.SHORT_CODE, "7726", ""),
        ("287771", SenderKind.SIX_DIGITS, "287771", ""),
        ("287-771", SenderKind.SIX_DIGITS, "287771", ""),
        ("+1 (202) 555-0143", SenderKind.LONG_CODE, "+12025550143", "US"),
        ("2025550143", SenderKind.LONG_CODE, "+12025550143", "US"),
        ("12025550143", SenderKind.LONG_CODE, "+12025550143", "US"),
        ("+63 917 555 0101", SenderKind.LONG_CODE, "+639175550101", "PH"),
        ("(800) 275-8777", SenderKind.TOLL_FREE, "+18002758777", "US"),
        ("1410100123", SenderKind.GATEWAY, "1410100123", ""),
        ("2025550143@vtext.com", SenderKind.GATEWAY, "2025550143@vtext.com", ""),
        ("Joe@ABC.com", SenderKind.EMAIL, "joe@abc.com", ""),
        ("Mom", SenderKind.ALPHANUMERIC, "Mom", ""),
        ("2USPS", SenderKind.ALPHANUMERIC, "2USPS", ""),
        ("28777 (USPS)", SenderKind.ALPHANUMERIC, "28777 (USPS)", ""),
        ("２８７７７", SenderKind.ALPHANUMERIC, "２８７７７", ""),
        ("12", SenderKind.ALPHANUMERIC, "12", ""),
        ("@", SenderKind.ALPHANUMERIC, "@", ""),
        ("", SenderKind.UNKNOWN, "", ""),
        ("   ", SenderKind.UNKNOWN, "", ""),
    ],
)
def test_parse_sender(written: str, kind: SenderKind, value: str, country: str) -> None:
    sender = parse_sender(written)
    assert (sender.kind, sender.value, sender.country) == (kind, value, country)


@pytest.mark.parametrize(
    ("written", "name", "domain"),
    [
        ("USPS <us.status@abc.com>", "USPS", "abc.com"),
        # the display name is the sender's own choice
        ('"auto-reply@usps.com" <joe@abc.com>', "auto-reply@usps.com", "abc.com"),
        (
            "USPS Informed Delivery® <x@email.informeddelivery.usps.com>",
            "USPS Informed Delivery®",
            "email.informeddelivery.usps.com",
        ),
        ("joe@abc.com", "", "abc.com"),
        ("28777", "", ""),
    ],
)
def test_name_and_domain(written: str, name: str, domain: str) -> None:
    sender = parse_sender(written)
    assert (sender.name, sender.domain) == (name, domain)


@given(st.text(max_size=MAX_SENDER))
def test_any_sender_is_of_some_kind(written: str) -> None:
    sender = parse_sender(written)
    assert sender.kind in SenderKind
    assert (sender.kind is SenderKind.UNKNOWN) == (not written.strip())
