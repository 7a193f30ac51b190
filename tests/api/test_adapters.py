from typing import Any

import pytest
from starlette.testclient import TestClient

PATH = "/v1/adapters/apple-message-filter"


def query(text: str, sender: str | None = "14085550001", **more: Any) -> dict[str, Any]:
    """What iOS sends."""
    return {"_version": 1, "query": {"sender": sender, "message": {"text": text}}, "app": {"version": "1.1"}, **more}


def test_a_scam_is_junk(client: TestClient, scam: str) -> None:
    response = client.post(PATH, json=query(scam), headers={"Content-Type": "application/json; charset=utf-8"})
    assert response.json() == {"action": "junk", "subAction": "none"}


def test_a_genuine_notice_is_allowed(client: TestClient, notice: str) -> None:
    assert client.post(PATH, json=query(notice, "28777")).json()["action"] == "allow"


@pytest.mark.parametrize("text", ["Hi mum, on my way", "", " ", "\0", "\U0001f4e6"])
def test_of_others_nothing_is_said(client: TestClient, text: str) -> None:
    assert client.post(PATH, json=query(text, None)).json() == {"action": "none", "subAction": "none"}


def test_a_long_text_is_checked_as_far_as_it_goes(client: TestClient, scam: str) -> None:
    assert client.post(PATH, json=query(scam + " and" * 4000, "1" * 400)).json()["action"] == "junk"


def test_fields_of_later_systems_are_ignored(client: TestClient, scam: str) -> None:
    assert client.post(PATH, json=query(scam, device={"country": "US"})).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (query("x") | {"_version": 2}, "/_version"),
        ({"_version": 1}, "/query"),
        ({"_version": 1, "query": {"sender": "1"}}, "/query/message"),
        (query("x") | {"version": 1, "query": []}, "/query"),
        ([], ""),
    ],
)
def test_refused(client: TestClient, body: Any, pointer: str) -> None:
    response = client.post(PATH, json=body)
    assert (response.status_code, response.json()["pointer"]) == (422, pointer)
