"""Find every call to action, and check where each leads against dated facts.

A scam needs one: a link, a phone number, an e-mail address, a reply, a payment. A text without one cannot harm.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from detector.facts import brand_of_domain, fact
from detector.fold import Folded
from detector.links import EmailAddress, Link, registrable_domain
from detector.openings import Openings, Phrase
from detector.phones import Phone
from detector.span import Span


class CallKind(StrEnum):
    """What a recipient is to do."""

    LINK = "link"
    PHONE = "phone"
    EMAIL = "e-mail"
    REPLY = "reply"
    KEYWORD = "keyword"
    CHAT = "chat app"
    PAYMENT = "payment"
    SCAN = "QR code"


# What leads to a place that can be looked up; the other kinds ask for something without saying where it goes, as
# friends do all day: they show that a text can harm, and little else.
ADDRESSED = frozenset((CallKind.LINK, CallKind.PHONE, CallKind.EMAIL))


class LeadsTo(StrEnum):
    """Where a call to action leads, as far as facts tell."""

    USPS = "USPS"
    KNOWN = "a known sender"
    UNVERIFIED = "nobody known"


class Call(NamedTuple):
    """A call to action and where it leads."""

    kind: CallKind
    leads_to: LeadsTo
    span: Span


# Endings that only governments, the military and schools are given, in the US and below other countries' endings.
_RESTRICTED_SUFFIXES = frozenset(("gov", "mil", "edu", "gob", "gouv", "govt", "ac"))
_RESTRICTED_GO = frozenset(("go.kr", "go.jp", "go.ke", "go.th", "go.id", "go.tz", "go.ug"))
# Asking for *content* by reply; a single keyword (YES, STOP, HELP, C, 1) is how real services are answered too, and
# Text Tracking does take a tracking number.
_REPLY_WITH_CONTENT = Phrase(
    r"""\b(?:reply(?:ing)?|respond(?:ing)?|text(?:ing)?|answer(?:ing)?|send(?:ing)?|forward|read|tell|give|write\sback
        |responda|responde|conteste|envie|envienos|escriba|mande|mandenos|diga)\b
    (?!\s["']?(?:stop|help)\b)[^.!?\n]{0,60}?\b(?<!tracking\s)(?<!e-mail\s)(?<!email\s)
    (?<!to\sthe\s)(?<!to\syour\s)(?<!at\sthe\s)(?<!at\syour\s)(?<!new\s)(?<!this\s)(?<!of-)(?<!of\s)
    (?:address|full\sname|house\snumber|zip|driver'?s?\slicense|license|date\sof\sbirth|birth\sdate|birthday|ssn
        |social|dob|password|passport|security\sanswer|photos?|pictures?|selfie|card|(?:phone|best|cell|mobile)\snumber|(?:this|the|that)\s(?:\d\s?-?digit\s)?code
        |it\sto\s(?:him|her|them|us|me|our|the\s(?:agent|driver|carrier))|(?:the|your)\s(?:\w+\s)?(?:code|passcode)
        |(?:gate|door|access|building|entry|buzzer)\scode
    |direccion|codigo(?!\spostal\sde)|foto|fecha\sde\snacimiento|numero\sde\s(?:casa|tarjeta|seguro|telefono)|tarjeta|datos
        |domicilio|nombre\scompleto)\b
    | \b(?:reply(?:ing)?|respond(?:ing)?|answer(?:ing)?|write\sback|text\sback|responda|conteste)\b
        [^.!?\n]{0,30}\b(?:with|con|the|your|su|el)\s
        (?:\w+\s){0,2}(?:name|street|unit|apt|apartment|number|details|info\w*|nombre|calle|apartamento|numero|informacion)\b
    | \b(?:address|street|code|name|number|details|direccion|codigo|nombre)\b
        [^.!?\n]{0,15}[:,-]?\s?reply\s(?:here|back|now|to\sthis)\b"""
)
_KEYWORD = Phrase(
    r"""\b(?:text|txt|sms|send|reply|envie|mande)\s(?:the\sword\s|with\s)?["'“]?
    (?!(?:stop|stopall|help|end|quit|cancel|unsubscribe|optout|alto|baja|ayuda)\b)\w{1,14}["'”]?
    \s(?:to|on|at|al|a)\s(?P<code>\d{4,6})\b"""
)
_CHAT_APP = r"(?:whats?\s?app|telegram|wechat|signal\sapp|viber|line\s(?:id|app)|snapchat|wa\.me)"
_CHAT = Phrase(
    rf"""\b(?:add|contact|message|msg|text|txt|reach|write|dm|join|chat|talk|hit|ping|continue|move|reply|respond|call|inbox
        |escri\w+|agreg\w+|contact\w+|unase|unete|manda\w*|llam\w+|hable\w*)\b[^.!?\n]{{0,40}}\b{_CHAT_APP}\b
    | \b{_CHAT_APP}\s?(?:me\b|us\b|him\b|her\b|id\b|no\b|number\b|numero\b|al\b|at\b|on\b|:|@|\+|-)"""
)
_MEANS = r"""(?:zelle|venmo|cash\s?app|chime|(?:e-?)?gift\s?cards?|itunes(?:\scards?)?|apple\scards?|steam(?:\scards?)?
    |razer(?:\s\w+)?|(?:google\s)?play\scards?|vanilla(?:\scards?)?|visa\scards|western\sunion|moneygram|money\sorder|bitcoin|btc
    |usdt|eth|ethereum|crypto(?:currency)?|iban|spei|oxxo|bizum|paypal\sfriends|walmart\s(?:to|2)\swalmart|gcash|momo|airtime)"""
_PAYMENT = Phrase(
    rf"""\b(?<!you\s)(?<!never\s)(?<!not\s)(?<!n't\s)(?<!to\s)(?:send|pay|wire|transfer|buy|purchase|get|grab|pick\sup|deposit|load|top\sup|put|need
        |manda\w*|mande\w*|envi[ea]\w*|deposit[ea]\w*|transfi\w+|compr[ea]\w*|pag[au]\w*)\b
        (?!\s(?:money\s)?(?:with|using)\szelle)[^.!?\n]{{0,50}}\b{_MEANS}\b
    | \b(?:by|via|through|thru|over|por)\s{_MEANS}\b[^.!?\n]{{0,12}}\b(?:to|now|only|today|a|al|hoy|ahora)\b
    | \b(?:zelle|venmo|cash\s?app|wire|bizum|gcash)\s(?:me|us|it|him|her|the)\b"""
)
_SCAN = Phrase(
    r"""\b(?<!will\s)(?<!can\s)(?:scan|scanning|escane\w+)\b[^.!?\n]{0,40}\b(?:qr|code|codigo)\b
        [^.!?\n]{0,60}\b(?:phone|camera|tablet|device|pay|settle|confirm|verify|update|complete|claim|release|reschedule|schedule
        |activate|telefono|celular|camara|pagar|confirmar|verificar|actualizar|liberar|reprogramar)\b"""
)
# What is asked for without an address.
_WITHOUT_ADDRESS = ((CallKind.CHAT, _CHAT), (CallKind.PAYMENT, _PAYMENT), (CallKind.SCAN, _SCAN))
_NEVER = re.compile(r"\b(?:never|not|don't|nunca|no|jamas|won't)\b[^.!?\n]{0,40}$")
# The lines of a mail that say who wrote to whom.
_WHO = re.compile(r"^\W{0,8}(?:from|de|to|para|cc|reply-to)\s?:[^\n]*", re.MULTILINE)


def find_calls(
    links: tuple[Link, ...],
    phones: tuple[Phone, ...],
    emails: tuple[EmailAddress, ...],
    folded: Folded,
    openings: Openings,
    headers_end: int,
    is_mail: bool,
) -> tuple[Call, ...]:
    """Every call to action, links first; the addresses on the From and To lines of a pasted mail are none.

    All else above the end of the headers counts: else a scam would only have to put a line that looks like a header
    below it.
    """
    headers = _headers(folded, headers_end)
    found = [Call(CallKind.LINK, link_leads_to(link, is_mail), link.span) for link in links]
    found += [Call(CallKind.PHONE, _phone_leads_to(phone), phone.span) for phone in phones]
    found += [Call(CallKind.EMAIL, domain_leads_to(email.domain), email.span) for email in emails]
    found += [Call(CallKind.REPLY, LeadsTo.UNVERIFIED, span) for span in _asked(_REPLY_WITH_CONTENT, folded, openings)]
    found += _asked_otherwise(folded, openings)
    if not headers:
        return tuple(found)
    return tuple(call for call in found if call.kind is not CallKind.EMAIL or call.span.start not in headers)


def _headers(folded: Folded, headers_end: int) -> set[int]:
    """The places of the original in which From and To lines stand."""
    if not headers_end:
        return set()
    lines = (folded.original(*match.span()) for match in _WHO.finditer(folded.text))
    return {place for start, end in lines for place in range(start, min(end, headers_end))}


def link_leads_to(link: Link, is_mail: bool) -> LeadsTo:
    """Where a link leads; a host before an "@" never counts, and third parties of USPS count in mails only."""
    if link.within(fact("mail-third-parties").values):
        return LeadsTo.USPS if is_mail else LeadsTo.KNOWN
    return _host_leads_to(link)


def domain_leads_to(domain: str) -> LeadsTo:
    """Where a bare domain, such as that of an e-mail address, leads."""
    if domain in fact("free-mail").values:
        return LeadsTo.UNVERIFIED
    registered = registrable_domain(domain)
    return _host_leads_to(Link(domain, registered, "", domain.rpartition(".")[2], "", Span("text", 0, 0)))


def _host_leads_to(link: Link) -> LeadsTo:
    if link.within(_usps_domains()) or _is_page_of_usps(link):
        return LeadsTo.USPS
    if link.within(fact("user-content").values):
        return LeadsTo.UNVERIFIED
    if _is_restricted(link.suffix) or link.within(_known_domains()):
        return LeadsTo.KNOWN
    return LeadsTo.UNVERIFIED


def _is_page_of_usps(link: Link) -> bool:
    """Whether it is one of USPS's own pages on a service where others have theirs: facebook.com/usps."""
    if not link.path.startswith("/"):
        return False
    page = f"{link.registrable_domain}{re.split('[?#]', link.path)[0].rstrip('/')}"
    return page in fact("official-pages").values and not link.userinfo


def _is_restricted(suffix: str) -> bool:
    first, _, country = suffix.partition(".")
    return (first in _RESTRICTED_SUFFIXES and (first != "ac" or bool(country))) or suffix in _RESTRICTED_GO


def _phone_leads_to(phone: Phone) -> LeadsTo:
    if phone.number in fact("official-phones").values:
        return LeadsTo.USPS
    return LeadsTo.KNOWN if phone.number in fact("known-phones").values else LeadsTo.UNVERIFIED


def _asked(phrase: Phrase, folded: Folded, openings: Openings) -> Iterator[Span]:
    """Where a phrase stands and nothing just before it says never to do so."""
    for match in phrase.matches(folded.text, openings):
        if not _NEVER.search(folded.text, max(0, match.start() - 60), match.start()):
            yield Span("text", *folded.original(*match.span()))


def _asked_otherwise(folded: Folded, openings: Openings) -> Iterator[Call]:
    """What is asked for without an address: a keyword to a short number, a chat app, a payment, a scan."""
    for match in _KEYWORD.matches(folded.text, openings):
        leads_to = LeadsTo.USPS if match["code"] in official_codes() else LeadsTo.UNVERIFIED
        yield Call(CallKind.KEYWORD, leads_to, Span("text", *folded.original(*match.span())))
    for kind, phrase in _WITHOUT_ADDRESS:
        for span in _asked(phrase, folded, openings):
            yield Call(kind, LeadsTo.UNVERIFIED, span)


@cache
def official_codes() -> frozenset[str]:
    """The short codes from which USPS texts."""
    return fact("text-tracking-code").values | fact("scheduler-code").values


@cache
def _usps_domains() -> frozenset[str]:
    return fact("official-domains").values | fact("other-usps-sites").values


@cache
def _known_domains() -> frozenset[str]:
    others = ("delivery-notifiers", "not-usps-names", "well-known-sites", "company-sites")
    return frozenset(brand_of_domain()).union(*(fact(name).values for name in others))
