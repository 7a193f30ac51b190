"""The message that is checked, with everything that is read off it once and used by many rules."""

import re
from dataclasses import dataclass
from typing import Any

from detector.calls import Call, LeadsTo, find_calls, link_leads_to
from detector.channel import Channel
from detector.errors import InvalidMessageError
from detector.fold import Folded, fold, visible
from detector.frame import find_frame
from detector.lazy import lazy
from detector.links import EmailAddress, Link, find_addresses
from detector.names import Name, find_names
from detector.openings import Openings, openings
from detector.phones import Phone, find_phones, has_long_number
from detector.sender import SenderId, parse_sender
from detector.span import Field, Span
from detector.tracking import TrackingNumber, find_tracking_numbers
from detector.words import Words, words

MAX_TEXT = 10_000
MAX_SENDER = 320

_HEADER = re.compile(r"^\W{0,8}+(?:from|de|subject|asunto|to|para|date|sent|fecha|reply-to|cc)\s?:\s?.*$", re.MULTILINE)
# A colon behind the last letter of one of these; those of addresses are none of a header.
_HEADER_SIGN = re.compile(r":(?:(?<=[mtoeac]:)|(?<=[mtoeac]\s:))(?!//)")
_HEADER_VALUE = re.compile(r"^\W{0,8}(?:from|de|subject|asunto)\s?:\s?(.*)$", re.IGNORECASE | re.MULTILINE)
# What may stand before the sender's name: greetings, marks, "Message from".
_OPENING = re.compile(
    r"(?i)\b(?:dear|customer|hello|hi|hola|the|your|su|el|la|from|message|mensaje|de|aviso|notice|alert|alerta|us"
    r"|official|fwd|fw|re)\b|[\W\d_]+"
)
_PARCEL_WORDS = frozenset("package parcel delivery postal paquete entrega envio shipment".split())
_FROM = re.compile(r"^\W{0,8}(?:from|de)\s?:\s?(.{3,200})$", re.IGNORECASE | re.MULTILINE)
_MAIL_FOOTER = re.compile(
    r"privacy (?:policy|notice)|unsubscribe|view (?:this )?(?:email )?in (?:your )?browser|all rights reserved"
    r"|manage (?:your )?preferences|automated (?:e-?mail|message)|do not (?:reply|respond) to this (?:e-?mail|message)"
    r"|customer service\s?\||politica de privacidad"
    r"|darse de baja|cancelar suscripcion|\bfaqs\b|copyright|this e-?mail (?:was sent|address)|este correo"
)


