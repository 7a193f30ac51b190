"""Take out of a message what tells who received it, and leave what tells a scam."""

import random
import re
import secrets
from collections.abc import Iterator
from typing import NamedTuple

from api import surrogates
from detector import Message
from detector.facts import fact

_SYSTEM = secrets.SystemRandom()
# A title and up to three words with a capital.
_NAME = r"(?:(?:Mr|Mrs|Ms|Dr|Sr|Sra|Srta)\.?\s+)?(?P<name>[^\W\d_a-z][\w'’-]*(?:\s[^\W\d_a-z][\w'’-]+){0,2})"
_GREETED = re.compile(
    r"(?<!\w)(?i:hi|hello|hey|dear|good\s(?:morning|afternoon|evening|day)|greetings|hola|estimad[oa]|querid[oa]|buen[oa]s\s(?:d[ií]as|tardes|noches))"
    rf"(?:\s(?i:sr|sra|customer|cliente))?[,:]?\s{{1,3}}{_NAME}(?!\w)"
)
_GREETED_SMALL = re.compile(r"(?<!\w)(?i:hi|hello|hey|dear|hola)\s(?P<name>[^\W\d_]{2,20})(?=\s?[,!:])")
_NAMED = re.compile(
    r"(?<!\w)(?i:to|recipient|addressee|name|attn|deliver(?:ed|y)?\sto|ship(?:ped)?\sto|para|destinatario|nombre)\s?:\s{0,3}"
    rf"{_NAME}(?!\w)"
)
# What follows a greeting and is no name of a person.
_NO_NAMES = frozenset(
    """usps us postal customer customers client sir madam maam valued member members user subscriber friend friends
    neighbor neighbour resident homeowner all there everyone team mum mom mother dad father mama papa mam pap grandma
    grandpa son daughter honey love dear sweetie cliente clientes usuario usuaria amigo amiga senor senora señor señora
    destinatario suscriptor vecino todos account parcel package shipment recipient addressee occupant this your our the
    we you it is please thank thanks tu su esta este la el amazon fedex ups dhl netflix paypal""".split()
)
_STREET = (
    r"street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|way|terrace|ter|circle|cir|parkway|pkwy"
    r"|highway|hwy|trail|trl|square|sq|loop|alley|aly"
)
_STATE = (
    r"A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]"
    r"|W[AIVY]"
)
_ADDRESSES = (
    # 1234 Old Mill Rd, Apt 5
    re.compile(
        rf"(?<![\w$.,:/-])\d{{1,6}}\s(?:[NSEW]{{1,2}}\.?\s)?(?P<street>(?:[A-Z0-9][\w'’.-]*\s){{1,3}}?)(?i:{_STREET})\b\.?"
        r"(?:,?\s(?i:apt|apartment|unit|suite|ste|#)\.?\s?[\w-]{1,6}\b)?"
    ),
    re.compile(r"\b(?i:p\.?\s?o\.?\sbox|apartado(?:\spostal)?)\s\d{1,6}\b"),
    re.compile(
        r"\b(?i:calle|avenida|av\.|carrera|paseo|camino)\s(?P<street>(?:[^\W\d_a-z][\w'’-]*\s){1,3}?)#?\d{1,5}\b"
    ),
    # Denver, CO 80266 without the plant of a carrier: the place stays, the ZIP Code does not.
    re.compile(rf"(?<=[\w,])\s(?P<state>{_STATE})[ ,]{{1,2}}(?P<zip>\d{{5}}(?:-\d{{4}})?)\b"),
)
# Accounts, orders, cards: what is left and has this many digits.
_LONG_NUMBER = re.compile(r"(?<![\w@/.-])\d(?:[ -]?\d){6,18}(?![\w@/])")
_SSN = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")
# Whoever was sent a link of their own is in it.
_TOKEN = re.compile(r"[^/]*(?:\d{6,}|@|%40)[^/]*|(?=[^/]*\d)(?=[^/]*[A-Za-z])[\w.~%=+-]{16,}")
CUT = "…"


class Cut(NamedTuple):
    """A stretch of a text and what stands there instead."""

    start: int
    end: int
    new: str


def redact(message: Message, random_: random.Random = _SYSTEM) -> Message:
    """The message with surrogates for phones, names, addresses, mail addresses and numbers, and links without tokens.

    Hosts stay, and so do numbers and addresses that are published facts. The sender keeps its kind.
    """
    same: dict[str, str] = {}
    text = _apply(message.text, list(_cuts(message, random_, same)))
    for name, other in same.items():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", other, text)
    return Message(text, _sender(message, random_), message.channel)


