"""Find tracking numbers, tell whose they are, and verify their check digits.

USPS: Publication 199 (Intelligent Mail package barcode, mod 10) and UPU S10 (mod 11). The forms of other
carriers are known well enough to tell them apart.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from detector.span import Span


class TrackingNumber(NamedTuple):
    """A tracking number as written, with separators left out of `digits`.

    `format` names the form ("IMpb", "legacy", "S10", "UPS", "FedEx", "Amazon", "DHL"), `carrier` who uses it;
    `check_digit_ok` is None where the form has no check digit that is known.
    """

    format: str
    carrier: str
    digits: str
    check_digit_ok: bool | None
    span: Span


def mod10_check_digit(body: str) -> int:
    """The check digit of USPS's numeric forms: from the right, weights 3, 1, 3, 1 (Publication 199)."""
    total = sum(int(digit) * (1 if index % 2 else 3) for index, digit in enumerate(reversed(body)))
    return -total % 10


def s10_check_digit(body: str) -> int:
    """The check digit of the eight digits of an S10 number (UPU standard S10)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


def ups_check_digit(body: str) -> int:
    """The check digit of the fifteen characters that follow "1Z" in a UPS number."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in body.upper()]
    return -sum(value * (2 if index % 2 else 1) for index, value in enumerate(values)) % 10


def fedex_check_digit(body: str) -> int:
    """The check digit of the eleven digits of a FedEx Express number."""
    return (
        sum(int(digit) * weight for digit, weight in zip(body, (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), strict=True))
        % 11
        % 10
    )


def _usps(digits: str) -> tuple[str, bool] | None:
    """Form and check of a numeric USPS number, the routing prefix 420 and ZIP Code left out; None if it is none.

    The prefix has five or nine digits of ZIP Code; where both readings have a form, the right check digit tells.
    """
    bodies = (digits, digits[8:], digits[12:]) if digits.startswith("420") else (digits,)
    readings = [reading for body in bodies if (reading := _package(body))]
    return max(readings, key=lambda reading: reading[1], default=None)


def _package(digits: str) -> tuple[str, bool] | None:
    """Form and check of a numeric USPS number without a routing prefix."""
    start, length = digits[:2], len(digits)
    if (start in ("92", "93", "95") and length in (22, 26)) or (start == "94" and length in (22, 26, 30)):
        return "IMpb", mod10_check_digit(digits[:-1]) == int(digits[-1])
    if (start == "91" and length == 22) or (length == 20 and digits[0] in "0127"):
        plain = mod10_check_digit(digits[:-1]) == int(digits[-1])
        return "legacy", plain or (length == 20 and mod10_check_digit("91" + digits[:-1]) == int(digits[-1]))
    return None


_NUMERIC = re.compile(r"\d(?<![\w$.@/-]\d)(?:[ \u00a0-]?\d){19,33}(?![\w@])")
_S10 = re.compile(r"(?<!\w)([A-Z]{2})[ ]?(\d{3}[ ]?\d{3}[ ]?\d{2}[ ]?\d)[ ]?([A-Z]{2})(?!\w)", re.IGNORECASE)
_UPS = re.compile(r"(?<!\w)1Z[ ]?([0-9A-Z]{6})[ ]?([0-9A-Z]{2})[ ]?(\d{4}[ ]?\d{4})(?!\w)", re.IGNORECASE)
_AMAZON = re.compile(r"(?<!\w)TB[ACM]\d{12}(?!\w)", re.IGNORECASE)
_FEDEX = re.compile(r"\d(?<![\w$.+/-]\d)(?:\d{11}|\d{3} \d{4} \d{4})(?![\w]|[.-]\d)")
_DHL = re.compile(r"(?<!\w)(?:GM\d{16,20}|JJD\d{16,20}|JD\d{18})(?!\w)", re.IGNORECASE)
# Every form has eight digits in a row, but for a separator between them; most texts do not, and are not searched.
_WORTH_A_LOOK = re.compile(r"\d(?:[ \u00a0-]?+\d){7}")


def find_tracking_numbers(text: str) -> tuple[TrackingNumber, ...]:
    """Every tracking number of a text, in order of their forms; overlapping finds are the first form's."""
    if not _WORTH_A_LOOK.search(text):
        return ()
    found: list[TrackingNumber] = []
    covered: set[int] = set()
    there = {sign: sign.search(text) is not None for sign in _SIGNS}
    for sign, finder in _FINDERS:
        for number in finder(text) if there[sign] else ():
            places = range(number.span.start, number.span.end)
            if covered.isdisjoint(places):
                covered.update(places)
                found.append(number)
    return tuple(found)


def _find_usps(text: str) -> Iterator[TrackingNumber]:
    for match in _NUMERIC.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        read = _usps(digits)
        if read:
            yield TrackingNumber(read[0], "USPS", digits, read[1], Span("text", *match.span()))


def _find_s10(text: str) -> Iterator[TrackingNumber]:
    for match in _S10.finditer(text):
        digits = match[2].replace(" ", "")
        good = s10_check_digit(digits[:8]) == int(digits[8])
        carrier = "USPS" if match[3].upper() == "US" else "post"
        yield TrackingNumber("S10", carrier, f"{match[1]}{digits}{match[3]}".upper(), good, Span("text", *match.span()))


def _find_ups(text: str) -> Iterator[TrackingNumber]:
    for match in _UPS.finditer(text):
        digits = "".join(match.groups()).replace(" ", "").upper()
        good = ups_check_digit(digits[:-1]) == int(digits[-1])
        yield TrackingNumber("UPS", "UPS", "1Z" + digits, good, Span("text", *match.span()))


def _find_fedex(text: str) -> Iterator[TrackingNumber]:
    for match in _FEDEX.finditer(text):
        digits = match.group().replace(" ", "")
        if fedex_check_digit(digits[:-1]) == int(digits[-1]):
            yield TrackingNumber("FedEx", "FedEx", digits, True, Span("text", *match.span()))


def _unchecked(pattern: re.Pattern[str], carrier: str) -> Callable[[str], Iterator[TrackingNumber]]:
    def find(text: str) -> Iterator[TrackingNumber]:
        for match in pattern.finditer(text):
            yield TrackingNumber(carrier, carrier, match.group().upper(), None, Span("text", *match.span()))

    return find


_TWELVE_DIGITS = re.compile(r"\d(?:[ \u00a0-]?+\d){11}")
# Of each form what it holds somewhere, which is found sooner than the form.
_FINDERS = (
    (_TWELVE_DIGITS, _find_usps),
    (re.compile(r"\d{3}[ ]?\d{3}[ ]?\d{2}[ ]?\d[ ]?[A-Za-z]{2}"), _find_s10),
    (re.compile(r"1[Zz]"), _find_ups),
    (re.compile(r"[Tt][Bb][A-Za-z]\d"), _unchecked(_AMAZON, "Amazon")),
    (re.compile(r"[GJgj][DJMdjm]\d"), _unchecked(_DHL, "DHL")),
    (_TWELVE_DIGITS, _find_fedex),
)
_SIGNS = {sign for sign, _ in _FINDERS}
