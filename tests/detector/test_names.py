"""Who a text speaks of."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.fold import fold
from detector.message import Message
from detector.words import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: your parcel", ["USPS"]),
        ("From 2USPS, usps's and U.S.P.S", ["2USPS", "usps's", "U.S.P.S"]),
        ("The U.S. Postal Service and the US Postal inspector", ["U.S. Postal", "US Postal"]),
        ("The United States Postal Service", ["States Postal"]),
        ("ＵＳＰＳ and u\u200bsps and UЅPS", ["ＵＳＰＳ", "u\u200bsps", "UЅPS"]),
        ("Informed Delivery® for you", ["Informed Delivery"]),
        ("El Servicio Postal", ["Servicio Postal"]),
        # the letters stand there by chance, or in an address
        ("The uspsa match, lotusps", []),
        ("See usps.com and joe@usps.com", []),
        ("cusps and groups", []),
        ("UPS and us", []),
        ("A postal code", []),
    ],
)
def test_names_of_usps(text: str, expected: list[str]) -> None:
    message = Message(text)
    assert [message.quote(span) for span in message.usps_names] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FedEx: your parcel", ["FedEx"]),
        ("united parcel service here", ["UPS"]),
        ("Your CVS refill and AT&T bill", ["CVS", "Carriers of calls"]),
        ("Bank of America and Chase", ["Bank of America", "Chase"]),
        ("Correos de Mexico", ["Correos"]),
        ("E-ZPass and e-zpass", ["E-ZPass", "E-ZPass"]),
        # ordinary words, unless they are written as names
        ("ups and downs, we chase a target", []),
        ("I discover an apple", []),
        ("UPS", ["UPS"]),
        ("Ups!", []),
        ("https://www.fedex.com", []),
        ("write to joe@fedex.com", []),
        ("refedexed", []),
    ],
)
def test_names_of_brands(text: str, expected: list[str]) -> None:
    assert [name.brand.name for name in Message(text).names if name.brand] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't tap-open AT&T's _x_ 5g", ["don't", "tap", "open", "at&t's", "x", "5g"]),
        ("u\u200bsps ＯＫ", ["usps", "ok"]),
        ("...", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert list(words(fold(text).text).texts) == expected


@given(st.text(min_size=1, max_size=80), st.sampled_from(["USPS", "fedex", "Bank of America", "U.S.P.S", ""]))
def test_every_name_lies_inside_and_in_order(text: str, name: str) -> None:
    whole = "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")
    message = Message(f"a {whole} {name}")
    spans = [found.span for found in message.names]
    assert all(0 <= span.start < span.end <= len(message.text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
