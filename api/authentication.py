"""Whether the receiver of a mail found that its From address is true: `Authentication-Results` (RFC 8601).

Anyone can write such a header, so only those count that carry the name of a receiver whom the caller trusts, and of
these only the topmost run: a receiver writes above what it received. The caller vouches that its receiver writes one on
every mail.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from authres import AuthenticationResultsHeader, AuthResError

from detector.links import registrable_domain

_HEADER = "authentication-results"
MAX_HEADER = 4000
MAX_HEADERS = 20


class Authentication(StrEnum):
    """What the trusted receiver found of the From address: `none` where it said nothing of it."""

    NONE = "none"
    PASS = "pass"  # noqa: S105 - a result
    FAIL = "fail"


class _Finding(NamedTuple):
    """A result of one method about one domain, "" where none is named."""

    method: str
    result: str
    domain: str


# Which property of a result names the domain that it is about.
_ABOUT = {"dmarc": ("from",), "dkim": ("d", "i"), "spf": ("mailfrom",)}
_FAILED = frozenset(("fail", "softfail", "hardfail"))


def authenticated(headers: Iterable[tuple[str, str]], from_domain: str, trusted: str) -> Authentication:
    """What a trusted receiver found of a From domain.

    `headers` are names and values from the top; `trusted` is the receiver's authserv-id, "" for nobody. DMARC decides;
    without it a DKIM signature or an SPF sender of the same registrable domain as From does.
    """
    if not trusted or not from_domain:
        return Authentication.NONE
    found = [item for item in _findings(headers, trusted.lower()) if _is_about(item, from_domain)]
    dmarc = {item.result for item in found if item.method == "dmarc"}
    if dmarc & {"pass", "fail"}:
        # Two results that contradict each other prove nothing.
        return Authentication.FAIL if "fail" in dmarc else Authentication.PASS
    results = {item.result for item in found}
    if "pass" in results:
        return Authentication.PASS
    return Authentication.FAIL if results & _FAILED else Authentication.NONE


def _findings(headers: Iterable[tuple[str, str]], trusted: str) -> Iterator[_Finding]:
    began = False
    tried = 0
    for name, value in headers:
        is_ours = name.lower() == _HEADER and tried < MAX_HEADERS
        tried += is_ours
        header = _parsed(value) if is_ours else None
        if header is not None and (header.authserv_id or "").lower() == trusted:
            began = True
            for result in header.results:
                yield _Finding(result.method.lower(), (result.result or "").lower(), _domain(result))
        elif began:
            return


def _parsed(value: str) -> AuthenticationResultsHeader | None:
    try:
        return AuthenticationResultsHeader.parse_value(" ".join(value[:MAX_HEADER].split()))
    except (AuthResError, RecursionError):
        return None


def _domain(result: object) -> str:
    named = {item.name.lower(): item.value for item in getattr(result, "properties", ()) if item.value}
    for name in _ABOUT.get(getattr(result, "method", "").lower(), ()):
        if name in named:
            return str(named[name]).rpartition("@")[2].strip('"').lower()
    return ""


def _is_about(finding: _Finding, from_domain: str) -> bool:
    if finding.method not in _ABOUT:
        return False
    if finding.method == "dmarc" and not finding.domain:
        return True
    return bool(finding.domain) and _owner(finding.domain) == _owner(from_domain.lower())


def _owner(domain: str) -> str:
    return registrable_domain(domain) or domain