def _cuts(message: Message, random_: random.Random, same: dict[str, str]) -> Iterator[Cut]:
    """What to cut, in order of what counts where two overlap."""
    text = message.text
    for link in message.links:
        written = message.quote(link.span)
        yield Cut(link.span.start, link.span.end, bare_link(written))
    for email in message.emails:
        yield Cut(email.span.start, email.span.end, _email(message.quote(email.span)))
    for number in message.tracking_numbers:
        written = message.quote(number.span)
        yield Cut(number.span.start, number.span.end, surrogates.tracking_number_for(written, number, random_))
    known = fact("official-phones").values | fact("known-phones").values
    for phone in message.phones:
        if phone.number not in known:
            new = surrogates.phone_for(message.quote(phone.span), phone, random_)
            yield Cut(phone.span.start, phone.span.end, new)
        else:
            yield Cut(phone.span.start, phone.span.end, message.quote(phone.span))
    yield from _names(text, random_, same)
    yield from _addresses(text, random_)
    for pattern in (_SSN, _LONG_NUMBER):
        for match in pattern.finditer(text):
            yield Cut(match.start(), match.end(), surrogates.digits_for(match.group(), random_))


def _names(text: str, random_: random.Random, same: dict[str, str]) -> Iterator[Cut]:
    for pattern in (_GREETED, _GREETED_SMALL, _NAMED):
        for match in pattern.finditer(text):
            start = match.start("name")
            words = match["name"].split()
            # "Hi Maria Your parcel": the name ends where ordinary words begin.
            named = words[: next((at for at, word in enumerate(words) if word.lower() in _NO_NAMES), len(words))]
            if named:
                name = text[start : start + len(" ".join(named))]
                same.setdefault(name, " ".join(random_.sample(surrogates.NAMES, len(named))))
                yield Cut(start, start + len(name), same[name])


def _addresses(text: str, random_: random.Random) -> Iterator[Cut]:
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            new = surrogates.digits_for(match.group(), random_)
            if street := match.groupdict().get("street"):
                new = new.replace(
                    surrogates.digits_for(street, random_) if any(map(str.isdigit, street)) else street,
                    f"{random_.choice(surrogates.STREETS)} ",
                )
            yield Cut(match.start(), match.end(), new)


def bare_link(written: str) -> str:
    """A link with its host, without what may name its recipient: query, fragment, password, tokens in the path."""
    address = re.split(r"[?#]", written, maxsplit=1)[0]
    scheme, separator, rest = address.rpartition("://") if "://" in address else ("", "", address)
    host, slash, path = rest.partition("/")
    user, at, name = host.rpartition("@")
    # "usps.com@evil.top" is a trick and stays; "maria:secret@" goes.
    if at and not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", user):
        host = name
    parts = [CUT if _TOKEN.fullmatch(part) else part for part in path.split("/")]
    return scheme + separator + host + slash + "/".join(parts)


def _email(written: str) -> str:
    local, at, domain = written.rpartition("@")
    return "someone" + at + domain if local else written


def _sender(message: Message, random_: random.Random) -> str:
    """The sender with its kind, country and domain, and no person."""
    if not message.sender:
        return ""
    of_sender = Message(f"{message.sender} -", channel=message.channel)
    if of_sender.emails:
        return _apply(
            message.sender,
            [Cut(one.span.start, one.span.end, _email(of_sender.quote(one.span))) for one in of_sender.emails],
        )
    digits = re.sub(r"\D", "", message.sender)
    if len(digits) < 7:
        return message.sender
    new = next((surrogates.phone_for(of_sender.quote(one.span), one, random_) for one in of_sender.phones), "")
    return new or surrogates.digits_for(message.sender, random_, lambda place: place < len(digits) - 6)


def _apply(text: str, cuts: list[Cut]) -> str:
    """The text with the cuts made; of two that overlap the first given counts."""
    chosen: list[Cut] = []
    covered: set[int] = set()
    for cut in cuts:
        places = range(cut.start, cut.end)
        if covered.isdisjoint(places):
            covered.update(places)
            chosen.append(cut)
    for cut in sorted(chosen, reverse=True):
        text = text[: cut.start] + cut.new + text[cut.end :]
    return text
