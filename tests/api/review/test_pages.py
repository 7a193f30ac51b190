"""The pages of the review by HTTP: who is let in, and what a page says where something is gone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from api.app import create_app
from api.keys import hash_of, make_key
from api.review.intake import Intake
from api.review.numbers import numbers
from api.scopes import Scope
from api.settings import Settings
from api.store import Database, Keys, Report
from tests.api.review.conftest import DETECTOR, NOW, SCAM, Sender, campaigns


@pytest.fixture
def signed(database: Database, send: Sender) -> Iterator[tuple[TestClient, str]]:
    secret, row = make_key("ana", [Scope.REVIEW])
    Keys(database).add(row)
    send(SCAM)
    settings = Settings(database_url=database.url.render_as_string(hide_password=False), anonymous_limit="1000/minute")
    with TestClient(create_app(DETECTOR, settings), base_url="https://testserver") as client:
        yield client, secret


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


def test_signing_in_and_out(signed: tuple[TestClient, str], database: Database) -> None:
    client, secret = signed
    assert "Sign in to review" in client.get("/review").text
    assert client.post("/review/sign-in", data={"key": "postproof_x"}).status_code == 403
    assert client.post("/review/sign-in", json={"key": secret}).status_code == 415
    done = client.post("/review/sign-in", data={"key": f" {secret} "}, follow_redirects=False)
    cookie = done.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "secure", "samesite=strict", "path=/review"))
    assert secret not in cookie
    page = client.get("/review").text
    assert SCAM.split("https")[0].strip() in re.sub(r"<[^>]*>", "", page)
    assert "set-cookie" not in client.get("/").headers
    form = {name: field(page, name) for name in ("csrf", "campaign", "seen")} | {
        "do": "smishing",
        "back": "",
        "at": "0",
    }
    assert client.post("/review/decide", data=form | {"csrf": "x"}).status_code == 403
    assert campaigns(database)[0].state == "open"
    assert client.post("/review/decide", data=form | {"do": "nothing"}).status_code == 400
    assert "Accepted." in client.post("/review/decide", data=form).text
    assert "Nothing was changed" in client.post("/review/decide", data=form | {"campaign": "999"}).text
    client.post("/review/sign-out", data={"csrf": form["csrf"]})
    assert "Sign in to review" in client.get("/review").text


def test_a_session_is_nobody_elses(signed: tuple[TestClient, str]) -> None:
    client, secret = signed
    client.cookies.set("postproof_review", "chosen-by-somebody-else", domain="testserver.local", path="/review")
    assert "Sign in to review" in client.get("/review").text
    foreign = client.post("/review/sign-in", data={"key": secret}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403 and "set-cookie" not in foreign.headers
    given = [
        client.post("/review/sign-in", data={"key": secret}, follow_redirects=False).cookies["postproof_review"]
        for _ in range(2)
    ]
    assert len({*given, "chosen-by-somebody-else"}) == 3


@pytest.mark.parametrize("path", ["/review", "/review/train", "/review/drift"])
def test_every_page_has_the_policy_of_the_others(reviewing: TestClient, path: str) -> None:
    answers = [reviewing.get(path), reviewing.get("/")]
    first, second = (answer.headers["content-security-policy"] for answer in answers)
    assert first == second and "unsafe" not in first
    assert answers[0].headers["cache-control"] == "no-store"
    markup = re.sub(r"<(?:script|link)[^>]*/static/[^>]*>", "", answers[0].text)
    assert not re.search(r"<script|<style| style=| on\w+=", markup)


@pytest.fixture
def reviewing(signed: tuple[TestClient, str]) -> TestClient:
    """Somebody who has signed in; there is one campaign."""
    client, secret = signed
    client.post("/review/sign-in", data={"key": secret})
    return client


def decide(client: TestClient, page: str, do: str, **changed: str) -> str:
    form = {name: field(page, name) for name in ("csrf", "campaign", "seen", "back", "at")}
    answer = client.post("/review/decide", data=form | {"do": do} | changed)
    assert answer.status_code == 200
    return answer.text


def test_a_decision_on_what_changed_meanwhile(reviewing: TestClient, database: Database) -> None:
    page = reviewing.get("/review").text
    assert "Accepted." in decide(reviewing, page, "smishing")
    told = decide(reviewing, page, "reject")
    assert "somebody decided on this campaign while you read it" in told and "accepted as smishing by ana" in told
    assert campaigns(database)[0].state == "accepted"
    form = {"csrf": field(page, "csrf"), "campaign": field(page, "campaign"), "do": "smishing"}
    for seen in ({}, {"seen": ""}, {"seen": "1"}, {"seen": "-1.2"}, {"seen": "\u0661.2"}):
        assert reviewing.post("/review/decide", data=form | seen).status_code == 400


def test_a_campaign_whose_sample_is_gone_shows_another(
    reviewing: TestClient, database: Database, intake: Intake, send: Sender
) -> None:
    send(f"Second. {SCAM}")
    intake.remove(hash_of("report 1"), NOW)
    page = reviewing.get("/review").text
    assert "Second. USPS" in page and "1 report, 1 caller" in page


def test_a_campaign_whose_reports_expired_says_so(reviewing: TestClient, database: Database) -> None:
    first = reviewing.get("/review").text
    with database.session() as session:
        session.execute(update(Report).values(expires=NOW - timedelta(days=1)))
    page = reviewing.get("/review").text
    assert "The reports of this campaign are gone" in page and "(its reports are gone)" in page
    assert "zip code" not in page
    assert "this campaign is gone" in decide(reviewing, first, "smishing")


def test_a_campaign_that_is_gone_is_said_to_be(
    reviewing: TestClient, database: Database, intake: Intake, send: Sender
) -> None:
    page, one = reviewing.get("/review").text, campaigns(database)[0].id
    send("See you at six at the usual place")
    intake.remove(hash_of("report 1"), NOW)
    assert "The campaign that you asked for is gone" in reviewing.get(f"/review?at={one}").text
    assert "Nothing was changed: this campaign is gone." in decide(reviewing, page, "smishing")
    assert "You have no decision to undo." in decide(reviewing, page, "undo")


@pytest.mark.parametrize(
    "text",
    [
        "\u202eUSPS\u202c: \u05d4\u05d7\u05d1\u05d9\u05dc\u05d4 \u05e9\u05dc\u05da \u05de\u05d7\u05db\u05d4 https://usps.com-zip.top/c",
        "\U0001f4e6\U0001f468\u200d\U0001f469\u200d\U0001f467 Parcel \U0001f1fa\U0001f1f8 " + "\U0001f4e6" * 200,
        "USPS parcel held. " * 555,
        "x" * 10_000,
        "<script>alert(1)</script> & \"quoted\" 'text' {{ 7 * 7 }}",
    ],
    ids=["right to left", "emoji", "long", "one word", "markup"],
)
def test_odd_texts(reviewing: TestClient, send: Sender, database: Database, text: str) -> None:
    send(text)
    page = reviewing.get(f"/review?at={campaigns(database)[-1].id}").text
    assert ("<script>alert" not in page and "{{ 7" in page) or "{{" not in text
    assert "Accepted." in decide(reviewing, page, "other") or "second reviewer" in page


def test_it_is_said_where_not_all_wordings_are_shown(reviewing: TestClient, send: Sender) -> None:
    most = numbers().reviewers.wordings
    for number in range(most + 1):
        send(f"{SCAM} {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 3} {'choir' * (number // 26)}")
    page = reviewing.get("/review").text
    assert f"{most} of {most + 2} wordings, the rarest first" in page
    assert page.count('<span class="copy"') >= most


def test_a_key_that_is_revoked_ends_its_session(signed: tuple[TestClient, str], database: Database) -> None:
    client, secret = signed
    client.post("/review/sign-in", data={"key": secret})
    assert "Sign out" in client.get("/review/train").text
    Keys(database).revoke("ana", NOW)
    assert "Sign in to review" in client.get("/review").text


@pytest.mark.parametrize(
    "query", ["state=nothing&page=x", "page=0", "since=yesterday&label=spam", "at=99999999999", "state=late&page=9"]
)
def test_odd_addresses(signed: tuple[TestClient, str], query: str) -> None:
    client, secret = signed
    client.post("/review/sign-in", data={"key": secret})
    assert client.get(f"/review?{query}").status_code == 200
