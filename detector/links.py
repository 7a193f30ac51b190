"""Find the links and e-mail addresses of a text and take each apart, without ever contacting one.

Also finds what people and scammers write instead of a link: `hxxp://`, `usps[.]com`, `usps (dot) com`, a space
before the ending. Domains follow the public suffix list packaged with `publicsuffixlist`.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from publicsuffixlist import PublicSuffixList

from detector.fold import Folded, replace
from detector.span import Span


class Link(NamedTuple):
    """A link as written, taken apart.

    `host` is lower case, without user information and port, as a browser reads it (punycode is decoded);
    `registrable_domain` is the part somebody registered ("" for an IP address); `subdomain` is what stands before
    it, `suffix` its public suffix; `path` is everything from the first slash, query or fragment on.
    `userinfo` is what stood before an "@"; `broken` says that a space was written inside the address.
    """

    host: str
    registrable_domain: str
    subdomain: str
    suffix: str
    path: str
    span: Span
    userinfo: str = ""
    broken: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether the host is a number (an IP address in any notation) instead of a name."""
        return not self.registrable_domain and _NUMERIC_HOST.fullmatch(self.host) is not None

    def within(self, domains: frozenset[str]) -> bool:
        """Whether the host is one of these domains or lies below one."""
        return self.registrable_domain in domains or not domains.isdisjoint(_domains_above(self.host))


class EmailAddress(NamedTuple):
    """An e-mail address in lower case, its domain, and where it stands."""

    value: str
    domain: str
    span: Span


