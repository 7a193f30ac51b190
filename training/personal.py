"""Find what may belong to a person: numbers and addresses that nobody made up for an example."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detector.calls import CallKind, LeadsTo, domain_leads_to
from detector.facts import fact
from detector.links import registrable_domain
from detector.message import Message
from detector.phones import is_toll_free
from detector.sender import SenderKind
from detector.span import Field, Span
from training.rows import Row

CARD, SSN = "card number", "Social Security number"
# Numbers kept for examples and films: the NANP's 555-01xx, Ofcom's 07700 900xxx, ACMA's 0491 57x xxx.
_NUMBER_FOR_EXAMPLES = re.compile(r"\+1\d{3}55501\d\d|\+447700900\d{3}|\+6149157\d{4}")
# RFC 2606 and RFC 6761.
_DOMAIN_FOR_EXAMPLES = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)")
_SSN = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\d-])")
# 13 to 19 digits that begin as the cards of Visa, Mastercard, American Express, Discover, JCB and Diners Club do.
_CARD = re.compile(r"(?<![\d-])(?:4|5[1-5]|2[2-7]|3[4-8]|6[045])(?:[ -]?\d){11,17}(?![\d-])")


class Personal(NamedTuple):
    """What may be personal, where in a row: characters `start` to `end` of `field`."""

    place: str
    kind: str
    field: Field
    start: int
    end: int


def personal(rows: Sequence[Row]) -> list[Personal]:
    """Everything that may be personal: cards and Social Security numbers, then numbers and addresses, in order."""
    found = [
        Personal(row.place, kind, *span)
        for row in rows
        for kind, span in (*_in_text(row.example.message), *_in_sender(row.example.message))
    ]
    return sorted(found, key=severity)


def severity(found: Personal) -> bool:
    """What sorts cards and Social Security numbers before the rest."""
    return found.kind not in (CARD, SSN)


def _in_text(message: Message) -> Iterator[tuple[str, Span]]:
    unverified = {call.span for call in message.unverified_calls if call.kind is CallKind.PHONE}
    for phone in message.phones:
        if phone.span in unverified and phone.region and _is_a_persons(phone.number):
            yield f"phone number ({phone.region})", phone.span
    for email in message.emails:
        if _may_be_a_persons(email.domain, message):
            yield "e-mail address", email.span
    for match in _SSN.finditer(message.text):
        yield SSN, Span("text", *match.span())
    taken = [number.span for number in message.tracking_numbers]
    for match in _CARD.finditer(message.text):
        if _luhn(match.group()) and not any(span.start < match.end() and match.start() < span.end for span in taken):
            yield CARD, Span("text", *match.span())


def _in_sender(message: Message) -> Iterator[tuple[str, Span]]:
    sender = message.sender_id
    if sender.kind is SenderKind.LONG_CODE and _is_a_persons(sender.value):
        yield f"phone number ({sender.country})", message.whole("sender")
    elif sender.domain in fact("free-mail").values:
        yield "e-mail address", message.whole("sender")


def _is_a_persons(number: str) -> bool:
    """Whether a number in E.164 form may be somebody's: toll-free ones are companies'."""
    return not _NUMBER_FOR_EXAMPLES.fullmatch(number) and not is_toll_free(number)


def _may_be_a_persons(domain: str, message: Message) -> bool:
    """Whether an address may be somebody's: not for examples, of a known company, or of the company that writes."""
    own = {link.registrable_domain for link in message.links} | {registrable_domain(message.sender_id.domain)}
    return (
        domain_leads_to(domain) is LeadsTo.UNVERIFIED
        and not _DOMAIN_FOR_EXAMPLES.fullmatch(domain)
        and (domain in fact("free-mail").values or registrable_domain(domain) not in own)
    )


def _luhn(written: str) -> bool:
    """Whether the check digit of a card number is right (ISO/IEC 7812-1)."""
    digits = [int(character) for character in reversed(written) if character.isdigit()]
    return sum(sum(divmod(digit * (1 + at % 2), 10)) for at, digit in enumerate(digits)) % 10 == 0
