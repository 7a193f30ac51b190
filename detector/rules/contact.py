"""What it wants you to do besides following a link: call, reply, or nothing at all."""

from collections.abc import Iterator

from detector.calls import CallKind, LeadsTo
from detector.label import Label
from detector.lure import Lure
from detector.message import Message
from detector.rules.rule import Phrase, rule
from detector.span import Span

_CALL_NOW = Phrase(
    "call llame llamar llamenos dial phone contact contacte text whatsapp comuniquese telefono ring reach tel",
    r"\b(?:call|dial|phone|ring|reach|contact|text|whatsapp|tel|llame|llamar|llamenos|contacte|comuniquese)\b",
)
_ASKS_REPLY = Phrase(
    "reply respond responda conteste responde text answer send message contact reach responder",
    r"""\b(?:reply|respond|text|answer|write|message|responda|responde|conteste|responder)\b[^.!?\n]{0,25}
        ["'(\[]?\b(?:y|1|2|yes|ok|now|today|back|si|here|with|asap|this|ya|con|pay|confirm|address)\b""",
)


@rule(Label.SMISHING, fact="official-phones", lure=Lure.CALL)
def unverified_phone_for_usps(message: Message) -> Iterator[Span]:
    """It speaks of USPS and names a phone number that is not USPS's.

    Post Offices have local numbers, which people pass on to each other.
    """
    if message.usps_names:
        yield from _unverified_phones(message)


@rule(Label.SMISHING, lure=Lure.CALL)
def call_this_number(message: Message) -> Iterator[Span]:
    """It wants you to call or text a number that cannot be verified.

    Clinics, shops and friends do so too: use a number that you already know.
    """
    if _CALL_NOW.found(message):
        yield from _unverified_phones(message)


def _unverified_phones(message: Message) -> Iterator[Span]:
    for call in message.unverified_calls:
        if call.kind is CallKind.PHONE:
            yield call.span


@rule(Label.SMISHING, fact="opt-in-reply")
def asks_for_reply(message: Message) -> Iterator[Span]:
    """It asks for a reply.

    A documented opt-in asks "reply YES", and reminders "reply C", so this decides nothing alone.
    """
    yield from _ASKS_REPLY(message)


@rule(Label.SMISHING, fact="never-asks-personal-data")
def asks_to_send_details(message: Message) -> Iterator[Span]:
    """It asks you to send an address, a name, a code or a picture by reply.

    Friends ask so too.
    """
    for call in message.unverified_calls:
        if call.kind is CallKind.REPLY:
            yield call.span


@rule(Label.OTHER)
def nothing_to_act_on(message: Message) -> Iterator[Span]:
    """There is no link, number or address in it, and it does not ask for a reply: a text without a call to action cannot harm.

    A scammer cannot add this to a text that is to bring anything in.
    """
    if not message.calls and not _ASKS_REPLY.found(message) and not _CALL_NOW.found(message):
        yield message.whole()


@rule(Label.OTHER)
def usps_not_named(message: Message) -> Iterator[Span]:
    """USPS is not named in it.

    Said of origin above all: other brands' scams do not name USPS either.
    """
    if not message.usps_names and not any(call.leads_to is LeadsTo.USPS for call in message.calls):
        if not any(number.carrier == "USPS" for number in message.tracking_numbers):
            yield message.whole()


@rule(Label.OTHER)
def another_sender_named(message: Message) -> Iterator[Span]:
    """It names another sender at its beginning.

    Covers "CVS Pharmacy: ..." and "Your FedEx package ...". Only what the text says of itself, so it weighs on origin.
    """
    for name in message.names:
        if name.brand and name.span.start < message.body_start + 60 and not message.unverified_calls:
            yield name.span