# What each address, and each way of defanging one, holds somewhere. Patterns that begin with a plain character, or with
# a choice of them, are looked for at these characters alone, so several such are quicker than one for all.
_DOTTED = re.compile(r"\.[\s\])}>]{0,2}[^\W_]")
_DEFANGED_SIGNS = ("dot", "punto", "xxp", "**p")
_DEFANGED_FORMS = (
    re.compile(r"[\[({<]\s?(?:\.|dot|punto)"),
    re.compile(r"\.(?:(?<=\s\.)|\s(?:[a-z]{2,4}[/-]|(?<=www\.\s)))"),
    re.compile(r"http(?!s?://[^\s/])"),
)
# What stands in each run without a gap that holds an address.
_IN_ADDRESS = re.compile(r"\.[^\W_]|//|\[")
_GAP = re.compile(r"\s")
# What each alternative begins with is asked first, which spares trying them all at every character. An ordinary
# "http://" is left alone, so that most texts stay as they are.
_DEFANGED = re.compile(
    r"""
    (?=[h\s\[({<.])(?:
      (?P<scheme>\bh(?!ttps?://[^\s/])(?:xx|\*\*|tt)p(?P<s>s?)\s?:\s?/{1,3}\s?)
    | (?P<dot>\s?[\[({<]{1,2}\s?(?:\.|dot|punto)\s?[\])}>]{1,2}\s?
        |(?<=\w)\sdot\s(?=(?:com|top|info|net|org|us|vip|xyz)\b))
    | (?P<space>(?<=\w)\s\.\s?
          (?=(?:com|top|info|net|org|vip|xyz|cc|icu|shop|online|us|life|lol|store|claims|site|club|zone)\b|ly/)
        | (?<=\w)\.\s(?=com[/-]|(?:top|vip|xyz|cc|info|net|us)/) | (?<=\bwww)\s?\.\s)
    )
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(
    r"""
    (?<![\w@.%+-])
    (?P<scheme>https?:/{1,3}|//)?
    (?P<userinfo>(?:[^\s/@?\#<>"'()\[\],;]{1,200}+@){1,4})?
    (?P<host>\d{1,3}(?:\.\d{1,3}){3}(?![\w-])|\[[0-9a-f:.]{2,45}\]|(?:[^\W_][\w-]{0,62}+\.)+[^\W_][\w-]{1,62}+|(?<=//)[^\W_][\w-]{2,62}+)
    (?P<port>:\d{2,5}\b)?
    (?P<path>[/?\#][^\s<>"'|]{0,2048}+)?
    """,
    re.VERBOSE,
)
_MAX_HOST = 253  # the longest name that DNS resolves; a longer one leads nowhere
_TRAILING = ".,;:!?)]}'\"*_"
# Endings that are also words: "tomorrow.My", "is.it", "go.to"; such a bare pair is a link only with more to it.
_WORDLIKE_SUFFIXES = frozenset(
    """in is it so me my no to be am us at do de es la se al as by ms mr st pm id if an pa re one now today how here
    call post mail date life live work love food news fun cool best men mom page name show sale care team read pay
    black red blue pink zip mov md sh py rs pl cat doc help host space world fit fan win new game games land school
    job jobs train energy cab you are can day may dad eat car moe ong bar buy sex got and meet like onion ice xxx
    click link boo gay hot hair baby band beer bet bio case""".split()
)

# What stands before a link that somebody is to follow: "pay at", "here:", ">>", "(".
_POINTS_AT = re.compile(r"(?:[:>→)(]|\b(?:at|to|en|visit|site|link|here|aqui|via|go|see|check|por))\s{0,2}$")
_NUMERIC_HOST = re.compile(r"[\d.]+|0x[0-9a-f.x]+|\[[0-9a-f:.]+\]")
_FOUR_NUMBERS = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}")
_LETTERS_AND_DIGITS = re.compile(r"[a-z]\d|\d[a-z]")


def find_addresses(text: Folded, written: str = "") -> tuple[tuple[Link, ...], tuple[EmailAddress, ...]]:
    """Every link and every e-mail address of a visible text (see `detector.fold.visible`), each in order.

    The user information of a link is no e-mail address. `written` is the text as it was written: its capitals tell
    the end of a sentence ("is here.Track it") from a link.
    """
    if not (_DOTTED.search(text.text) or "//" in text.text or "xxp" in text.text or "dot" in text.text):
        return (), ()
    armed, broken_at = _rearm(text)
    found = tuple(_read(armed, broken_at, written))
    links = tuple(address for address in found if isinstance(address, Link))
    return links, tuple(address for address in found if isinstance(address, EmailAddress))


def _rearm(text: Folded) -> tuple[Folded, tuple[int, ...]]:
    """Undo defanging; also tells where in the original an address was broken by a space."""
    if not _may_be_defanged(text.text):
        return text, ()
    changes = []
    broken_at = []
    for match in _DEFANGED.finditer(text.text):
        if match.lastgroup == "space":
            broken_at.append(text.original(match.start(), match.end())[0])
        changes.append((match.start(), match.end(), f"http{match['s']}://" if match["scheme"] else "."))
    return replace(text, changes), tuple(broken_at)


def _may_be_defanged(text: str) -> bool:
    return any(sign in text for sign in _DEFANGED_SIGNS) or any(form.search(text) for form in _DEFANGED_FORMS)


def _read(text: Folded, broken_at: tuple[int, ...], written: str) -> Iterator[Link | EmailAddress]:
    for match in _addresses(text.text):
        host, path = match["host"], (match["path"] or "").rstrip(_TRAILING)
        if len(host) > _MAX_HOST:
            continue
        userinfo = (match["userinfo"] or "").removesuffix("@")
        start, end = text.original(match.start(), match.end("port") if match["port"] else match.end("host"))
        if path:
            end = text.original(match.start(), match.start("path") + len(path))[1]
        is_link = bool(match["scheme"] or match["port"] or (userinfo and path and _has_domain(userinfo)))
        if userinfo and not is_link:
            if _split(host)[1]:
                local = re.split("[:@]", userinfo)[-1]
                start = text.original(match.end("userinfo") - 1 - len(local), match.end())[0]
                yield EmailAddress(f"{local}@{host}", host, Span("text", start, end))
            continue
        subdomain, registrable_domain, suffix = _split(host)
        nameless = host.strip("[]").replace(".", "").replace(":", "").isalnum() and not registrable_domain
        if registrable_domain and not is_link and not _ends_sentence(written[start:end], path):
            pointed_at = bool(_POINTS_AT.search(text.text, max(0, match.start() - 12), match.start()))
            is_link = _is_bare_link(host, suffix, path, pointed_at)
        elif nameless and len(path) > 1 and _FOUR_NUMBERS.fullmatch(host):
            is_link = True
        if is_link and (registrable_domain or nameless):
            broken = any(start <= at < end for at in broken_at)
            span = Span("text", start, end)
            yield Link(_decoded(host), registrable_domain, subdomain, suffix, path, span, userinfo, broken)


def _addresses(text: str) -> Iterator[re.Match[str]]:
    """What may be an address, looked for in the runs without a gap that hold a sign of one."""
    end = 0
    while sign := _IN_ADDRESS.search(text, end):
        at = sign.start()
        # The bar stands for the sign, so that there is a last piece even where a gap is right before it.
        start = at + 1 - len(f"{text[end:at]}|".rsplit(None, 1)[-1])
        gap = _GAP.search(text, at)
        end = gap.start() if gap else len(text)
        yield from _ADDRESS.finditer(text, start, end)


def _ends_sentence(written: str, path: str) -> bool:
    """Whether a sentence ends and the next begins with a capital: "arriving.Toyota Camry"."""
    name, _, ending = written.rpartition(".")
    capital = ending[:1].isupper() and (ending[1:].islower() or len(ending) > 4)
    return not path and name.isalpha() and name[:1].islower() and capital


def _is_bare_link(host: str, suffix: str, path: str, pointed_at: bool) -> bool:
    """Whether two words joined by a dot are a link rather than the end of one sentence and the start of the next."""
    if host.startswith("www.") or suffix not in _WORDLIKE_SUFFIXES or len(path) > 1:
        return True
    before = host.removesuffix(f".{suffix}")
    if pointed_at and len(before) > 5 and (len(suffix) > 2 or suffix in ("me", "us")):
        return True
    return "-" in before or "usps" in before or ".com" in before or bool(_LETTERS_AND_DIGITS.search(before))


@lru_cache(maxsize=1024)
def _domains_above(host: str) -> frozenset[str]:
    """The host and the domains above it, of two labels at least."""
    labels = host.split(".")
    return frozenset(".".join(labels[at:]) for at in range(len(labels) - 1))


def _has_domain(text: str) -> bool:
    return bool(_split(text)[1])


def _decoded(host: str) -> str:
    """The host with punycode labels as the letters they stand for."""
    if "xn--" not in host:
        return host
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


@cache
def _suffixes() -> PublicSuffixList:
    """The public suffix list, without the domains that companies let out."""
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=4096)
def _split(host: str) -> tuple[str, str, str]:
    """Subdomain, registrable domain and public suffix; all empty where there is no such suffix."""
    domain = _suffixes().privatesuffix(host)
    if not domain:
        return "", "", _suffixes().publicsuffix(host) or ""
    # It is one label and the suffix.
    return host.removesuffix(domain).rstrip("."), domain, domain.partition(".")[2]


def registrable_domain(host: str) -> str:
    """The part of a host that somebody registered, or "" where there is none."""
    return _split(host.lower())[1]
