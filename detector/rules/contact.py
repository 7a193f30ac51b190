"""What it wants you to do besides following a link: call, reply, or nothing at all."""

import re
from collections.abc import Iterator

from detector.calls import ADDRESSED, CallKind, LeadsTo
from detector.facts import fact
from detector.label import Label
from detector.links import Link
from detector.lure import Lure
from detector.message import Message
from detector.openings import Phrase
from detector.rules.lures import code_or_attachment, untraceable_payment
from detector.rules.rule import rule
from detector.span import Span

_CALL_NOW = Phrase(
    r"\b(?:call|dial|phone|ring|reach|contact|text|whatsapp|tel|llame|llamar|llamenos|contacte|comuniquese)\b",
)
_ASKS_REPLY = Phrase(
    r"""\b(?<!not\s)(?<!no\s)(?<!n't\s)(?<!to\s)(?<!2\s)(?<!never\s)(?<!neva\s)(?<!your\s)(?<!ur\s)
        (?:reply|replying|respond|responda|responde|responder|conteste|contesta)\b
        (?!\s(?:stop|help|to\sthis\se-?mail|needed|is\sneeded))
    | \b(?:text|send|txt|answer|envie|mande|envia)\s(?:the\sword\s|back\s)?["'“(]?(?:y|yes|si|ok|1|2|done|pay
        |confirm|here|now|me\sback|us\sback|back|this\snumber)\b
    | \bget\sback\sto\s(?:me|us)\b"""
)


# What may be a call to action without being surely one: a code passed on, a sum to be paid, data or a person asked for,
# an app to be loaded. It accuses nobody; it only takes away what is said for texts without any.
_HINTS_AT_ACTING = (
    Phrase(
        r"""\b(?:tell|read|pass|fwd|forward|send|screenshot|what'?s|dime|lea\w*|pas[ae]\w*|decir|dictar)\b[^.!?]{0,40}
            \b(?:code|otp|codigo|pin|(?:\d\s?-?)?(?:digits?|numbers?))\b
        | \b(?:code|otp|digits?|codigo)\b[^!?]{0,60}\b(?:what(?:'s|\sis)\sit|what\sit\ssays|tell\s(?:me|us)
            |read\s(?:it|this)|pass\sit|forward|send\s(?:it|them)|screenshot|ask\s(?:you\s)?for\sit|me\slo)\b
        | \bsort\scode\b"""
    ),
    Phrase(
        r"""\b(?:pay|send|transfer|wire|deposit\w*|mand\w+|pag\w+|remit|settle|cover|lend|fee)\b[^.!?]{0,50}
            (?:[$£€₹]\s?\d|\b(?:rs|ksh|rm|usd|ngn|n)\s?\d|\b\d[\d,.]*\s?(?:k|usd|eur|dlls|mil|pounds|pesos)\b|\d,\d{3})"""
    ),
    Phrase(
        r"""\b(?:get|buy|getting|buying|compr\w+|with|by|con)\b[^.!?]{0,30}
            \b(?:google\splay|target|ebay|amazon|apple|prepaid|recarga|visa)\s(?:\w+\s)?(?:gift\s)?cards?\b
        | \b(?:cashier'?s?|will\s(?:mail|send)\sa)\s(?:check|cheque)\b"""
    ),
    Phrase(
        r"""\b(?:text|txt|send|need|give|what'?s|confirm|provide|share|reply)\b[^.!?]{0,40}
            \b(?:card\s(?:number|zip|no)|log-?in|pass(?:word)?|pw
            |medicare\snumber|dob|ssn|cedula|id|full\s(?:name|addr\w*)|bank)\b"""
    ),
    Phrase(r"""\b(?:text|txt|call|message|write\sto|escr[ií]b\w*|llam\w*)\s(?:me|us|my\sagent|agent\s\w+|mr|ms)\b"""),
    Phrase(
        r"""\b(?:payid|opay|palmpay|paynow|phonepe|m-?pesa|routing|press\s\d|download|descargue|qr|adjunt\w+)\b
        | \b(?<=\.)apk\b"""
    ),
)
# What each number to call has, whose letters "o" may stand for zeros.
_SEVEN_DIGITS = re.compile(r"\d(?:[\s().-]{0,3}[\do]){6}")
# Digits that somebody may ring though no form of them is known: after a word that says so, or in groups.
_NUMBER_TO_CALL = re.compile(
    r"\b(?:call|ring|text|dial|dispute|pay|whats\s?app|wasap|opay|officer|desk|on|ph|tel|claim)\b\D{0,15}"
    r"[\d(](?:[\s().-]{0,3}[\do]){6,}"
    r"|(?<![\w.-])0\d{1,4}[ -]\d{3,4}[ -]?\d{3,4}(?![\w-])"
)
# What scams are after or dangle.
_STAKES = frozenset(
    """account accounts bank banking card cards code codes confirm verify verified pay paid payment fee fees deposit
    transfer claim download apk invoice charged charge loan urgent urgently cash ssn pin password login winner won
    prize reward refund tax police warrant invest investment profit earn salary hiring job offer selected
    congratulations approved blocked suspended expired expires fraud security customs released release fine penalty
    court medicare benefit grant funds fund money usd dollars bitcoin delivery deliver parcel package address cuenta
    banco tarjeta codigo confirme verifique pagar pago tarifa deposito premio gano reembolso impuestos policia multa
    empleo dinero paquete direccion""".split()
)


