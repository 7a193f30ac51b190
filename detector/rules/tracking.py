"""What its tracking numbers say."""

import re
from collections.abc import Iterator

from detector.label import Label
from detector.message import Message
from detector.rules.lures import money_in_usps_text
from detector.rules.rule import rule
from detector.span import Span

# Seven digits behind one of the last letters of what stands before them, which is found sooner than the whole.
_FAKE_SIGN = re.compile(r"\d{7}(?:(?<=[SPTspt]\d{7})|(?<=[SPTspt][\s#:-]\d{7}))")
_FAKE = re.compile(r"(?<![\w])(?:us|usps?|up|post)[\s#:-]?\d{7,18}(?![\w@])", re.IGNORECASE)


@rule(Label.GENUINE, fact="check-digit", needs="usps_tracking_numbers")
def valid_usps_tracking_number(message: Message) -> Iterator[Span]:
    """It has a tracking number built the way USPS builds them, and nothing in it leads to a stranger.

    None of 144 published scams had one of the IMpb kind. Numbers are public, so it is silent as soon as a call to
    action is unverified or a text names a sum.
    """
    if message.leads_only_to_usps and not money_in_usps_text(message):
        for number in message.usps_tracking_numbers:
            if number.check_digit_ok:
                yield number.span


@rule(Label.SMISHING, fact="check-digit", needs="usps_tracking_numbers")
def failed_check_digit(message: Message) -> Iterator[Span]:
    """A tracking number looks like one of USPS, but its digits do not add up.

    A mild sign: USPS's own samples fail, and people mistype. Counts only where something unverified is asked.
    """
    if message.unverified_calls:
        for number in message.usps_tracking_numbers:
            if number.check_digit_ok is False:
                yield number.span


@rule(Label.SMISHING, fact="check-digit", needs="has_long_number")
def invented_tracking_number(message: Message) -> Iterator[Span]:
    """It shows a tracking number in a form that USPS does not use.

    Covers "US9514901185421", seen in thousands of scams since 2021. Silent on S10 numbers, which end in US.
    """
    for match in _FAKE.finditer(message.text) if _FAKE_SIGN.search(message.text) else ():
        span = Span("text", *match.span())
        if not any(number.span.start <= span.start < number.span.end for number in message.tracking_numbers):
            if not any(link.span.start <= span.start < link.span.end for link in message.links):
                yield span


@rule(Label.OTHER, needs="tracking_numbers")
def tracking_number_of_another_carrier(message: Message) -> Iterator[Span]:
    """It has a tracking number of another carrier, such as UPS or FedEx, and nothing leads to a stranger.

    Covers UPS, FedEx, Amazon, DHL and foreign posts.
    """
    if not message.unverified_calls:
        for number in message.tracking_numbers:
            if number.carrier != "USPS" and number.check_digit_ok is not False:
                yield number.span
