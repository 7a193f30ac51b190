"""The documented forms of genuine USPS correspondence, recognised by structure.

Each is silent as soon as one call to action in the message is unverified, or when it asks for money or data: what
is left can be copied by a scammer, but brings nothing in.
"""

import re
from collections.abc import Iterator

from detector.calls import CallKind
from detector.label import Label
from detector.message import Message
from detector.openings import Phrase
from detector.rules.contact import asks_to_send_details
from detector.rules.lures import (
    asks_for_secrets,
    asks_to_confirm_address,
    code_or_attachment,
    copy_into_browser,
    delivery_fee,
    reply_to_activate,
)
from detector.rules.rule import rule
from detector.span import Span

_STATUS = Phrase(
    r"""\bdelivered\b | \bout\sfor\sdelivery\b | \bin\s(?:-\s?)?transit\b | \b(?:arrived|arriving|arrival
        |departed|accepted|acceptance|processed|forwarded|refused|dispatched)\b
    | \b(?:will|should|to|is\sexpected\sto|expected\sto)\s(?:be\sdelivered|arrive)\b | \bexpected\s(?:delivery
        |by|on|to)\b | \b(?:available|ready)\s(?:for|to)\s?pick\s?up\b
    | \bpicked\sup\b | \bnotice\sleft\b | \bdelivery\sattempt\w*\b | \battempted\s(?:delivery)?\b | \b(?:held
        |holding|being\sheld)\s(?:at|by|for)\b | \breturn(?:ed|ing)?\sto\s(?:the\s)?sender\b
    | \bpre-?shipment\b | \blabel\s(?:created|prepared)\b | \bcustoms\b | \b(?:inbound|delayed|undeliverable)\b
        | \barriv\w+\slate\b | \bno\saccess\b | \bon\s(?:its|the)\sway\b
    | \bentreg\w+\b | \ben\s(?:camino|transito|reparto)\b | \bllego\b | \bllegara\b
        | \bdisponible\spara\srecog\w+\b | \bretenid[oa]\b | \bdevuelto\b | \baceptad[oa]\b | \bprocesad[oa]\b"""
)
_SERVICE = Phrase(
    r"""\b(?:reply|text|txt|send|responda|envie)\b[^.!?\n]{0,20}["'“]?\b(?:yes|help|stop|awake|quiet|keyword|si
        |ayuda|alto)\b | \bstop\s(?:to|2)\s(?:cancel|end|quit)\b | \bhelp\s(?:4|for)\s(?:info|help)\b
    | \bmsg\s?(?:&|and)\s?data\srates\b | \b(?:text|sms)\s(?:tracking|alerts?|updates?|notifications?)\b
        | \b(?:un)?subscri\w+\b | \bopt(?:ed)?[\s-](?:in|out)\b
    | \bno\s(?:more|further)\s(?:text|message)\w*\b | \bquiet\s(?:time|hours|mode)\b | \bmensajes\sde\srastreo\b"""
)
_CODE_OR_VISIT = Phrase(
    r"""\b(?:validation|verification|access|confirmation|security|one-?time|recovery|log-?in|sign-?in)\s(?:code
        |passcode|pin)\b | \bcodigo\s(?:de\s(?:validacion|verificacion|acceso|seguridad|confirmacion
        |un\ssolo\suso|recuperacion))\b
    | \bcode\s(?:is|:)?\s?\d{4,8}\b | \bappointment\b | \bcita\b"""
)
_MAIL_MARKS = Phrase(
    r"""\b(?:tracking\snumber|informed\sdelivery|expected\sdelivery|item\sdelivered|out\sfor\sdelivery|delivery\sexception
        |ready\sfor\spickup|your\sdaily\sdigest|your\smail\swas\sdelivered|click-?n-?ship|hold\smail|change\sof\saddress
        |privacy\spolicy|customer\sservice|faqs\b|automated|do\snot\s(?:reply|respond)|usps\smobile|usps\stracking
        |text\salerts|mailpieces?|dashboard|visit\susps|postal\sservice|all\srights\sreserved|sign\sup\sfor
        |numero\sde\srastreo|entrega\s(?:esperada|estimada)|no\sresponda|correo\sautomatico|politica\sde\sprivacidad
        |retencion\sde\scorreo|cambio\sde\sdireccion)"""
)
# The documented opt-in asks "reply YES" and nothing else.
_OTHER_REPLY = re.compile(r"\b(?:reply|respond|responda|conteste)\s(?:with\s|con\s)?[\"'“(]?(?:y|1|2|done|now)\b")
_OPENING = 45  # characters of the body within which a notice says its status
_MONEY = re.compile(r"\$\s?\d|\b\d+\s?(?:usd|dollars|dolares)\b")
_ASKING = (
    delivery_fee,
    asks_for_secrets,
    asks_to_confirm_address,
    copy_into_browser,
    reply_to_activate,
    code_or_attachment,
    asks_to_send_details,
)


