import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.check import MAX_BODY, is_json
from detector import Channel, Detector, Message

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_answer_is_the_verdict(client: TestClient, scam: str, lang: str) -> None:
    response = client.post(
        "/v1/check", json={"text": scam, "sender": "+63 917 555 0101", "channel": "sms", "lang": lang}
    )
    assert response.status_code == 200
    expected = Detector().check(Message(scam, "+63 917 555 0101", Channel.SMS)).to_dict("es" if lang == "es" else "en")
    assert response.json() == json.loads(json.dumps(expected))


def test_only_text_is_needed(client: TestClient, scam: str) -> None:
    assert client.post("/v1/check", json={"text": scam}).json()["decision"] == "smishing"


def test_genuine_notice(client: TestClient, notice: str) -> None:
    assert client.post("/v1/check", json={"text": notice, "sender": "28777"}).json()["decision"] == "genuine"


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=UTF-8", "application/merge+json"]
)
def test_json_content_types(client: TestClient, content_type: str) -> None:
    content = json.dumps({"text": "¿Dónde está mi paquete?"}, ensure_ascii=False).encode()
    assert client.post("/v1/check", content=content, headers={"Content-Type": content_type}).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
        "json",
        "text/json",
        "x/y+json",
        ";",
        "; charset=utf-8",
    ],
)
def test_other_content_types(content_type: str) -> None:
    assert not is_json(content_type)


@pytest.mark.parametrize(
    ("body", "status", "slug", "field", "pointer", "detail"),
    [
        ({"text": ""}, 422, "invalid-message", "text", "/text", "text: is empty; paste the message that you received"),
        (
            {"text": "...!"},
            422,
            "invalid-message",
            "text",
            "/text",
            "text: there is nothing to read in it; paste the message that you received",
        ),
        (
            {"text": "x" * 10_001},
            422,
            "invalid-message",
            "text",
            "/text",
            "text: is 10,001 characters long; at most 10,000 can be checked",
        ),
        (
            {"text": "x", "sender": "2" * 321},
            422,
            "invalid-message",
            "sender",
            "/sender",
            "sender: is 321 characters long; at most 320 can be checked",
        ),
        (
            {"text": "a\0b"},
            422,
            "invalid-message",
            "text",
            "/text",
            "text: has a NUL character at position 1; remove it",
        ),
        ({}, 422, "invalid-request", "text", "/text", "text: is missing"),
        ({"text": 7}, 422, "invalid-request", "text", "/text", "text: input should be a valid string"),
        ({"text": None}, 422, "invalid-request", "text", "/text", "text: input should be a valid string"),
        (
            {"text": "x", "channel": "fax"},
            422,
            "invalid-request",
            "channel",
            "/channel",
            "channel: input should be 'sms', 'imessage', 'email' or 'unknown'",
        ),
        ({"text": "x", "lang": "fr"}, 422, "invalid-request", "lang", "/lang", "lang: input should be 'en' or 'es'"),
        (
            {"text": "x", "sendr": "1"},
            422,
            "invalid-request",
            "sendr",
            "/sendr",
            "sendr: is not a known field; remove it",
        ),
        ({"text": "x", "a b/c": "1"}, 422, "invalid-request", "", "", "body: is not a known field; remove it"),
        ([], 422, "invalid-request", "", "", "body: must be one JSON object"),
    ],
)
def test_refused_bodies(
    client: TestClient, body: Any, status: int, slug: str, field: str, pointer: str, detail: str
) -> None:
    response = client.post("/v1/check", json=body)
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"]) == (status, status)
    assert problem["type"] == f"urn:postproof:problem:{slug}"
    assert (problem["field"], problem["pointer"], problem["detail"]) == (field, pointer, detail)


@pytest.mark.parametrize(
    ("content", "status", "slug"),
    [
        (b"", 422, "invalid-request"),
        (b'{"text":', 400, "malformed-json"),
        (b'{"text": "\xff"}', 400, "malformed-json"),
        (b"[" * 60_000, 400, "malformed-json"),
        (b"1" * 60_000, 400, "malformed-json"),
        (b'{"text": "\\ud800x"}', 422, "invalid-message"),
        (b"x" * (MAX_BODY + 1), 413, "body-too-large"),
    ],
)
def test_refused_bytes(client: TestClient, content: bytes, status: int, slug: str) -> None:
    response = client.post("/v1/check", content=content, headers=JSON)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == status
    assert response.json()["type"] == f"urn:postproof:problem:{slug}"
    assert "Traceback" not in response.text


def test_every_mistake_is_told(client: TestClient) -> None:
    problem = client.post("/v1/check", json={"text": 1, "lang": "fr", "more": 2}).json()
    assert [mistake["pointer"] for mistake in problem["errors"]] == ["/text", "/lang", "/more"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_methods(client: TestClient, method: str) -> None:
    response = client.request(method, "/v1/check")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("headers", "most_read"),
    [([], MAX_BODY // 1024 + 1), ([(b"content-length", b"1000000000")], 0)],
    ids=["in chunks", "with its length"],
)
def test_large_body_is_not_read_whole(app: FastAPI, headers: list[tuple[bytes, bytes]], most_read: int) -> None:
    read = 0
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1024, "more_body": read < 1000}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/check",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), *headers],
    }
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert read == most_read


def test_longest_message_fits(client: TestClient) -> None:
    content = json.dumps({"text": "𝐚" * 10_000, "sender": "𝐚" * 320}, ensure_ascii=False).encode()
    assert client.post("/v1/check", content=content, headers=JSON).status_code == 200
