"""Stand-ins for what tells who somebody is: as valid as the original, of the same form, and of nobody."""

import random
import re
from collections.abc import Callable
from functools import lru_cache

import phonenumbers

from detector.phones import Phone
from detector.tracking import TrackingNumber, find_tracking_numbers

NAMES = ("Alex", "Jordan", "Taylor", "Morgan", "Casey", "Riley", "Jamie", "Avery", "Quinn", "Robin")
STREETS = ("Maple", "Cedar", "Walnut", "Chestnut", "Willow", "Juniper")
PLACES = ("Springfield", "Fairview", "Riverton", "Greenville", "Lakewood")
_TRIES = 3000
_DIGIT = re.compile(r"\d")
# What comes before the digits of an address in a routing prefix: 420 and the ZIP Code.
_ROUTED = "420"


def digits_for(written: str, random_: random.Random, keep: Callable[[int], bool] = lambda _: False) -> str:
    """The same writing with other digits; `keep` says of a digit's place, counted in digits, whether it stays."""
    place = -1

    def other(match: re.Match[str]) -> str:
        nonlocal place
        place += 1
        return match.group() if keep(place) else str(random_.randrange(10))

    return _DIGIT.sub(other, written)


def tracking_number_for(written: str, number: TrackingNumber, random_: random.Random) -> str:
    """A number of the same form whose check digit is right, or wrong, as it was; the kind of service stays."""
    routed = number.digits.startswith(_ROUTED)
    kept = {0, 1, 2, 8, 9, 12, 13} if routed else {0, 1, 2, 3} if number.digits[:4].isdigit() else {0}
    for _ in range(_TRIES):
        surrogate = digits_for(written, random_, kept.__contains__)
        if surrogate == written:
            continue
        found = find_tracking_numbers(surrogate)
        if [(one.format, one.carrier, one.check_digit_ok) for one in found] == [
            (number.format, number.carrier, number.check_digit_ok)
        ]:
            return surrogate
    return _DIGIT.sub("0", written)


def phone_for(written: str, phone: Phone, random_: random.Random) -> str:
    """A number kept free for fiction in the US (555-01xx), else the example number of its country and kind."""
    if phone.number.startswith("+1") and len(phone.number) == 12:
        national = f"{phone.number[2:5]}55501{random_.randrange(100):02}"
        return _written_like(written, f"1{national}", national)
    if not phone.region:
        return digits_for(written, random_)
    return _example(phone.region, phone.number)


def _written_like(written: str, *choices: str) -> str:
    """The writing with the digits of the choice that has as many; letters of vanity numbers become digits too."""
    places = [place for place, character in enumerate(written) if character.isalnum()]
    digits = next((choice for choice in choices if len(choice) == len(places)), choices[0])
    if len(digits) != len(places):
        return "+" + digits
    characters = list(written)
    for place, digit in zip(places, digits, strict=True):
        characters[place] = digit
    return "".join(characters)


@lru_cache(maxsize=512)
def _example(region: str, number: str) -> str:
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    example = phonenumbers.example_number_for_type(region, kind) or phonenumbers.example_number(region)
    if example is None:
        return number[:-6] + "000000"
    return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
