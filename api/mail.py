"""A raw mail read: who it says it is from, and the text that a mail program would show.

Reading takes bounded time: bytes, lines, MIME parts and headers are counted or cut before they are taken apart.
"""

import codecs
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage, Message
from functools import cache
from typing import NamedTuple, cast

from api.authentication import Authentication, authenticated
from api.markup import read_markup
from detector.message import MAX_SENDER, MAX_TEXT

MAX_MAIL = 2 * 1024 * 1024
MAX_LINES = 60_000
MAX_LEVELS = 40
MAX_HEADER = 2000
MAX_PART_HEADER = 400
MAX_SUBJECT = 500
_MAX_LATE_TARGETS = 3000
MAX_DELIMITERS = 500
# Every level of MIME needs one of these words; a mail of many levels takes time with the square of their number.
_LEVELS = (b"boundary", b"message/")
_URL = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
# What mail programs decode; others of Python's are slow (idna, punycode) or read what no mail program reads.
_CHARSET = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[bl]e)?|iso8859-\d+|cp\d+|koi8-\w|gb\w+|big5\w*|shift_ji\w+|euc_\w+|iso2022_\w+|mac-\w+"
    r"|tis-620|hz"
)
# What the standard library raises on headers that are no headers.
_UNREADABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


class MailError(ValueError):
    """A mail that cannot be read; its words say why and what to do, and repeat nothing of it."""


class Mail(NamedTuple):
    """What a mail says and shows.

    `text` is what is checked: the name of the sender and the subject as lines, then what is shown; `sender` the From
    header as a mail program shows it; `notes` the ids of what a reader should know, with sentences in `api/texts`.
    """

    text: str
    sender: str
    from_domain: str
    reply_to_domain: str
    authentication: Authentication
    notes: tuple[str, ...]


class _Body(NamedTuple):
    text: str
    targets: tuple[str, ...]
    hides: bool = False
    disguises: bool = False


