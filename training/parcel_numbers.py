"""Invented parcel numbers with right check digits, one function a format.

The check digits that the detector verifies are the detector's; those of DHL and OnTrac live here.
"""

from random import Random

from detector.tracking import fedex_check_digit, mod10_check_digit, s10_check_digit, ups_check_digit

_IMPB_SERVICES = ("9400", "9400", "9405", "9407", "9205", "9202", "9261", "9361", "9374", "9505", "9214")
_S10_SERVICES = ("RB", "RA", "EA", "EJ", "CP", "CJ", "LZ", "LH")
_UPS_LETTERS = "0123456789ABCDEFGHJKLMNPRSTVWXYZ"
_UPS_SERVICES = ("01", "02", "03", "12", "YW", "90")
# As USPS prints them on its own pages; their check digits are wrong.
_USPS_PLACEHOLDERS = (
    "01123456789123456789",
    "9205512345678912345678",
    "9400100000000000000000",
    "9205500000000000000000",
    "EA000000000US",
)


def digits(random: Random, count: int) -> str:
    """Draw a string of digits."""
    return "".join(random.choice("0123456789") for _ in range(count))


def impb(random: Random, length: int = 22) -> str:
    """Make an Intelligent Mail package barcode number of 22, 26 or 30 digits."""
    prefix = random.choice(_IMPB_SERVICES) if length == 22 else random.choice(("92748", "92612"))
    if length == 30:
        prefix = "9400"
    return _with_mod10(prefix + digits(random, length - len(prefix) - 1))


def impb_with_zip(random: Random, zip_code: str) -> str:
    """Make an IMpb number behind its routing prefix, 420 and a ZIP Code of 5 or 9 digits."""
    return f"420{zip_code}{impb(random)}"


def legacy20(random: Random) -> str:
    """Make a number of the older 20 digits, as on Certified Mail and Delivery Confirmation labels."""
    prefix = random.choice(("03", "70", "72"))
    return _with_mod10(prefix + digits(random, 17))


def s10(random: Random) -> str:
    """Make an international number of UPU standard S10, posted in the US."""
    body = digits(random, 8)
    return f"{random.choice(_S10_SERVICES)}{body}{s10_check_digit(body)}US"


def usps_as_pasted(random: Random) -> str:
    """Make a USPS number as it stands in a pasted notice: one in ten is a placeholder or partly masked."""
    if random.random() < 0.1:
        return _placeholder_or_masked(random)
    kind = random.random()
    if kind < 0.70:
        return impb(random)
    if kind < 0.82:
        return impb(random, 26)
    if kind < 0.84:
        return impb(random, 30)
    return legacy20(random) if kind < 0.92 else s10(random)


def _placeholder_or_masked(random: Random) -> str:
    """Return one of USPS's sample numbers, or a number that its owner made unreadable before pasting it."""
    number = impb(random)
    masked = (
        f"...{number[-4:]}",
        f"{'*' * 18}{number[-4:]}",
        f"{number[:4]}{'X' * 14}{number[-4:]}",
        f"{number[:10]}xxxxxxxxxxxx",
        f"{number[:18]}1234",
    )
    return random.choice((random.choice(_USPS_PLACEHOLDERS), random.choice(masked)))


def ups(random: Random) -> str:
    """Make a UPS 1Z number."""
    shipper = "".join(random.choice(_UPS_LETTERS) for _ in range(6))
    body = shipper + random.choice(_UPS_SERVICES) + digits(random, 7)
    return f"1Z{body}{ups_check_digit(body)}"


def fedex12(random: Random) -> str:
    """Make a FedEx Express or Ground number of 12 digits."""
    body = digits(random, 11)
    return f"{body}{fedex_check_digit(body)}"


def dhl10(random: Random) -> str:
    """Make a DHL Express waybill number of 10 digits."""
    body = str(random.randint(1, 9)) + digits(random, 8)
    return f"{body}{dhl_check_digit(body)}"


def dhl_check_digit(body: str) -> int:
    """Return the check digit of nine digits: the number mod 7."""
    return int(body) % 7


def amazon(random: Random) -> str:
    """Make an Amazon Logistics number; it has no check digit."""
    return f"TBA{digits(random, 12)}"


def ontrac(random: Random) -> str:
    """Make an OnTrac number, C and 14 digits; the letter counts as a leading 4, every second digit double."""
    body = f"1{digits(random, 12)}"
    return f"C{body}{ontrac_check_digit(body)}"


def ontrac_check_digit(body: str) -> int:
    """Return the check digit of the 13 digits after C."""
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(f"4{body}"))
    return (10 - total % 10) % 10


def grouped(number: str) -> str:
    """Write a number in groups of four, as USPS pages show it."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _with_mod10(body: str) -> str:
    """Append the mod 10 check digit."""
    return f"{body}{mod10_check_digit(body)}"
