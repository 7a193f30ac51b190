"""Find every call to action, and check where each leads against dated facts.

A scam needs one: a link, a phone number, an e-mail address, a reply. A text without one cannot harm.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from detector.facts import brand_of_domain, fact
from detector.fold import Folded
from detector.links import EmailAddress, Link, registrable_domain
from detector.phones import Phone
from detector.span import Span


class CallKind(StrEnum):
    """What a recipient is to do."""

    LINK = "link"
    PHONE = "phone"
    EMAIL = "e-mail"
    REPLY = "reply"


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


# Endings that only governments, the military and schools of the US are given.
_RESTRICTED_SUFFIXES = ("gov", "mil", "edu")
# Asking for *content* by reply; a single keyword (YES, STOP, HELP, C, 1) is how real services are answered too, and
# Text Tracking does take a tracking number.
_REPLY_WITH_CONTENT = re.compile(
    r"""\b(?:reply(?:ing)?|respond(?:ing)?|text(?:ing)?|answer(?:ing)?|send|forward|read|tell|give
        |responda|responde|conteste|envie|envienos|escriba|mande|mandenos|diga)\b
    (?!\s["']?(?:stop|help)\b)[^.!?\n]{0,60}?\b(?<!tracking\s)(?<!e-mail\s)(?<!email\s)
    (?:address|full\sname|house\snumber|zip|driver'?s?\slicense|license|date\sof\sbirth|birth\sdate|birthday|ssn
        |social|dob|password|passport|security\sanswer|photos?|pictures?|selfie|card|(?:phone|best|cell|mobile)\snumber|(?:this|the|that)\s(?:\d\s?-?digit\s)?code
        |it\sto\s(?:him|her|them|us|me|our|the\s(?:agent|driver|carrier))|(?:the|your)\s(?:\w+\s)?(?:code|passcode)
    |direccion|codigo(?!\spostal\sde)|foto|fecha\sde\snacimiento|numero\sde\s(?:casa|tarjeta|seguro|telefono)|tarjeta|datos
        |domicilio|nombre\scompleto)\b""",
    re.VERBOSE,
)
_NEVER = re.compile(r"\b(?:never|not|don't|nunca|no|jamas|won't)\b[^.!?\n]{0,40}$")


# The lines of a mail that say who wrote to whom.
_WHO = re.compile(r"^\W{0,8}(?:from|de|to|para|cc|reply-to)\s?:[^\n]*", re.MULTILINE)


def find_calls(
    links: tuple[Link, ...],
    phones: tuple[Phone, ...],
    emails: tuple[EmailAddress, ...],
    folded: Folded,
    body_start: int,
    is_mail: bool,
) -> tuple[Call, ...]:
    """Every call to action, links first; the addresses on the From and To lines of a pasted mail are none.

    All else above the body counts: else a scam would only have to put a line that looks like a header below it.
    """
    headers = _headers(folded, body_start)
    found = [Call(CallKind.LINK, link_leads_to(link, is_mail), link.span) for link in links]
    found += [Call(CallKind.PHONE, _phone_leads_to(phone), phone.span) for phone in phones]
    found += [Call(CallKind.EMAIL, domain_leads_to(email.domain), email.span) for email in emails]
    found += [Call(CallKind.REPLY, LeadsTo.UNVERIFIED, span) for span in _content_replies(folded)]
    return tuple(call for call in found if call.kind is not CallKind.EMAIL or call.span.start not in headers)


def _headers(folded: Folded, body_start: int) -> set[int]:
    """The places of the original in which From and To lines stand."""
    if not body_start:
        return set()
    lines = (folded.original(*match.span()) for match in _WHO.finditer(folded.text))
    return {place for start, end in lines for place in range(start, min(end, body_start))}


def link_leads_to(link: Link, is_mail: bool) -> LeadsTo:
    """Where a link leads; a host before an "@" never counts, and third parties of USPS count in mails only."""
    if is_mail and link.within(fact("mail-third-parties").values):
        return LeadsTo.USPS
    return _host_leads_to(link)


def domain_leads_to(domain: str) -> LeadsTo:
    """Where a bare domain, such as that of an e-mail address, leads."""
    if domain in fact("free-mail").values:
        return LeadsTo.UNVERIFIED
    registered = registrable_domain(domain)
    return _host_leads_to(Link(domain, registered, "", domain.rpartition(".")[2], "", Span("text", 0, 0)))


def _host_leads_to(link: Link) -> LeadsTo:
    if link.within(fact("official-domains").values):
        return LeadsTo.USPS
    if link.within(fact("user-content").values):
        return LeadsTo.UNVERIFIED
    if link.suffix in _RESTRICTED_SUFFIXES or link.within(_known_domains()):
        return LeadsTo.KNOWN
    return LeadsTo.UNVERIFIED


def _phone_leads_to(phone: Phone) -> LeadsTo:
    if phone.number in fact("official-phones").values:
        return LeadsTo.USPS
    return LeadsTo.KNOWN if phone.number in fact("known-phones").values else LeadsTo.UNVERIFIED


def _content_replies(folded: Folded) -> Iterator[Span]:
    for match in _REPLY_WITH_CONTENT.finditer(folded.text):
        if not _NEVER.search(folded.text, max(0, match.start() - 60), match.start()):
            yield Span("text", *folded.original(*match.span()))


@cache
def _known_domains() -> frozenset[str]:
    return frozenset(brand_of_domain()) | fact("delivery-notifiers").values | fact("not-usps-names").values