class _CutHeaders(policy.EmailPolicy):
    """Headers cut to a length within which taking them apart is quick."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        kind = name.lower()
        # The results of a receiver are read by another parser, which has its own limit.
        if kind == "authentication-results":
            return name, value
        return name, value[: MAX_PART_HEADER if kind.startswith("content-") else MAX_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        # Every part has these, and they are asked for often: the full grammar takes milliseconds for each.
        if name.lower().startswith("content-"):
            return _clean(value)
        parsed: str = super().header_fetch_parse(name, value)
        return parsed


class _Headers(HeaderRegistry):
    """Headers whose classes are made once.

    The standard library makes a class for each header of each mail, and a class ends only when the garbage collector
    comes by: thousands would wait for it.
    """

    def __getitem__(self, name: str) -> type[BaseHeader]:
        return _class_of(self.registry.get(name.lower(), self.default_class))


@cache
def _class_of(kind: type) -> type[BaseHeader]:
    return type(f"_{kind.__name__}", (kind, BaseHeader), {})


_POLICY = _CutHeaders(header_factory=_Headers())


def read_mail(raw: bytes, trusted_authserv_id: str = "") -> Mail:
    """Read a mail as it lies in a mailbox. Raises `MailError`."""
    _measure(raw)
    try:
        message = cast(EmailMessage, message_from_bytes(raw, policy=_POLICY))
    except _UNREADABLE:
        raise MailError("its parts cannot be taken apart; send it as it was received") from None
    if not any(name.lower() in ("from", "subject", "date", "received", "message-id") for name in message):
        raise MailError("it begins with no mail headers; send the whole mail as it was received, headers first")
    bodies = list(_bodies(message))
    shown, reply = _address(message, "From"), _address(message, "Reply-To")
    several = sum(name.lower() == "from" for name in message) > 1
    found = authenticated(_raw_headers(message), "" if several else shown.domain, trusted_authserv_id)
    text, cut = _fit(shown.name, _header(message, "Subject"), bodies)
    told = {
        "several_from": several,
        "reply_elsewhere": bool(reply.domain) and reply.domain != shown.domain,
        "link_disguised": any(body.disguises for body in bodies),
        "text_hidden": any(body.hides for body in bodies),
        "cut": cut,
    }
    notes = tuple(note for note, holds in told.items() if holds)
    return Mail(text, shown.written, shown.domain, reply.domain, found, notes)


def _measure(raw: bytes) -> None:
    if raw.count(b"\n") + raw.count(b"\r") > 2 * MAX_LINES:
        raise MailError(f"it has more than {MAX_LINES:,} lines; send it without attachments")
    lowered = raw.lower()
    levels = sum(map(lowered.count, _LEVELS))
    if levels > MAX_LEVELS or (levels and raw.count(b"\n--") > MAX_DELIMITERS):
        raise MailError("it has too many parts; send it without what it forwards or attaches")


class _Address(NamedTuple):
    written: str = ""
    domain: str = ""
    name: str = ""


def _address(message: EmailMessage, name: str) -> _Address:
    """The first address of a header."""
    try:
        header = message[name]
        first = header.addresses[0] if header is not None and header.addresses else None
        if first is None or not first.domain:
            return _Address(_clean(str(header or "")).strip('"')[:MAX_SENDER])
        address, shown = _clean(first.addr_spec), _clean(first.display_name)
    except _UNREADABLE:
        return _Address()
    address = address[-(MAX_SENDER - 3) :]
    room = MAX_SENDER - len(address) - 3
    written = f"{shown[:room]} <{address}>" if shown and room > 0 else address
    return _Address(written, address.rpartition("@")[2].lower(), shown[:room])


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _clean(str(message.get(name, "")))[:MAX_SUBJECT]
    except _UNREADABLE:
        return ""


def _raw_headers(message: Message) -> Iterator[tuple[str, str]]:
    for name, value in message.raw_items():
        yield name, str(value)


def _bodies(message: EmailMessage) -> Iterator[_Body]:
    """What is shown of a mail, part by part; of alternatives the richest, as mail programs choose."""
    try:
        if message.get_content_disposition() == "attachment":
            return
        kind = message.get_content_type()
        if message.is_multipart():
            children = list(message.iter_parts()) if kind.startswith("multipart/") else message.get_payload()
            found = [list(_bodies(cast(EmailMessage, child))) for child in cast(list[object], children)]
            if kind == "multipart/alternative":
                found = [next((bodies for bodies in reversed(found) if bodies), [])]
            for bodies in found:
                yield from bodies
            return
        content = _decoded(message) if kind in ("text/html", "text/plain") else ""
    except _UNREADABLE:
        return
    if kind == "text/html":
        yield _Body(*read_markup(content))
    elif content.strip():
        yield _Body(_clean(content, lines=True), tuple(_URL.findall(content)))


def _decoded(part: EmailMessage) -> str:
    """The text of a part in the character set that it claims, or in UTF-8; what does not fit becomes U+FFFD."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        known = codecs.lookup(charset).name
    except (LookupError, ValueError):
        known = ""
    # A label that lies: bytes beyond ASCII under "us-ascii" are read as what they most likely are.
    safe = known if known != "ascii" and _CHARSET.fullmatch(known) else "utf-8"
    return content.decode(safe, "replace")


def _fit(name: str, subject: str, bodies: list[_Body]) -> tuple[str, bool]:
    """Name, subject and bodies within the length that is checked, and whether they were cut; links of the rest stay."""
    # An address in the place of the name is no address of the sender, and must not be read as one.
    head = f"From: {name}\n" if subject and name and "@" not in name else ""
    head += f"Subject: {subject}\n\n" if subject else ""
    body = "\n\n".join(body.text for body in bodies if body.text.strip())
    if not body.strip() and not subject:
        raise MailError("it shows no text; what is in pictures and attachments is not read")
    if len(head) + len(body) <= MAX_TEXT:
        return (head + body).strip(), False
    start = body[: MAX_TEXT - len(head) - _MAX_LATE_TARGETS]
    late = dict.fromkeys(f"<{target}>" for item in bodies for target in item.targets if target not in start)
    rest = "\n".join(late)
    return f"{head}{start}\n\n{rest}"[:MAX_TEXT], True


def _clean(text: str, *, lines: bool = False) -> str:
    """Text without NUL and half characters, and on one line unless its lines are wanted."""
    text = text.replace("\0", "").encode("utf-8", "replace").decode()
    return text.replace("\r\n", "\n").replace("\r", "\n") if lines else " ".join(text.split())