@rule(Label.SMISHING, fact="official-phones", lure=Lure.CALL, needs="unverified_calls")
def unverified_phone_for_usps(message: Message) -> Iterator[Span]:
    """It names USPS and gives a phone number that is not a known USPS number.

    Post Offices have local numbers, which people pass on to each other.
    """
    if message.usps_names:
        yield from _unverified_phones(message)


@rule(Label.SMISHING, lure=Lure.CALL, needs=_CALL_NOW)
def call_this_number(message: Message) -> Iterator[Span]:
    """It wants you to call or text a phone number that we do not know.

    Clinics, shops and friends do so too: use a number that you already know.
    """
    if _CALL_NOW.found(message):
        yield from _unverified_phones(message)


@rule(Label.SMISHING, lure=Lure.CALL, needs="unverified_calls")
def only_a_number(message: Message) -> Iterator[Span]:
    """A phone number that we do not know is the only way to act on it.

    Honest senders mostly give a site of their own besides. Friends, workshops and clinics do send a bare number. Silent
    where USPS is named: what it says of numbers is another rule's.
    """
    if not (message.links or message.emails or message.usps_names):
        yield from _unverified_phones(message)


def _unverified_phones(message: Message) -> Iterator[Span]:
    for call in message.unverified_calls:
        if call.kind is CallKind.PHONE:
            yield call.span


@rule(Label.SMISHING, fact="opt-in-reply", needs=_ASKS_REPLY)
def asks_for_reply(message: Message) -> Iterator[Span]:
    """It asks for a reply.

    A documented opt-in asks "reply YES", and reminders "reply C", so this decides nothing alone.
    """
    yield from _ASKS_REPLY(message)


@rule(Label.SMISHING, fact="never-asks-personal-data", needs="unverified_calls")
def asks_to_send_details(message: Message) -> Iterator[Span]:
    """It asks you to send or tell an address, a name, a code, a picture or the like.

    Friends ask so too.
    """
    for call in message.unverified_calls:
        if call.kind is CallKind.REPLY:
            yield call.span


@rule(Label.OTHER, scorecards=("risk",))
def nothing_to_act_on(message: Message) -> Iterator[Span]:
    """Nothing in it can be acted on: no link, number or address, no reply asked for, no way to pay named.

    A text without a call to action cannot harm, and a scammer cannot add that to a text that is to bring anything in.
    """
    if message.calls or _ASKS_REPLY.found(message) or untraceable_payment(message) or code_or_attachment(message):
        return
    if not (any(hint.found(message) for hint in _HINTS_AT_ACTING) or _names_a_number(message.visible.text)):
        yield message.whole()


def _names_a_number(text: str) -> bool:
    return bool(_SEVEN_DIGITS.search(text) and _NUMBER_TO_CALL.search(text))


