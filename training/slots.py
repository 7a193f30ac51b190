"""What can stand in a form's braces: computed slots, and the word lists of ``slots.toml``."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from random import Random

from training import moments, parcel_numbers
from training.parcel_numbers import digits

_PLACE = re.compile(r"(?P<city>.+), (?P<state>[A-Z]{2}) (?P<zip>\d{5})")
_AREA_CODES = (202, 212, 305, 312, 404, 415, 469, 503, 602, 615, 702, 713, 787, 919)
_SLUG = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LOCATOR = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_USPS_SHORT_CODES = frozenset({"28777", "69975"})

NEEDED_WORDS = frozenset({"place", "first", "last", "street", "shop", "clinic"})
"""The word lists that computed slots draw from."""


@dataclass
class Draw:
    """The values of one message: a slot that stands twice in it has the same value twice.

    Attributes
    ----------
    random
        Where chance comes from.
    words
        The word lists by slot name.
    """

    random: Random
    words: Mapping[str, Sequence[str]]
    _values: dict[str, str] = field(default_factory=dict)
    _others: dict[int, "Draw"] = field(default_factory=dict)

    def value(self, name: str, nth: int = 1) -> str:
        """Return the message's first or nth value of a slot."""
        if nth > 1:
            return self._others.setdefault(nth, Draw(self.random, self.words)).value(name)
        if name not in self._values:
            self._values[name] = self._new(name)
        return self._values[name]

    @cached_property
    def place(self) -> re.Match[str]:
        """The message's place, matched into city, state and zip."""
        return matched_place(self.value("place"))

    @cached_property
    def now(self) -> datetime:
        """The moment that the message speaks of."""
        return moments.moment(self.random)

    @cached_property
    def later(self) -> datetime:
        """A moment some days after now."""
        return moments.shifted(self.now, self.random, sign=1)

    @cached_property
    def earlier(self) -> datetime:
        """A moment some days before now."""
        return moments.shifted(self.now, self.random, sign=-1)

    def _new(self, name: str) -> str:
        """Draw a value of a slot."""
        if name in COMPUTED:
            return COMPUTED[name](self)
        return self.random.choice(self.words[name])


def matched_place(place: str) -> re.Match[str]:
    """Match a place of the word list.

    Raises
    ------
    ValueError
        The place is not written as ``North Andover, MA 01845``.
    """
    match = _PLACE.fullmatch(place)
    if match is None:
        raise ValueError(f"place '{place}' is not written like 'North Andover, MA 01845'")
    return match


Slot = Callable[[Draw], str]


def _moment(which: str, style: moments.Style, draw: Draw) -> str:
    """Write now, later or earlier in a style."""
    when: datetime = getattr(draw, which)
    return style(when)


def _characters(alphabet: str, low: int, high: int, draw: Draw) -> str:
    """Draw a string of an alphabet, of a length between two bounds."""
    return "".join(draw.random.choice(alphabet) for _ in range(draw.random.randint(low, high)))


def _digits(count: int, draw: Draw) -> str:
    """Draw digits, the first not zero."""
    return f"{draw.random.randint(1, 9)}{digits(draw.random, count - 1)}"


def _number(low: int, high: int, draw: Draw) -> str:
    """Draw a whole number."""
    return str(draw.random.randint(low, high))


def _money(low: int, high: int, draw: Draw) -> str:
    """Draw an amount of dollars between two bounds, written $1,234.56."""
    cents = draw.random.choice(("00", "50", "95", "99", "49", digits(draw.random, 2), digits(draw.random, 2)))
    return f"${draw.random.randint(low, high):,}.{cents}"


def _phone(pattern: str, draw: Draw) -> str:
    """Draw an invented phone number: area code, and a line between 555-0100 and 555-0199."""
    return pattern.format(area=draw.random.choice(_AREA_CODES), line=f"01{digits(draw.random, 2)}")


def _short_code(draw: Draw) -> str:
    """Draw a short code of five or six digits that is not one of USPS."""
    code = _digits(draw.random.choice((5, 5, 6)), draw)
    return _short_code(draw) if code in _USPS_SHORT_CODES else code


def _street_address(draw: Draw) -> str:
    """Draw a house number and a street."""
    return f"{draw.random.randint(2, 9899)} {draw.value('street')}"


def _host(name: str, draw: Draw) -> str:
    """Make the site of the message's shop or clinic from its name."""
    return f"{''.join(char for char in draw.value(name).lower() if char.isalnum())}.com"


