import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.testclient import TestClient

from api.app import create_app

CANARY = "canary7f3a"
BIG = CANARY * 20_000


async def _fault(request: Request) -> None:
    raise RuntimeError((await request.body()).decode())


async def _late_fault() -> StreamingResponse:
    async def content() -> AsyncIterator[str]:
        yield "begun"
        raise RuntimeError(CANARY)

    return StreamingResponse(content())


@pytest.fixture(scope="module")
def faulty() -> FastAPI:
    """The service with routes that fail with the text in their error."""
    app = create_app()
    app.add_api_route("/fault", _fault, methods=["POST"])
    app.add_api_route("/late-fault", _late_fault)
    return app


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("POST", "/v1/check", {"json": {"text": f"Hello {CANARY}", "sender": CANARY}}, 200),
        ("POST", "/v1/check", {"json": {"text": f"{CANARY}\0", "sender": CANARY}}, 422),
        ("POST", "/v1/check", {"json": {"text": {CANARY: CANARY}}}, 422),
        ("POST", "/v1/check", {"json": {"text": CANARY, "channel": CANARY}}, 422),
        ("POST", "/v1/check", {"json": {"text": CANARY, f"{CANARY} {CANARY}": 1}}, 422),
        ("POST", "/v1/check", {"json": CANARY}, 422),
        ("POST", "/v1/check", {"content": f'{{"text": {CANARY}', "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/v1/check", {"json": {"text": BIG}}, 413),
        ("POST", "/v1/check", {"content": CANARY, "headers": {"Content-Type": f"text/{CANARY}"}}, 415),
        ("POST", f"/v1/check?text={CANARY}", {"json": {"text": CANARY}}, 200),
        ("POST", "/", {"data": {"text": f"Hello {CANARY}", "sender": CANARY}}, 200),
        ("POST", "/", {"data": {"text": f"{CANARY}\0"}}, 422),
        ("POST", "/", {"data": {"text": BIG}}, 413),
        ("POST", "/", {"content": CANARY}, 415),
        ("GET", f"/?text={CANARY}&lang={CANARY}", {}, 200),
        ("GET", f"/{CANARY}", {}, 404),
        ("GET", f"/static/{CANARY}", {}, 404),
        ("GET", f"/healthz?{CANARY}", {"headers": {"User-Agent": CANARY, "Referer": CANARY}}, 200),
        ("GET", f"/readyz?{CANARY}", {}, 200),
        ("GET", f"/docs?{CANARY}", {}, 200),
        ("GET", f"/openapi.json?{CANARY}", {}, 200),
        (CANARY.upper(), "/", {}, 405),
        ("POST", "/fault", {"content": CANARY}, 500),
        ("POST", "/fault", {"content": CANARY, "headers": {"Accept": "text/html"}}, 500),
    ],
)
def test_log_holds_nothing_that_was_sent(
    faulty: FastAPI,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    method: str,
    path: str,
    sent: dict[str, Any],
    status: int,
) -> None:
    # The test's own client logs the address that it asks for.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    with caplog.at_level(logging.DEBUG):
        response = TestClient(faulty).request(method, path, **sent)
    assert response.status_code == status
    written = "\n".join([caplog.text, *capfd.readouterr(), *(str(vars(record)) for record in caplog.records)])
    assert "postproof.api" in written
    assert CANARY not in written.lower()
    if status >= 400 and path == "/v1/check":
        assert CANARY not in response.text


def test_fault_is_told_by_kind_and_place(faulty: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "postproof.api"):
        response = TestClient(faulty).post("/fault", content="x")
    assert response.json()["type"] == "urn:postproof:problem:internal-error"
    assert "Traceback" not in response.text
    assert caplog.messages[0].startswith("RuntimeError at ")
    assert "test_journal.py" in caplog.messages[0]


def test_fault_of_a_response_that_began(faulty: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "postproof.api"):
        response = TestClient(faulty).get("/late-fault")
    assert response.text == "begun"
    assert "RuntimeError at " in caplog.text
    assert CANARY not in caplog.text


def test_client_that_leaves_is_no_fault(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pytest.fail(f"answered {message} to nobody")

    form = (b"content-type", b"application/x-www-form-urlencoded")
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [form]}
    with caplog.at_level(logging.INFO, "postproof.api"):
        asyncio.run(app(scope, receive, send))
    assert caplog.messages[0] == "the client left before its request was whole"
    assert caplog.messages[1].startswith("POST / 0 ")


@pytest.mark.parametrize(
    ("method", "path", "line"),
    [
        ("GET", "/?lang=es", "GET / 200"),
        ("HEAD", "/healthz", "HEAD /healthz 200"),
        ("GET", "/static/page.css", "GET /static 200"),
        ("GET", "/secret", "GET unknown 404"),
        ("BREW", "/", "other / 405"),
    ],
)
def test_one_line_a_request(
    client: TestClient, caplog: pytest.LogCaptureFixture, method: str, path: str, line: str
) -> None:
    with caplog.at_level(logging.INFO, "postproof.api"):
        client.request(method, path)
    lines = [record.getMessage() for record in caplog.records if record.name == "postproof.api"]
    assert len(lines) == 1
    assert lines[0].startswith(f"{line} ")
