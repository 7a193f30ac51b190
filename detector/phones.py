"""Find phone numbers in a text and say where they belong."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from detector.span import Span


class Phone(NamedTuple):
    """A phone number, its region and where it stands.

    `number` is in E.164 form ("+18002758777"); where the region is not known, "", it holds the bare digits.
    """

    number: str
    region: str
    span: Span


# What each of the forms below has somewhere, and each tracking number; most texts do not.
_LONG_NUMBER = re.compile(r"\d(?:(?:[\s().-]{0,2}+\d){6}|-8[0-9]{2}-[A-Za-z])")
# A written number: at most one pair of brackets, groups joined by space, dot or hyphen; seven digits or more.
_NUMBER = re.compile(r"(?<![\w.@/$-])(?:\+\s?|\(\+?)?\d(?:[\s().-]{0,2}\d){6,14}(?![\w@]|[.-]\d|,\d)")
# Groups of a US number, or any after a plus sign: "41277 90035" and "2025-08-06 03" are none.
_GROUPED = re.compile(
    r"\(?\+|(?:1[\s.-]+|1(?=\())?(?:\(\d{3}\)[\s.-]*|\d{3}[\s.-]+)\d{3}[\s.-]*\d{4}$|1-8\d\d-[A-Z]",
    re.IGNORECASE,
)
_VANITY = re.compile(r"1-8(?<![\w-]1-8)[0-9]{2}-(?:[A-Z]{3}-[A-Z]{4}|[A-Z]{7})\b", re.IGNORECASE | re.ASCII)
# Numbers that are no US ones in form are taken for phone numbers after a word that says so; dates and ZIP+4 are none.
_AFTER_CALL = re.compile(
    r"(?:\b(?:call|ring|tel|phone|dial|text|contact|whats\s?app|landline|llame\w*|marque|helpline|services?\s(?:line|number|no|at|on|:)|freephone|customer\s?care)\b[^\d\n]{0,25})"
    r"(?!\d{4}[.-]\d\d[.-]\d\d\b|\d{1,2}[.-]\d{1,2}[.-]\d{4}\b|\d{5}-\d{4}\b)(?P<number>\d(?:[ .-]?\d){6,12})(?![\w@])",
    re.IGNORECASE,
)
_CALLING = tuple(
    "call ring tel phone dial text contact whats landline llame marque helpline service freephone customer".split()
)
# British and other national forms, which begin with 0: eleven digits in one piece are hardly anything else.
_NATIONAL = re.compile(r"0(?<![\w@/$.-]0)[1-9]\d{9}(?![\w@]|[.-]\d)")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def find_phones(text: str) -> tuple[Phone, ...]:
    """Every phone number of a text, and what looks like one inside of links and tracking numbers."""
    return tuple(_phones(text))


def has_long_number(text: str) -> bool:
    """Whether a text has seven digits near each other: else there is no phone number in it, nor a tracking number."""
    return _LONG_NUMBER.search(text) is not None


def _phones(text: str) -> Iterator[Phone]:
    covered: set[int] = set()
    for pattern in (_NUMBER, _VANITY):
        for match in pattern.finditer(text):
            # Ten bare digits are an order or account number, unless a word before them says otherwise (below).
            read = parse_phone(match.group()) if _GROUPED.match(match.group()) else None
            if read:
                covered.update(range(*match.span()))
                yield Phone(read[0], read[1], Span("text", *match.span()))
    lower = text.lower()
    said = any(word in lower for word in _CALLING)
    for pattern, group in ((_AFTER_CALL, "number"), (_NATIONAL, 0)) if said else ((_NATIONAL, 0),):
        for match in pattern.finditer(text):
            span = Span("text", *match.span(group))
            if covered.isdisjoint(range(span.start, span.end)):
                covered.update(range(span.start, span.end))
                read = parse_phone(match[group])
                yield Phone(read[0], read[1], span) if read else Phone(re.sub(r"\D", "", match[group]), "", span)


@lru_cache(maxsize=4096)
def parse_phone(written: str) -> tuple[str, str] | None:
    """E.164 number and region of a number as written for a reader in the US; None where it is none."""
    digits = re.sub(r"\D", "", written)
    if not written.lstrip("( ").startswith("+") and not _VANITY.fullmatch(written):
        if len(digits) not in (10, 11) or (len(digits) == 11 and digits[0] != "1"):
            return None
        if digits[-10] in "01" or digits[-7] in "01":
            return None
    try:
        number = phonenumbers.parse(written.upper().translate(_KEYPAD), "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    region = phonenumbers.region_code_for_number(number)
    if not region:
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), region


@lru_cache(maxsize=4096)
def is_toll_free(number: str) -> bool:
    """Whether a number in E.164 form is one that costs its callers nothing, as companies have."""
    if number.startswith("+1") and number[2:3] != "8":
        # In North America toll-free codes begin with an 8, and telling it so is a hundred times as quick.
        return False
    return phonenumbers.number_type(phonenumbers.parse(number)) == phonenumbers.PhoneNumberType.TOLL_FREE