def _tracking_zip(draw: Draw) -> str:
    """Draw an IMpb number behind its routing prefix, with a ZIP or a ZIP+4."""
    plus4 = draw.random.choice(("", digits(draw.random, 4)))
    return parcel_numbers.impb_with_zip(draw.random, draw.place["zip"] + plus4)


def _tracking_grouped(draw: Draw) -> str:
    """Draw an IMpb number in groups of four."""
    return parcel_numbers.grouped(parcel_numbers.impb(draw.random))


def _moment_slots() -> dict[str, Slot]:
    """Make the slots of every style: ``time_24``, ``later_time_24``, ``earlier_time_24``."""
    whens = {"": "now", "later_": "later", "earlier_": "earlier"}
    return {
        f"{prefix}{name}": partial(_moment, which, style)
        for prefix, which in whens.items()
        for name, style in moments.STYLES.items()
    }


COMPUTED: dict[str, Slot] = {
    **_moment_slots(),
    "city": lambda draw: draw.place["city"],
    "city_upper": lambda draw: draw.place["city"].upper(),
    "state": lambda draw: draw.place["state"],
    "zip": lambda draw: draw.place["zip"],
    "zip4": lambda draw: f"{draw.place['zip']}-{digits(draw.random, 4)}",
    "city_state": lambda draw: f"{draw.place['city']}, {draw.place['state']}",
    "city_state_upper": lambda draw: f"{draw.place['city']}, {draw.place['state']}".upper(),
    "city_state_zip": lambda draw: f"{draw.place['city']} {draw.place['state']} {draw.place['zip']}".upper(),
    "place_upper": lambda draw: draw.value("place").upper(),
    "street_address": _street_address,
    "shop_host": partial(_host, "shop"),
    "clinic_host": partial(_host, "clinic"),
    "tracking": lambda draw: parcel_numbers.usps_as_pasted(draw.random),
    "tracking_22": lambda draw: parcel_numbers.impb(draw.random),
    "tracking_26": lambda draw: parcel_numbers.impb(draw.random, 26),
    "tracking_20": lambda draw: parcel_numbers.legacy20(draw.random),
    "tracking_s10": lambda draw: parcel_numbers.s10(draw.random),
    "tracking_grouped": _tracking_grouped,
    "tracking_zip": _tracking_zip,
    "ups": lambda draw: parcel_numbers.ups(draw.random),
    "fedex": lambda draw: parcel_numbers.fedex12(draw.random),
    "dhl": lambda draw: parcel_numbers.dhl10(draw.random),
    "amazon": lambda draw: parcel_numbers.amazon(draw.random),
    "ontrac": lambda draw: parcel_numbers.ontrac(draw.random),
    "phone": partial(_phone, "({area}) 555-{line}"),
    "phone_dashed": partial(_phone, "{area}-555-{line}"),
    "long_code": partial(_phone, "+1 ({area}) 555-{line}"),
    "long_code_plain": partial(_phone, "+1{area}555{line}"),
    "short_code": _short_code,
    "money_small": partial(_money, 1, 19),
    "money": partial(_money, 20, 240),
    "money_large": partial(_money, 300, 4800),
    "code4": lambda draw: digits(draw.random, 4),
    "code5": lambda draw: digits(draw.random, 5),
    "code6": lambda draw: digits(draw.random, 6),
    "code8": lambda draw: digits(draw.random, 8),
    "code_dashed": lambda draw: f"{digits(draw.random, 3)}-{digits(draw.random, 3)}",
    "last4": lambda draw: digits(draw.random, 4),
    "order": partial(_digits, 8),
    "order_short": lambda draw: f"#{_digits(draw.random.choice((4, 5)), draw)}",
    "order_amazon": lambda draw: f"11{_digits(1, draw)}-{digits(draw.random, 7)}-{digits(draw.random, 7)}",
    "case_number": partial(_digits, 9),
    "account_number": partial(_digits, 10),
    "locator": partial(_characters, _LOCATOR, 6, 6),
    "slug": partial(_characters, _SLUG, 6, 9),
    "token": partial(_characters, _SLUG, 18, 26),
    "count": partial(_number, 2, 9),
    "minutes": partial(_number, 4, 45),
    "hundreds": partial(_number, 110, 980),
    "percent": lambda draw: draw.random.choice(("10", "15", "20", "25", "30", "40", "50")),
}
"""Each computed slot's name, and how it is drawn."""
