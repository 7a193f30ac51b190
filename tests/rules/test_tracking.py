"""What tracking numbers say: what each rule must catch, and what it must leave alone."""

from collections.abc import Callable

import pytest

from detector.rules import tracking


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS 9400111206206406260787 delivered", ["9400111206206406260787"]),
        ("9400 1112 0620 6406 2607 87, or RB123456785US", ["9400 1112 0620 6406 2607 87", "RB123456785US"]),
        ("USPS 4201002334249200190132607600833457 in transit", ["4201002334249200190132607600833457"]),
        ("Entregado 03071790000523483741", ["03071790000523483741"]),
        ("Track 9400111206206406260787 at https://tools.usps.com", ["9400111206206406260787"]),
        # the check digit fails: USPS's own samples, and an altered one
        ("USPS 01123456789123456789, Delivered", []),
        ("USPS 9205512345678912345678", []),
        ("9434611206206407667131", []),
        # something leads elsewhere
        ("9400111206206406260787 waits at https://abc.top", []),
        ("9400111206206406260787: call (888) 555-0142", []),
        ("9400111206206406260787 at https://shipup.co/t", []),
        ("UPS 1Z5R89390357567127", []),
    ],
)
def test_valid_usps_tracking_number(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(tracking.valid_usps_tracking_number, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9434611206206407667131 waits: https://abc.top", ["9434611206206407667131"]),
        ("RB123456786US: call (888) 555-0142", ["RB123456786US"]),
        ("Su envio 03071790000523483742 en http://abc.icu", ["03071790000523483742"]),
        ("9434611206206407667131 delivered", []),
        ("USPS 01123456789123456789, Delivered", []),
        ("9400111206206406260787 waits: https://abc.top", []),
        ("9434611206206407667131 at https://www.usps.com", []),
        ("Order 12345678901234567890123 at https://abc.top", []),
    ],
)
def test_failed_check_digit(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(tracking.failed_check_digit, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your parcel US9514901185421 waits", ["US9514901185421"]),
        ("USPS#9514961195221: pay", ["USPS#9514961195221"]),
        ("Su paquete us-9514901185421", ["us-9514901185421"]),
        ("RB123456785US waits", []),
        ("USPS 9400111206206406260787 delivered", []),
        ("US 101 is closed, US1234 too", []),
        ("https://abc.top/us9514901185421", []),
        ("bonus1234567890", []),
        ("US12345678 and US123456785US", ["US12345678"]),
        ("up 9400111206206406260787", []),
        ("UPS 1Z5R89390357567127", []),
    ],
)
def test_invented_tracking_number(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(tracking.invented_tracking_number, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UPS 1Z5R89390357567127 out for delivery", ["1Z5R89390357567127"]),
        ("FedEx 986578788855 llega hoy", ["986578788855"]),
        ("TBA123456789012 arriving, RR123456785GB too", ["RR123456785GB", "TBA123456789012"]),
        ("DHL GM1234567890123456789", ["GM1234567890123456789"]),
        ("UPS 1Z5R89390357567127 https://www.ups.com", ["1Z5R89390357567127"]),
        ("UPS 1Z5R89390357567128", []),
        ("UPS 1Z5R89390357567127: pay at https://abc.top", []),
        ("USPS 9400111206206406260787", []),
        ("RB123456785US", []),
        ("1z31571 waits", []),
        ("Invoice 986578788856", []),
    ],
)
def test_tracking_number_of_another_carrier(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes(tracking.tracking_number_of_another_carrier, text) == expected
