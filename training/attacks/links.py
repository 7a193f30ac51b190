"""Tricks on links: written so that they are no links, moved, or with more to them."""

import re
from collections.abc import Callable
from random import Random

from detector.message import Message
from training.attacks.attack import attack, in_spans, with_text

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_LINK = re.compile(r"(https?://)?([^/?#]+)(.*)", re.IGNORECASE | re.DOTALL)
_DOTS = ("[.]", "(.)", "[dot]", " (dot) ")
_QUERIES = ("utm_source=sms&utm_campaign=notice", "ref=txt", "sid=8f3a2c", "utm_medium=text&cid=a1b2c3")


@attack()
def defanged(message: Message, random: Random) -> Message:
    """Links are written as hxxps://usps[.]com or usps (dot) com."""
    dot = random.choice(_DOTS)
    return _in_links(message, lambda written: _defanged(written, dot))


@attack()
def link_last(message: Message, _: Random) -> Message:
    """The link stands at the end, below the text."""
    if len(message.links) != 1 or message.text.rstrip().endswith(message.quote(message.links[0].span)):
        return message
    span = message.links[0].span
    rest = f"{message.text[: span.start].rstrip()} {message.text[span.end :].lstrip()}".strip()
    return with_text(message, f"{rest}\n{message.quote(span)}") if rest else message


@attack()
def link_without_scheme(message: Message, _: Random) -> Message:
    """Links are written without "https://"."""
    return _in_links(message, lambda written: _SCHEME.sub("", written, count=1))


@attack()
def link_with_query(message: Message, random: Random) -> Message:
    """Links have a query that counts clicks."""
    return _in_links(message, lambda written: _queried(written, random.choice(_QUERIES)))


def _defanged(written: str, dot: str) -> str:
    scheme, host, path = _parts(written)
    return scheme.lower().replace("http", "hxxp") + host.replace(".", dot) + path


def _queried(written: str, query: str) -> str:
    _, _, path = _parts(written)
    if "#" in path:
        return written
    return written + ("&" if "?" in path else "?" if path else "/?") + query


def _parts(written: str) -> tuple[str, str, str]:
    """Scheme, host and the rest of a link as written; each may be empty."""
    match = _LINK.fullmatch(written)
    return (match[1] or "", match[2], match[3]) if match else ("", written, "")


def _in_links(message: Message, change: Callable[[str], str]) -> Message:
    return in_spans(message, (link.span for link in message.links), change)