def is_harmless_text(message: Message) -> bool:
    """A text that leads nowhere but to USPS and asks for nothing that a scam needs."""
    noted = message.noted
    if "harmless" not in noted:
        noted["harmless"] = _is_harmless(message)
    return bool(noted["harmless"])


def _is_harmless(message: Message) -> bool:
    if message.is_mail or not message.leads_only_to_usps or any(call.kind is CallKind.LINK for call in message.calls):
        return False
    if _MONEY.search(message.text) or _OTHER_REPLY.search(message.folded.text):
        return False
    return not any(asking(message) for asking in _ASKING)


def is_harmless_usps_text(message: Message) -> bool:
    """Such a text that is USPS's by names, numbers or calls."""
    named = message.usps_names or message.usps_tracking_numbers or message.calls
    return bool(named) and is_harmless_text(message)


def reads_like_a_notice(message: Message) -> bool:
    """Whether it gives a status, tells of the service, or has a code or an appointment."""
    return _STATUS.found(message) or _SERVICE.found(message) or _CODE_OR_VISIT.found(message)


@rule(Label.GENUINE, fact="text-form", needs=_STATUS)
def tracking_text_form(message: Message) -> Iterator[Span]:
    """It reads like a USPS tracking text: it gives a status, with no link, no price and no unknown number.

    Covers the 28777 style and the newer sentence style, in English and Spanish. Fires on friends and shops that
    repeat a status word for word; origin's wording tells these apart.
    """
    if is_harmless_usps_text(message):
        yield from _STATUS(message)


@rule(Label.GENUINE, fact="opt-in-reply", needs=_SERVICE)
def service_text_form(message: Message) -> Iterator[Span]:
    """It reads like a USPS service text: sign-up, HELP, STOP or quiet hours, with no link or price.

    A genuine opt-in does ask "reply YES".
    """
    if is_harmless_usps_text(message):
        yield from _SERVICE(message)


@rule(Label.GENUINE, fact="scheduler-code", needs=_CODE_OR_VISIT)
def code_or_appointment_form(message: Message) -> Iterator[Span]:
    """It reads like a USPS text with a security code or an appointment, with no link or price.

    The code is for you alone: whoever asks you for it is a scammer.
    """
    if is_harmless_usps_text(message):
        yield from _CODE_OR_VISIT(message)


@rule(Label.GENUINE, fact="mail-form", needs="usps_names")
def mail_form(message: Message) -> Iterator[Span]:
    """It reads like a USPS e-mail, and each link, address and number in it is one that USPS uses.

    Two of the documented marks at least: subject forms, "Tracking Number:", footer lines.
    """
    if not message.is_mail or not message.usps_names or not _is_mail_of_usps(message):
        return
    marks = _MAIL_MARKS(message)
    if len(marks) > 1:
        yield from marks


def _is_mail_of_usps(message: Message) -> bool:
    if not message.leads_only_to_usps:
        return False
    return not (asks_for_secrets(message) or copy_into_browser(message) or reply_to_activate(message))


@rule(Label.SMISHING, fact="text-form", needs="unverified_calls")
def notice_form_leads_elsewhere(message: Message) -> Iterator[Span]:
    """It begins like a USPS notice, but leads to somebody who is not known.

    Covers near-copies of genuine texts and mails with a link, a number or a request added. Shops' own notices of USPS
    parcels seldom begin with the number or the status.
    """
    if not message.unverified_calls or any(name.brand for name in message.names):
        return
    opening = message.body_start + _OPENING
    if message.usps_names or message.usps_tracking_numbers:
        yield from (span for span in (*_STATUS(message), *_SERVICE(message)) if span.start < opening)


@rule(Label.GENUINE, scorecards=("origin",), needs="usps_names")
def speaks_as_usps_leads_nowhere_else(message: Message) -> Iterator[Span]:
    """It speaks as USPS, and nothing in it leads anywhere but to USPS.

    Said of origin alone, once a scam is ruled out: shops and neighbours seldom begin with the carrier's name.
    """
    if message.speaks_as_usps and message.leads_only_to_usps:
        yield message.usps_names[0]