@dataclass(frozen=True)
class Message:
    """A text as somebody received it.

    `text` is what was pasted, 1 to 10,000 characters; `sender` what the phone shows as sender, empty where
    nobody said; `channel` how it came. Raises `InvalidMessageError`, which names the field, for anything that
    cannot be read. All that is read off the message is computed once, when first asked for.
    """

    text: str
    sender: str = ""
    channel: Channel = Channel.UNKNOWN

    def __post_init__(self) -> None:
        _validate("text", self.text, MAX_TEXT)
        if not any(character.isalnum() for character in self.text):
            raise InvalidMessageError("text", "there is nothing to read in it; paste the message that you received")
        if self.sender:
            _validate("sender", self.sender, MAX_SENDER)
        if not isinstance(self.channel, Channel):
            object.__setattr__(self, "channel", _channel(self.channel))

    @lazy
    def visible(self) -> Folded:
        """The text as a browser reads it."""
        return visible(self.text)

    @lazy
    def folded(self) -> Folded:
        """The text as a reader believes to see it, disguises undone."""
        return fold(self.text)

    @lazy
    def _addresses(self) -> tuple[tuple[Link, ...], tuple[EmailAddress, ...]]:
        return find_addresses(self.visible, self.text)

    @property
    def links(self) -> tuple[Link, ...]:
        """Every link."""
        return self._addresses[0]

    @property
    def emails(self) -> tuple[EmailAddress, ...]:
        """Every e-mail address."""
        return self._addresses[1]

    @lazy
    def _address_spans(self) -> tuple[Span, ...]:
        return tuple(link.span for link in self.links) + tuple(email.span for email in self.emails)

    @lazy
    def has_long_number(self) -> bool:
        """Whether there may be a phone number or a tracking number in it."""
        return has_long_number(self.visible.text)

    @lazy
    def tracking_numbers(self) -> tuple[TrackingNumber, ...]:
        """Every tracking number of USPS or another carrier."""
        if not self.has_long_number:
            return ()
        # Read off the visible text: an invisible character in a number hides it from nobody.
        return tuple(
            number._replace(span=self._seen(number.span)) for number in find_tracking_numbers(self.visible.text)
        )

    @lazy
    def phones(self) -> tuple[Phone, ...]:
        """Every phone number that is not part of a link or a tracking number."""
        if not self.has_long_number:
            return ()
        taken = (*self._address_spans, *(number.span for number in self.tracking_numbers))
        found = (phone._replace(span=self._seen(phone.span)) for phone in find_phones(self.visible.text))
        return tuple(
            phone
            for phone in found
            if not any(span.start < phone.span.end and phone.span.start < span.end for span in taken)
        )

    def _seen(self, span: Span) -> Span:
        """The span of the original that a span of the visible text came from."""
        return Span("text", *self.visible.original(span.start, span.end))

    @lazy
    def frame(self) -> tuple[Span, ...]:
        """What stands around the message without being part of it: a phone's labels, remarks, words for machines."""
        phones, tracking = (phone.span for phone in self.phones), (number.span for number in self.tracking_numbers)
        return find_frame(self.text, (*self._address_spans, *phones, *tracking), self.vocabulary)

    @lazy
    def words(self) -> Words:
        """The words of the folded text."""
        return words(self.folded.text)

    @lazy
    def vocabulary(self) -> frozenset[str]:
        """The different words of the folded text."""
        return frozenset(self.words.texts)

    @lazy
    def openings(self) -> Openings:
        """Where phrases can begin in the folded text."""
        return openings(self.words)

    @lazy
    def noted(self) -> dict[str, Any]:
        """What rules have worked out of the text, by name, so that none does so twice."""
        return {}

    @lazy
    def names(self) -> tuple[Name, ...]:
        """USPS and the brands that the text names outside of links and addresses."""
        return find_names(self.text, self.folded, self.words, (*self._address_spans, *self.frame))

    @lazy
    def usps_names(self) -> tuple[Span, ...]:
        """Where the text names USPS."""
        return tuple(name.span for name in self.names if name.brand is None)

    @lazy
    def about_usps(self) -> bool:
        """Whether USPS is named, or nobody is and it is about a parcel."""
        return bool(self.usps_names) or not (self.names or self.vocabulary.isdisjoint(_PARCEL_WORDS))

    @lazy
    def speaks_as_usps(self) -> bool:
        """Whether it speaks in the name of USPS: body, subject or From line begins with a name of it."""
        if not self.usps_names:
            return False
        headers = _HEADER_VALUE.finditer(self.visible.text, 0, self.visible.view(self.body_start))
        starts = (self.body_start, *(self.visible.original(*match.span(1))[0] for match in headers))
        return any(
            not _OPENING.sub("", self.text[start : name.start])
            for start in starts
            for name in self.usps_names
            if start <= name.start < start + 40
        )

    @lazy
    def sender_id(self) -> SenderId:
        """What kind of sender `sender` is."""
        return parse_sender(self.sender)

    @lazy
    def is_mail(self) -> bool:
        """Whether this is an e-mail: said so, or headers or two footer phrases show it."""
        if self.channel is Channel.EMAIL:
            return True
        if self.channel is not Channel.UNKNOWN:
            return False
        if self.headers_end:
            return True
        return len(self.text) > 200 and len({match.group() for match in _MAIL_FOOTER.finditer(self.folded.text)}) > 1

    @lazy
    def _frame_end(self) -> int:
        """Where the text itself begins, after what frames it."""
        end = 0
        for span in self.frame:
            if self.text[end : span.start].strip():
                break
            end = span.end
        return end

    @lazy
    def headers_end(self) -> int:
        """Where pasted mail headers end; 0 where there are none."""
        # Read off the visible text: invisible characters in "Subject" hide it from nobody.
        text, start = self.visible.text, self.visible.view(self._frame_end)
        if not _HEADER_SIGN.search(text, start, start + 1200):
            return 0
        headers: list[re.Match[str]] = []
        for match in _HEADER.finditer(text, start, start + 1200):
            # Only a block of headers counts: a line further down that looks like one is the sender's own writing.
            if headers and text[headers[-1].end() : match.start()].strip():
                break
            headers.append(match)
        if len(headers) < 2 and not (headers and headers[0].group().lstrip("> ").startswith("subject")):
            return 0
        return self.visible.original(*headers[-1].span())[1]

    @property
    def body_start(self) -> int:
        """Where the text goes on after pasted mail headers and what frames it."""
        return self.headers_end or self._frame_end

    @lazy
    def from_line(self) -> Span | None:
        """The value of a pasted From line, if any."""
        match = _FROM.search(self.visible.text, 0, self.visible.view(self.body_start))
        return Span("text", *self.visible.original(*match.span(1))) if match else None

    @lazy
    def calls(self) -> tuple[Call, ...]:
        """Every call to action and where it leads."""
        return find_calls(
            self.links, self.phones, self.emails, self.folded, self.openings, self.headers_end, self.is_mail
        )

    @lazy
    def unverified_links(self) -> tuple[Link, ...]:
        """The links that lead to nobody known."""
        return tuple(link for link in self.links if link_leads_to(link, self.is_mail) is LeadsTo.UNVERIFIED)

    @lazy
    def unverified_calls(self) -> tuple[Call, ...]:
        """The calls to action that lead to nobody known."""
        return tuple(call for call in self.calls if call.leads_to is LeadsTo.UNVERIFIED)

    @lazy
    def leads_only_to_usps(self) -> bool:
        """Whether every call to action, if there is any, leads to USPS itself."""
        return all(call.leads_to is LeadsTo.USPS for call in self.calls)

    @lazy
    def usps_tracking_numbers(self) -> tuple[TrackingNumber, ...]:
        """The tracking numbers of a form that USPS uses, whether their check digit is right or not."""
        return tuple(number for number in self.tracking_numbers if number.carrier == "USPS")

    def spans_of(self, pattern: re.Pattern[str]) -> list[Span]:
        """Where a pattern for the folded text matches, in the original."""
        return [Span("text", *self.folded.original(*match.span())) for match in pattern.finditer(self.folded.text)]

    def quote(self, span: Span) -> str:
        """The characters that a span points at."""
        return (self.text if span.field == "text" else self.sender)[span.start : span.end]

    def whole(self, of: Field = "text") -> Span:
        """The span of a whole field."""
        return Span(of, 0, len(self.text if of == "text" else self.sender))

    def with_sender(self, sender: str) -> "Message":
        """The same message from another sender; what was read off the text is kept."""
        if sender:
            _validate("sender", sender, MAX_SENDER)
        other = object.__new__(Message)
        other.__dict__.update(self.__dict__, sender=sender)
        other.__dict__.pop("sender_id", None)
        return other


def _validate(name: str, value: str, limit: int) -> None:
    if not isinstance(value, str):
        raise InvalidMessageError(name, f"must be text, not {type(value).__name__}")
    if len(value) > limit:
        raise InvalidMessageError(name, f"is {len(value):,} characters long; at most {limit:,} can be checked")
    if not value.strip():
        raise InvalidMessageError(name, "is empty; paste the message that you received")
    if "\0" in value:
        raise InvalidMessageError(name, f"has a NUL character at position {value.index(chr(0))}; remove it")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        problem = f"has half of a character (a lone surrogate) at position {error.start}; paste the text again"
        raise InvalidMessageError(name, problem) from None


def _channel(value: object) -> Channel:
    try:
        return Channel(value)  # type: ignore[arg-type]
    except ValueError:
        raise InvalidMessageError("channel", f"{value!r} is not one of {', '.join(Channel)}") from None
