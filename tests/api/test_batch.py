import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from starlette.testclient import TestClient

from api.app import create_app
from api.batch import MAX_BATCH, MAX_MESSAGES
from api.settings import Settings


def batch(client: TestClient, *messages: Any, **options: Any) -> list[dict[str, Any]]:
    content = json.dumps({"messages": messages, **options})
    response = client.post("/v1/check/batch", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    results: list[dict[str, Any]] = response.json()["results"]
    return results


def test_each_message_gets_what_check_gives(client: TestClient, scam: str, notice: str) -> None:
    messages = [{"text": scam, "sender": "+63 917 555 0101"}, {"text": notice, "sender": "28777", "channel": "sms"}]
    options = {"lang": "es", "profile": "gateway"}
    alone = [client.post("/v1/check", json=message | options).json() for message in messages]
    assert batch(client, *messages, **options) == [{"result": answer} for answer in alone]


@pytest.mark.parametrize(
    ("message", "pointer", "detail"),
    [
        ({"text": ""}, "/messages/1/text", "text: is empty; paste the message that you received"),
        (
            {"text": "x" * 10_001},
            "/messages/1/text",
            "text: is 10,001 characters long; at most 10,000 can be checked",
        ),
        ({"text": "x", "sender": "\0"}, "/messages/1/sender", "sender: has a NUL character at position 0; remove it"),
        (
            {"text": "\ud800"},
            "/messages/1/text",
            "text: has half of a character (a lone surrogate) at position 0; paste the text again",
        ),
        ({}, "/messages/1/text", "text: is missing"),
        ({"text": 7}, "/messages/1/text", "text: input should be a valid string"),
        ({"text": "x", "lang": "en"}, "/messages/1/lang", "lang: is not a known field; remove it"),
        ({"text": "x", "a b": "en"}, "/messages/1", "body: is not a known field; remove it"),
        ({"text": "x", "id": 7}, "/messages/1/id", "id: input should be a valid string"),
        ({"text": "x", "id": ""}, "/messages/1/id", "id: string should match pattern '^[!-~]{1,100}$'"),
        ({"text": "x", "id": "\ud800"}, "/messages/1/id", None),
        (7, "/messages/1", "messages: must be one JSON object"),
        (None, "/messages/1", "messages: must be one JSON object"),
    ],
)
def test_a_bad_message_spoils_no_other(
    client: TestClient, scam: str, message: Any, pointer: str, detail: str | None
) -> None:
    first, second, third = batch(client, {"text": scam}, message, {"text": "Hi mum"}, evidence=False)
    assert first["result"]["decision"] == "smishing"
    assert third["result"]["decision"] == "other"
    assert set(second) == {"problem"}
    assert second["problem"]["pointer"] == pointer
    assert second["problem"]["detail"] == detail or detail is None


def test_ids_are_told_again_in_order(client: TestClient) -> None:
    messages = [{"id": f"row-{number}", "text": "Hi mum" if number % 2 else ""} for number in range(40)]
    results = batch(client, *messages, evidence=False)
    assert [result["id"] for result in results] == [message["id"] for message in messages]
    assert ["problem" in result for result in results] == [number % 2 == 0 for number in range(40)]
    missing, named = batch(client, {"text": "Hi"}, {"id": "only id"[:4]})
    assert "id" not in missing
    assert named["id"] == "only"


@pytest.mark.parametrize(
    ("messages", "detail"),
    [
        ([], "messages: is empty; it needs at least one item"),
        ([{"text": "x"}] * 1001, "messages: has more than 1,000 items; send them in several requests"),
        ("x", "messages: input should be a valid list"),
    ],
)
def test_refused_batches(client: TestClient, messages: Any, detail: str) -> None:
    response = client.post("/v1/check/batch", json={"messages": messages})
    assert (response.status_code, response.json()["pointer"]) == (422, "/messages")
    assert response.json()["detail"] == detail


def test_the_largest_batch(client: TestClient) -> None:
    results = batch(client, *({"id": str(number), "text": "Hi mum"} for number in range(MAX_MESSAGES)), evidence=False)
    assert [result["id"] for result in results] == list(map(str, range(MAX_MESSAGES)))


def test_too_many_bytes(client: TestClient) -> None:
    response = client.post(
        "/v1/check/batch", content=b"x" * (MAX_BATCH + 1), headers={"Content-Type": "application/json"}
    )
    assert (response.status_code, response.json()["detail"]) == (
        413,
        "Send at most 4,194,304 bytes; JSON as UTF-8 and not as \\u escapes.",
    )


def test_no_form_but_json(client: TestClient) -> None:
    body = {"messages": [{"text": "Hi mum"}]}
    response = client.post("/v1/check/batch", json=body, headers={"Accept": "text/plain"})
    assert (response.status_code, response.json()["detail"]) == (406, "Accept application/json.")


def test_every_message_counts_against_the_limit() -> None:
    with TestClient(create_app(settings=Settings(anonymous_limit="5/minute"))) as client:
        body = {"messages": [{"text": "Hi mum"}] * 4}
        assert client.post("/v1/check/batch", json=body).status_code == 200
        assert client.post("/v1/check/batch", json=body).status_code == 429


def test_others_are_answered_meanwhile(app: FastAPI, scam: str) -> None:
    """The batch is still under way when requests that came after it are answered."""

    async def race() -> list[str]:
        done: list[str] = []
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:

            async def ask(name: str, path: str, body: dict[str, Any]) -> None:
                await client.post(path, json=body)
                done.append(name)

            many = asyncio.create_task(ask("batch", "/v1/check/batch", {"messages": [{"text": scam}] * 300}))
            await asyncio.sleep(0.02)
            for number in range(3):
                await ask(f"one {number}", "/v1/check", {"text": scam})
            await many
        return done

    assert asyncio.run(race()) == ["one 0", "one 1", "one 2", "batch"]
