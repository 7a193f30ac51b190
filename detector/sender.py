"""Say what kind of sender a message shows. What a person types in is a claim, never proof."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from detector.facts import fact
from detector.phones import is_toll_free, parse_phone


class SenderKind(StrEnum):
    """The kinds of sender that a phone or mail program shows."""

    SHORT_CODE = "short code"
    SIX_DIGITS = "six digits"
    LONG_CODE = "long code"
    TOLL_FREE = "toll-free"
    EMAIL = "e-mail"
    GATEWAY = "e-mail-to-text gateway"
    ALPHANUMERIC = "alphanumeric"
    UNKNOWN = "unknown"


class SenderId(NamedTuple):
    """A sender, taken apart.

    `value` is the short code, the E.164 number, the address in lower case or the name; `country` is the region
    of a phone number ("US"), else "". For an address in angle brackets `name` keeps what stood before it.
    """

    kind: SenderKind
    value: str
    country: str = ""
    name: str = ""

    @property
    def domain(self) -> str:
        """The domain of an e-mail address, else ""."""
        return self.value.rpartition("@")[2] if "@" in self.value else ""


# An address in angle brackets is the real one; what stands before it is a display name that anyone can choose.
_ADDRESS = re.compile(r"[^\s<>@\"']+@[^\s<>@\"']+")
_BRACKETED = re.compile(r"(?<=<)[^\s<>@\"']+@[^\s<>@\"']+(?=>)")
# "1410100xxx" and "1410200xxx": ten digits that an e-mail-to-text gateway of AT&T shows as sender.
_GATEWAY_NUMBER = re.compile(r"1410[12]00\d{3}")
UNKNOWN_SENDER = SenderId(SenderKind.UNKNOWN, "")


@lru_cache(maxsize=4096)
def parse_sender(written: str) -> SenderId:
    """What kind of sender `written` is; an empty one is unknown."""
    shown = written.strip()
    if not shown:
        return UNKNOWN_SENDER
    address = _BRACKETED.search(shown) or _ADDRESS.search(shown)
    if address:
        return _email(address.group().lower().rstrip(".,;"), shown[: address.start()].strip(' "<'))
    digits = re.sub(r"[\s().-]", "", shown)
    if digits.isdigit() and digits.isascii():
        if len(digits) in (4, 5) or len(digits) == 3:
            return SenderId(SenderKind.SHORT_CODE, digits)
        if len(digits) == 6:
            return SenderId(SenderKind.SIX_DIGITS, digits)
        if _GATEWAY_NUMBER.fullmatch(digits):
            return SenderId(SenderKind.GATEWAY, digits)
        if len(digits) == 11 and digits.startswith("1"):
            shown = f"+{digits}"
    found = parse_phone(shown)
    if found:
        number, region = found
        return SenderId(SenderKind.TOLL_FREE if is_toll_free(number) else SenderKind.LONG_CODE, number, region)
    return SenderId(SenderKind.ALPHANUMERIC, shown)


def _email(address: str, name: str) -> SenderId:
    domain = address.rpartition("@")[2]
    gateway = domain in fact("mail-to-text-gateways").values
    return SenderId(SenderKind.GATEWAY if gateway else SenderKind.EMAIL, address, "", name)
