import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.check import MAX_BODY, is_json
from api.schema import CheckRequest
from api.settings import Settings
from api.wire import told
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
        (
            {"text": "x", "profile": "bank"},
            422,
            "invalid-request",
            "profile",
            "/profile",
            "profile: input should be 'consumer', 'gateway' or 'analyst'",
        ),
        (
            {"text": "x", "thresholds": {"smishing": 2, "genuine": 1, "other": 1}},
            422,
            "invalid-request",
            "smishing",
            "/thresholds/smishing",
            "smishing: input should be less than or equal to 1",
        ),
        (
            {"text": "x", "thresholds": {"smishing": 1, "genuine": 1, "other": 1, "spam": 1}},
            422,
            "invalid-request",
            "spam",
            "/thresholds/spam",
            "spam: is not a known field; remove it",
        ),
        (
            {"text": "x", "profile": "gateway", "thresholds": {"smishing": 1, "genuine": 1, "other": 1}},
            422,
            "invalid-request",
            "thresholds",
            "/thresholds",
            "thresholds: cannot go with a profile; leave one of the two out",
        ),
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


ALWAYS = {"smishing": 0, "genuine": 0, "other": 0}
NEVER = {"smishing": 1, "genuine": 1, "other": 1}


@pytest.mark.parametrize(
    ("text", "options", "decision"),
    [
        ("Hi mum", {}, "other"),
        ("Hi mum", {"profile": "consumer"}, "other"),
        ("Hi mum", {"thresholds": ALWAYS}, "smishing"),
        ("Hi mum", {"thresholds": NEVER}, "uncertain"),
        ("Hi mum", {"thresholds": NEVER | {"other": 0}}, "other"),
    ],
)
def test_thresholds_decide(client: TestClient, text: str, options: dict[str, Any], decision: str) -> None:
    answer = client.post("/v1/check", json={"text": text, **options}).json()
    assert answer["decision"] == decision
    assert (answer["question"] is not None) == (decision == "uncertain")
    plain = client.post("/v1/check", json={"text": text}).json()
    assert (answer["probabilities"], answer["evidence"]) == (plain["probabilities"], plain["evidence"])


def test_evidence_is_left_out(client: TestClient, scam: str) -> None:
    whole = client.post("/v1/check", json={"text": scam}).json()
    short = client.post("/v1/check", json={"text": scam, "evidence": False}).json()
    assert short == {name: value for name, value in whole.items() if name != "evidence"}


@pytest.mark.parametrize(
    ("lang", "header", "language"),
    [(None, "es-MX,en;q=0.5", "es"), ("en", "es", "en"), ("es", "en", "es"), (None, "", "en"), (None, "fr", "en")],
)
def test_language_of_the_sentences(client: TestClient, scam: str, lang: str | None, header: str, language: str) -> None:
    response = client.post("/v1/check", json={"text": scam, "lang": lang}, headers={"Accept-Language": header})
    assert response.headers["content-language"] == language
    assert response.json()["headline"].startswith("Estafa" if language == "es" else "Scam")
    assert response.headers["vary"] == "Accept, Accept-Language"


def test_two_lines(client: TestClient, scam: str) -> None:
    response = client.post("/v1/check", json={"text": scam}, headers={"Accept": "text/plain"})
    whole = client.post("/v1/check", json={"text": scam}).json()
    headline, reason = response.text.splitlines()
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert headline == whole["headline"]
    assert reason in {item["title"] for item in whole["evidence"] if item["log_odds"] > 0 and item["spans"]}


def test_two_lines_of_advice_where_it_is_uncertain(client: TestClient) -> None:
    body = {"text": "Hi mum", "thresholds": NEVER, "lang": "es"}
    response = client.post("/v1/check", json=body, headers={"Accept": "text/plain"})
    assert response.text.splitlines()[1] == client.post("/v1/check", json=body).json()["advice"][0]


def test_no_other_form(client: TestClient, scam: str) -> None:
    response = client.post("/v1/check", json={"text": scam}, headers={"Accept": "image/png"})
    assert (response.status_code, response.json()["detail"]) == (406, "Accept application/json or text/plain.")


def test_packed_bodies_are_not_unpacked(client: TestClient, scam: str) -> None:
    response = client.post("/v1/check", json={"text": scam}, headers={"Content-Encoding": "gzip"})
    assert response.status_code == 415


def test_coarse_answers_tell_little(app: FastAPI, client: TestClient, scam: str) -> None:
    answer = told(Detector().check(Message(scam)), CheckRequest(text=scam), "en", coarse=True)
    assert answer["coarse"] is True
    assert "evidence" not in answer
    for shares in (answer["probabilities"], *(change["probabilities"] for change in answer["counterfactuals"])):
        assert all(round(10 * share) == 10 * share for share in shares.values())
        assert sum(shares.values()) == 1
    assert "coarse" not in client.post("/v1/check", json={"text": scam}).json()
    with TestClient(create_app(settings=Settings(coarse_anonymous=True))) as anonymous:
        assert anonymous.post("/v1/check", json={"text": scam}).json() == answer
        (result,) = anonymous.post("/v1/check/batch", json={"messages": [{"text": scam}]}).json()["results"]
        assert result == {"result": answer}
