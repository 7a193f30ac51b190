"""What a person sees of an HTML mail, with the true target of each link after its words: `text <https://target>`.

The markup is read as a stream by lxml's HTML tokenizer, in linear time and without building a tree: trees of HTML grow
without bound from small input, by depth and by formatting that is carried on. Nothing is ever fetched.
"""

import re
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from detector.fold import visible
from detector.links import find_addresses

MAX_MARKUP = 500_000
MAX_TARGET = 2048
_CHUNK = 65_536
_UNSEEN = frozenset(("head", "script", "style", "template", "title"))
_BLOCKS = frozenset(
    """address article aside blockquote br center div dd dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main
    nav ol p pre section table tr ul""".split()
)
_SPACED = frozenset(("td", "th", "option", "button"))
# What hides an element, as the last declaration of its property says.
_HIDING = {
    "display": re.compile(r"none"),
    "visibility": re.compile(r"hidden|collapse"),
    "opacity": re.compile(r"0*(?:\.0*)?%?"),
    "font-size": re.compile(r"0*(?:\.0*)?(?:px|pt|em|rem|%)?"),
}
_BLANK = re.compile(r"[\s\u00a0]+")
_LINES = re.compile(r" ?\n[ \n]*\n ?")


class Shown(NamedTuple):
    """The visible text with the links' targets in it, and those targets; whether it hides text or disguises a link.

    A disguised link shows the address of one host and leads to that of another owner.
    """

    text: str
    targets: tuple[str, ...]
    hides: bool
    disguises: bool


def read_markup(markup: str) -> Shown:
    """What is seen of an HTML text; beyond `MAX_MARKUP` characters nothing is read."""
    reader = _Reader()
    # Without `huge_tree` what lies deeper than 255 elements would be dropped, and browsers show it.
    parser = etree.HTMLParser(target=reader, huge_tree=True, encoding="utf-8")
    source = markup[:MAX_MARKUP].replace("\0", "").encode("utf-8", "replace")
    for start in range(0, len(source), _CHUNK):
        parser.feed(source[start : start + _CHUNK])
    if not source.strip():
        return Shown("", (), hides=False, disguises=False)
    parser.close()
    return reader.shown()


class _Reader:
    """Target of the tokenizer's events: start, end and text of elements, in their order."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.targets: dict[str, None] = {}
        self.base = ""
        self.unseen: list[bool] = []
        self.hidden = 0
        self.skipped = 0
        self.link = ""
        self.link_start = 0
        self.form = ""
        self.hides = self.disguises = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; each that begins also ends, the tokenizer sees to it."""
        unseen = tag in _UNSEEN
        hidden = not unseen and _is_hidden(attributes)
        self.unseen.append(unseen or hidden)
        self.skipped += unseen
        self.hidden += hidden
        self._break(tag)
        if tag == "base" and not self.base:
            self.base = attributes.get("href", "")
        elif tag in ("a", "area"):
            self._end_link()
            self.link = self._target(attributes.get("href") or attributes.get("xlink:href") or "")
            self.link_start = len(self.pieces)
        elif tag == "form":
            self.form = self._target(attributes.get("action") or "")
        elif tag == "img":
            self.data(attributes.get("alt", ""))
        elif tag == "input" and attributes.get("type", "").lower() in ("submit", "button"):
            self.data(attributes.get("value", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in ("a", "area"):
            self._end_link()
        elif tag == "form" and self.form:
            self._tell(self.form)
            self.form = ""
        self._break(tag)
        if self.unseen and self.unseen.pop():
            if tag in _UNSEEN:
                self.skipped -= 1
            else:
                self.hidden -= 1

    def data(self, text: str) -> None:
        """Text, as much as is seen of it."""
        if self.skipped:
            return
        if self.hidden:
            self.hides = self.hides or any(map(str.isalnum, text))
            return
        self.pieces.append(_BLANK.sub(" ", text))

    def comment(self, text: str) -> None:
        """A comment, which nobody sees."""

    def close(self) -> None:
        """The end of the text."""
        self._end_link()

    def shown(self) -> Shown:
        """All that was seen."""
        text = _LINES.sub("\n\n", re.sub(r" {2,}", " ", "".join(self.pieces)))
        return Shown(text.strip(), tuple(self.targets), self.hides, self.disguises)

    def _break(self, tag: str) -> None:
        if not self.skipped and not self.hidden:
            if tag in _BLOCKS:
                self.pieces.append("\n")
            elif tag in _SPACED:
                self.pieces.append(" ")

    def _target(self, written: str) -> str:
        """An address as a browser reads it; "" for one that leads nowhere but within the mail."""
        address = re.sub(r"[\t\n\r]", "", written.strip("".join(map(chr, range(33)))))[:MAX_TARGET]
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE)
        if not scheme or scheme[0].lower() in ("http:", "https:"):
            address = address.replace("\\", "/")
        with suppress(ValueError):  # a host in broken brackets is told as it is written
            address = urljoin(self.base, address) if self.base else address
        if address.startswith("//"):
            address = f"https:{address}"
        if address.startswith("#") or ":" not in address:
            return ""
        address = (
            address.removeprefix("mailto:").partition("?")[0] if address.lower().startswith("mailto:") else address
        )
        return address.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")

    def _end_link(self) -> None:
        if not self.link:
            return
        words = "".join(self.pieces[self.link_start :]).strip()
        target, self.link = self.link, ""
        if _bare(words) == _bare(target):
            self.targets[target] = None
            return
        self.disguises = self.disguises or _disguises(words, target)
        self._tell(target)

    def _tell(self, target: str) -> None:
        # Told even where the element is hidden: a style sheet may show it after all.
        self.targets[target] = None
        self.pieces.append(f" <{target}> ")


def _is_hidden(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if not style:
        return False
    values: dict[str, tuple[bool, str]] = {}
    for declaration in style.lower().split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        word, _, important = value.partition("!")
        if name in _HIDING and (important or not values.get(name, (False, ""))[0]):
            values[name] = (bool(important), word.strip())
    return any(value and _HIDING[name].fullmatch(value) for name, (_, value) in values.items())


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address.lower()).rstrip("/")


def _disguises(words: str, target: str) -> bool:
    """Whether the words show the host of one owner, and the target is that of another."""
    shown, _ = find_addresses(visible(words[:MAX_TARGET]))
    true, _ = find_addresses(visible(target))
    owners = {link.registrable_domain or link.host for link in true}
    return any((link.registrable_domain or link.host) not in owners for link in shown)
