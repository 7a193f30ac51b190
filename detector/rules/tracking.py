"""What its tracking numbers say."""

import re
from collections.abc import Iterator

from detector.calls import LeadsTo
from detector.label import Label
from detector.message import Message
from detector.rules.rule import rule
from detector.span import Span

_FAKE = re.compile(r"(?<![\w])(?:us|usps?|up|post)[\s#:-]?\d{7,18}(?![\w@])", re.IGNORECASE)


@rule(Label.GENUINE, fact="check-digit")
def valid_usps_tracking_number(message: Message) -> Iterator[Span]:
    """A USPS tracking number with the right check digit, and nothing in it leads elsewhere.

    None of 144 published scams had one of the IMpb kind. Numbers are public, so it is silent as soon as a call to
    action is unverified.
    """
    if all(call.leads_to is LeadsTo.USPS for call in message.calls):
        for number in message.tracking_numbers:
            if number.carrier == "USPS" and number.check_digit_ok:
                yield number.span


@rule(Label.SMISHING, fact="check-digit")
def failed_check_digit(message: Message) -> Iterator[Span]:
    """A tracking number has the form of USPS's but its check digit is wrong.

    A mild sign: USPS's own samples fail, and people mistype. Counts only where something unverified is asked.
    """
    if message.unverified_calls:
        for number in message.tracking_numbers:
            if number.carrier == "USPS" and number.check_digit_ok is False:
                yield number.span


@rule(Label.SMISHING, fact="check-digit")
def invented_tracking_number(message: Message) -> Iterator[Span]:
    """What it calls a tracking number has no form that USPS uses.

    Covers "US9514901185421", seen in thousands of scams since 2021. Silent on S10 numbers, which end in US.
    """
    for match in _FAKE.finditer(message.text):
        span = Span("text", *match.span())
        if not any(number.span.start <= span.start < number.span.end for number in message.tracking_numbers):
            if not any(link.span.start <= span.start < link.span.end for link in message.links):
                yield span


@rule(Label.OTHER)
def tracking_number_of_another_carrier(message: Message) -> Iterator[Span]:
    """A tracking number of another carrier, and nothing in it leads to nobody known.

    Covers UPS, FedEx, Amazon, DHL and foreign posts.
    """
    if not message.unverified_calls:
        for number in message.tracking_numbers:
            if number.carrier != "USPS" and number.check_digit_ok is not False:
                yield number.span
