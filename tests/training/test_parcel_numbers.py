"""Invented parcel numbers: every one has the length and check digit of its format."""

from collections.abc import Callable
from random import Random

import pytest

from detector.tracking import fedex_check_digit, mod10_check_digit, s10_check_digit, ups_check_digit
from training import parcel_numbers


def last_digit_is_right(number: str, check: Callable[[str], int], start: int = 0, end: int | None = None) -> bool:
    """Tell whether the last digit of a piece is what the check function says of those before it."""
    body = number[start:end]
    return check(body[:-1]) == int(body[-1])


@pytest.mark.parametrize(
    ("make", "right"),
    [
        (parcel_numbers.impb, lambda n: len(n) == 22 and last_digit_is_right(n, mod10_check_digit)),
        (
            lambda r: parcel_numbers.impb(r, 26),
            lambda n: len(n) == 26 and last_digit_is_right(n, mod10_check_digit),
        ),
        (
            lambda r: parcel_numbers.impb(r, 30),
            lambda n: len(n) == 30 and last_digit_is_right(n, mod10_check_digit),
        ),
        (
            lambda r: parcel_numbers.impb_with_zip(r, "01845"),
            lambda n: len(n) == 30 and n.startswith("42001845") and last_digit_is_right(n, mod10_check_digit, 8),
        ),
        (
            lambda r: parcel_numbers.impb_with_zip(r, "018451234"),
            lambda n: len(n) == 34 and last_digit_is_right(n, mod10_check_digit, 12),
        ),
        (parcel_numbers.legacy20, lambda n: len(n) == 20 and last_digit_is_right(n, mod10_check_digit)),
        (parcel_numbers.s10, lambda n: len(n) == 13 and last_digit_is_right(n, s10_check_digit, 2, 11)),
        (parcel_numbers.ups, lambda n: len(n) == 18 and last_digit_is_right(n, ups_check_digit, 2)),
        (parcel_numbers.fedex12, lambda n: len(n) == 12 and last_digit_is_right(n, fedex_check_digit)),
        (parcel_numbers.dhl10, lambda n: len(n) == 10 and int(n[:9]) % 7 == int(n[9])),
        (
            parcel_numbers.ontrac,
            lambda n: len(n) == 15 and last_digit_is_right(n, parcel_numbers.ontrac_check_digit, 1),
        ),
        (parcel_numbers.amazon, lambda n: len(n) == 15 and n.startswith("TBA")),
    ],
)
def test_check_digits(make: Callable[[Random], str], right: Callable[[str], bool]) -> None:
    """Every number made has the length and check digit of its format."""
    random = Random(11)
    assert all(right(make(random)) for _ in range(300))


@pytest.mark.parametrize(
    ("check", "body", "digit"),
    [
        (ups_check_digit, "5R8939035756712", 7),
        (ups_check_digit, "879E93034683444", 0),
        (fedex_check_digit, "98657878885", 5),
        (parcel_numbers.dhl_check_digit, "331881002", 5),
        (parcel_numbers.dhl_check_digit, "848713550", 6),
        (parcel_numbers.ontrac_check_digit, "1103150000187", 9),
        (parcel_numbers.ontrac_check_digit, "1112155295306", 9),
    ],
)
def test_check_digit_vectors(check: Callable[[str], int], body: str, digit: int) -> None:
    """Published numbers (jkeen/tracking_number_data) come out as printed."""
    assert check(body) == digit


def is_right(number: str) -> bool:
    """Tell whether a USPS number is whole and has its check digit."""
    if number.isdigit():
        return last_digit_is_right(number, mod10_check_digit)
    return number[2:-2].isdigit() and last_digit_is_right(number, s10_check_digit, 2, -2)


def test_one_usps_number_in_ten_is_a_placeholder_or_masked() -> None:
    """As people paste them."""
    random = Random(5)
    made = [parcel_numbers.usps_as_pasted(random) for _ in range(4000)]
    odd = [number for number in made if not is_right(number)]
    assert 0.08 < len(odd) / len(made) < 0.12


def test_groups_of_four() -> None:
    """As USPS pages show a number."""
    assert parcel_numbers.grouped("9400111206206406260787") == "9400 1112 0620 6406 2607 87"
