"""Who it says it is from. A sender that is typed in is a claim: it convicts easily and acquits little."""

from collections.abc import Iterator

from detector.calls import LeadsTo, domain_leads_to, official_codes
from detector.channel import Channel
from detector.facts import fact
from detector.label import Label
from detector.message import Message
from detector.rules.notices import is_harmless_text, reads_like_a_notice
from detector.rules.rule import rule
from detector.sender import SenderKind, parse_sender
from detector.span import Span

_NUMBERS = (SenderKind.LONG_CODE, SenderKind.TOLL_FREE)


@rule(Label.SMISHING, fact="sms-not-imessage", reads="sender", needs="sender")
def email_sends_text(message: Message) -> Iterator[Span]:
    """It is a text about USPS or a package, but it came from an e-mail address.

    iMessage senders of scams are throw-away addresses. Silent on mails and on addresses of known senders.
    """
    sender = message.sender_id
    if sender.kind is SenderKind.EMAIL and not message.is_mail and message.about_usps:
        if domain_leads_to(sender.domain) is not LeadsTo.USPS:
            yield message.whole("sender")


@rule(Label.SMISHING, fact="mail-to-text-gateways", reads="sender", needs="sender")
def gateway_sends_text(message: Message) -> Iterator[Span]:
    """It came through a service that turns e-mail into text messages.

    Schools and small alarms still use gateways; USPS and banks do not.
    """
    if message.sender_id.kind is SenderKind.GATEWAY:
        yield message.whole("sender")


@rule(Label.SMISHING, fact="domestic-service", reads="sender", needs="sender")
def foreign_sender(message: Message) -> Iterator[Span]:
    """It speaks of a package or a known company, but a foreign phone number sent it.

    Silent where nobody is named: relatives abroad write too.
    """
    sender = message.sender_id
    if sender.country and sender.country not in ("US", "CA", "PR", "VI", "GU", "001"):
        if message.names or message.about_usps:
            yield message.whole("sender")


@rule(Label.SMISHING, fact="five-digit-codes", reads="sender", needs="usps_names")
def ordinary_number_for_usps(message: Message) -> Iterator[Span]:
    """It names USPS, but an ordinary phone number sent it.

    USPS texts from five-digit codes. Neighbours who write of USPS fire too; their wording differs.
    """
    if message.usps_names and message.sender_id.kind in _NUMBERS and not message.is_mail:
        yield message.whole("sender")


@rule(Label.SMISHING, fact="six-digit-groups", reads="sender", needs="usps_names")
def six_digits_for_usps(message: Message) -> Iterator[Span]:
    """It names USPS, but a six-digit number sent it; USPS texts come from five digits.

    Other firms do have six-digit codes; USPS has five digits.
    """
    if message.usps_names and message.sender_id.kind is SenderKind.SIX_DIGITS:
        yield message.whole("sender")


@rule(Label.SMISHING, fact="sms-not-imessage", reads="sender", needs="usps_names")
def imessage_for_usps(message: Message) -> Iterator[Span]:
    """It names USPS but came by iMessage, which USPS does not use.

    Silent where a contact's name is the sender: friends write of parcels.
    """
    if message.channel is not Channel.IMESSAGE or not message.usps_names:
        return
    if message.sender and message.sender_id.kind is not SenderKind.ALPHANUMERIC:
        yield message.whole("sender")
    elif not message.sender and message.speaks_as_usps:
        yield message.whole()


@rule(Label.SMISHING, fact="mail-senders", reads="sender")
def mail_from_elsewhere(message: Message) -> Iterator[Span]:
    """An e-mail in the name of USPS came from an address that is not a USPS address.

    Judged by the sender, or by a pasted From line. Surveys for USPS come from opinions-inmoment.com and stay silent;
    shops' mails that speak of USPS but show their own name stay silent too.
    """
    for span in _mail_senders(message):
        sender = parse_sender(message.quote(span))
        if not sender.domain or domain_leads_to(sender.domain) is LeadsTo.USPS:
            continue
        if sender.domain in fact("mail-third-parties").values or sender.domain.endswith(".opinions-inmoment.com"):
            continue
        shown = f"{sender.name} {sender.value}".lower()
        if any(word in shown for word in ("usps", "postal", "post office", "informed delivery", "u.s. post")):
            yield span


def _mail_senders(message: Message) -> Iterator[Span]:
    if message.sender_id.kind is SenderKind.EMAIL and message.is_mail:
        yield message.whole("sender")
    if message.from_line is not None:
        yield message.from_line


@rule(Label.GENUINE, fact="text-tracking-code", reads="sender", needs="sender")
def official_code_sender(message: Message) -> Iterator[Span]:
    """It came from a known USPS text number, and nothing in it leads anywhere but to USPS.

    A typed sender proves nothing, so the weight of this is capped, and it is silent where the text could not be
    USPS's: a spoofed 28777 with a link, a price or a question for your data gains nothing.
    """
    if message.sender_id.value in official_codes():
        if is_harmless_text(message) and (message.usps_names or reads_like_a_notice(message)):
            yield message.whole("sender")


@rule(Label.GENUINE, fact="mail-senders", reads="sender")
def official_mail_sender(message: Message) -> Iterator[Span]:
    """It came from a USPS e-mail address, and nothing in it leads anywhere but to USPS.

    From lines are forgeable, so the weight is capped, and one unverified call to action silences it.
    """
    if not message.leads_only_to_usps:
        return
    for span in _mail_senders(message):
        domain = parse_sender(message.quote(span)).domain
        if domain and domain_leads_to(domain) is LeadsTo.USPS:
            yield span


@rule(Label.OTHER, fact="five-digit-codes", reads="sender", scorecards=("origin",), needs="usps_names")
def sender_not_of_usps(message: Message) -> Iterator[Span]:
    """It names USPS, but its sender is none that USPS uses.

    USPS texts from five-digit codes and mails from its own domains. Silent on five-digit codes that are not documented:
    they are unknown, not foreign.
    """
    sender = message.sender_id
    if not message.usps_names or sender.kind in (SenderKind.UNKNOWN, SenderKind.SHORT_CODE):
        return
    if sender.domain and domain_leads_to(sender.domain) is LeadsTo.USPS and message.is_mail:
        return
    if sender.kind is SenderKind.ALPHANUMERIC and any(
        name in sender.value.lower() for name in ("usps", "postal", "2usps")
    ):
        return
    if sender.domain not in fact("mail-third-parties").values:
        yield message.whole("sender")


@rule(Label.OTHER, reads="sender", needs="sender")
def short_code_of_others(message: Message) -> Iterator[Span]:
    """A short number of the kind that companies use sent it, and it does not name USPS.

    Short codes are rented and vetted; a typed one proves nothing, so the weight is capped, and an unverified call to
    action silences it: a group chat can be renamed to six digits.
    """
    if message.usps_names or message.unverified_calls or message.sender_id.value in official_codes():
        return
    if message.sender_id.kind in (SenderKind.SHORT_CODE, SenderKind.SIX_DIGITS):
        yield message.whole("sender")