@rule(Label.OTHER, scorecards=("risk",))
def nothing_at_stake(message: Message) -> Iterator[Span]:
    """Nothing in it can be acted on, and it speaks of nothing that scams are after.

    Everyday talk: no call to action, and no word of money, accounts, codes, prizes, jobs, the law or parcels. Openers
    of long cons ("Is this Dana?") look the same, which no text can tell.
    """
    if _STAKES.isdisjoint(message.vocabulary):
        yield from nothing_to_act_on(message)


@rule(Label.OTHER, fact="shown-pages", scorecards=("risk",), needs="unverified_links")
def shows_a_page(message: Message) -> Iterator[Span]:
    """It shows you a page of a kind that people share, and speaks of nothing that scams are after.

    Covers shared documents, posts, pictures and events. Forms, chats and payments on the same services stay out, and so
    does all that names USPS or speaks of money, accounts, prizes, jobs or parcels.
    """
    if message.usps_names or not _STAKES.isdisjoint(message.vocabulary):
        return
    if len(message.unverified_calls) == len(message.unverified_links) and all(map(_is_shown, message.unverified_links)):
        yield from (link.span for link in message.unverified_links)


def _is_shown(link: Link) -> bool:
    pages = fact("shown-pages").values
    return link.within(pages) or f"{link.host}/{link.path.strip('/').partition('/')[0]}" in pages


_SCAM_WORDS = frozenset(
    """scam scams scammers fraud fake phishing smishing estafa estafas falso falsos fraude beware warning alert 7726
    spam""".split()
)
_WARNS = Phrase(
    r"""\b(?:is|its|it's|it\sis|this\sis|these\sare|are|was)\s(?:all\s)?(?:an?\s)?(?:\w+\s)?(?:scams?|frauds?|fake|phishing|smishing)\b
    | \b(?:don't|do\snot|never|no)\s(?:click|tap|open|fall|reply|respond|oprim\w+|haga|abra|responda)\b
    | \b(?:scam|fraud|smishing|phishing)\s(?:alert|warning|watch|texts?|messages?|calls?)\b
    | \breport\w*\b[^.!?]{0,30}\b7726\b
    | \b(?:fake|fraudulent)\s(?:\w+\s)?(?:texts?|messages?|calls?|sites?)\b
    | \b(?:textos|mensajes|llamadas)\s(?:falsos|falsas|fraudulent\w+)\b
    | \b(?:es|son)\s(?:una\s|un\s)?(?:estafas?|fraudes?)\b"""
)
_DEFANGED = re.compile(r"\[\s?(?:\.|dot)|\(dot|hxxp|xxx", re.IGNORECASE)


@rule(Label.OTHER, scorecards=("risk",), needs=_WARNS)
def warns_of_scams(message: Message) -> Iterator[Span]:
    """It warns of scams, and nothing in it can be followed to a stranger.

    Covers banks, police, newspapers and neighbours who quote a scam to warn of it. A link that leads to nobody known
    counts unless it was made harmless ("usps[.]top"), and so does a number.
    """
    if _SCAM_WORDS.isdisjoint(message.vocabulary):
        return
    for call in message.unverified_calls:
        if call.kind in ADDRESSED and not _DEFANGED.search(message.quote(call.span)):
            return
    yield from _WARNS(message)


@rule(Label.OTHER, scorecards=("origin",))
def usps_not_named(message: Message) -> Iterator[Span]:
    """It does not name USPS.

    Said of origin alone: other brands' scams do not name USPS either.
    """
    if not message.usps_names and not any(call.leads_to is LeadsTo.USPS for call in message.calls):
        if not message.usps_tracking_numbers:
            yield message.whole()


@rule(Label.OTHER, scorecards=("origin",), needs="names")
def another_sender_named(message: Message) -> Iterator[Span]:
    """Near its start it names a company other than USPS.

    Covers "CVS Pharmacy: ..." and "Your FedEx package ...". Only what the text says of itself, so it weighs on origin.
    """
    for name in message.names:
        if name.brand and name.span.start < message.body_start + 60 and not message.unverified_calls:
            yield name.span
