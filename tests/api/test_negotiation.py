import pytest
from fastapi import Request

from api.negotiation import JSON, TEXT, accepted
from api.problems import ProblemError


def asking(accept: str | None) -> Request:
    headers = [] if accept is None else [(b"accept", accept.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, JSON),
        ("", JSON),
        (" , ", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/*", JSON),
        ("text/plain", TEXT),
        ("text/plain; charset=utf-8", TEXT),
        ("text/*", TEXT),
        ("TEXT/PLAIN", TEXT),
        ("text/plain, application/json", JSON),
        ("text/plain, application/json;q=0.9", TEXT),
        ("text/plain;q=0.2, application/json;q=0.1", TEXT),
        ("text/plain;q=0.2, */*;q=0.8", JSON),
        ("text/html, text/plain;q=0.1", TEXT),
        ("text/plain;q=0, */*", JSON),
        # What cannot be read is no wish.
        ("plain", JSON),
        ("text/plain/" * 500, JSON),
    ],
)
def test_accepted(accept: str | None, form: str) -> None:
    assert accepted(asking(accept), TEXT, JSON) == form


@pytest.mark.parametrize("accept", ["image/png", "text/html", "*/*;q=0", "text/plain;q=0, application/json;q=0"])
def test_nothing_is_accepted(accept: str) -> None:
    with pytest.raises(ProblemError) as raised:
        accepted(asking(accept), TEXT, JSON)
    assert raised.value.kind.status == 406
