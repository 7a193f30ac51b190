"""Find phone numbers in a text and say where they belong."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType

from detector.span import Span


class Phone(NamedTuple):
    """A phone number in E.164 form ("+18002758777"), its region ("US", "" if unknown) and where it stands."""

    number: str
    region: str
    span: Span


# A written number: at most one pair of brackets, groups joined by space, dot or hyphen; seven digits or more.
_NUMBER = re.compile(r"(?<![\w.@/$-])(?:\+\s?|\(\+?)?\d(?:[\s().-]{0,2}\d){6,14}(?![\w@]|[.-]\d|,\d)")
_VANITY = re.compile(r"(?<![\w-])1-8[0-9]{2}-(?:[A-Z]{3}-[A-Z]{4}|[A-Z]{7})\b")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def find_phones(text: str, taken: tuple[Span, ...] = ()) -> tuple[Phone, ...]:
    """Every phone number of a text, in order, outside the spans already taken by links and tracking numbers."""
    covered = {place for span in taken for place in range(span.start, span.end)}
    return tuple(phone for phone in _candidates(text) if covered.isdisjoint(range(phone.span.start, phone.span.end)))


def _candidates(text: str) -> Iterator[Phone]:
    for pattern in (_NUMBER, _VANITY):
        for match in pattern.finditer(text):
            found = parse_phone(match.group())
            if found:
                yield Phone(found[0], found[1], Span("text", *match.span()))


@lru_cache(maxsize=4096)
def parse_phone(written: str) -> tuple[str, str, PhoneNumberType] | None:
    """E.164 number, region and type of a number as written for a reader in the US; None where it is none."""
    digits = re.sub(r"\D", "", written)
    if not written.lstrip("( ").startswith("+") and not _VANITY.fullmatch(written):
        bare = digits == written
        if len(digits) not in (10, 11) or (len(digits) == 11 and digits[0] != "1") or (bare and len(digits) == 11):
            return None
        if digits[-10] in "01" or digits[-7] in "01":
            return None
    try:
        number = phonenumbers.parse(written.translate(_KEYPAD), "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    region = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(number.country_code)
    kind = phonenumbers.number_type(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), region, kind
