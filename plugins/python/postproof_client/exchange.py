"""One exchange with the service: what is sent for a call, and what becomes of the answer."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import cast

import httpx2

from postproof_client.answers import Problem
from postproof_client.errors import PostproofError, UnexpectedAnswerError, refused
from postproof_client.questions import Answer, Call

NAME = f"postproof-client/{version('postproof-client')}"
_OURS = "urn:postproof:problem:"


def address_of(address: str) -> str:
    """An address without a final slash. Raises `ValueError`."""
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        url = httpx2.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise ValueError("address: must be that of a Postproof service, as https://postproof.example.org")
    return str(url).rstrip("/")


def headers_of(key: str | None) -> dict[str, str]:
    """What goes with every request. Raises `ValueError`, which does not repeat the key."""
    if key is None:
        return {"User-Agent": NAME}
    if not key or not (key.isascii() and key.isprintable()) or " " in key:
        raise ValueError("key: must be visible ASCII characters; give None to ask without a key")
    return {"User-Agent": NAME, "Authorization": f"Bearer {key}"}


def request_of(http: httpx2.Client | httpx2.AsyncClient, address: str, call: Call[Answer]) -> httpx2.Request:
    """The request for a call."""
    return http.build_request(
        call.method, address + call.path, content=call.content or None, headers=call.headers, params=call.params
    )


def outcome_of(response: httpx2.Response, call: Call[Answer], address: str) -> Answer | PostproofError:
    """What a response gives: the answer, or the error that it stands for. Neither it nor a cause holds the request."""
    if not response.is_success:
        problem = _problem(response)
        if problem is not None:
            return refused(problem, seconds_of(response.headers.get("retry-after")))
    else:
        try:
            return call.read(response.content)
        except (ValueError, RecursionError):
            pass
    status = response.status_code
    return UnexpectedAnswerError(f"{address} answered {status}, but not as Postproof does: check the address", status)


def seconds_of(retry_after: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, which is a number or a date; None where it says nothing."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _problem(response: httpx2.Response) -> Problem | None:
    """The problem that the service tells; whatever else answers may repeat what it was sent, and is not told."""
    try:
        told = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not str(told.get("type")).startswith(_OURS):
        return None
    whole = isinstance(told.get("title"), str) and isinstance(told.get("detail"), str)
    return cast("Problem", told | {"status": response.status_code}) if whole else None
