"""The Python client against the real service: one table, asked by the client that waits and by the one that awaits."""

import asyncio
import inspect
import json
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest

import postproof_client
from api.batch import MAX_BATCH, MAX_MESSAGES
from postproof_client import AsyncClient, Client, PostproofError, Retry, questions
from tests.plugins.conftest import Service
from tests.plugins.faults import Refusal, hanging_up, nobody, proxy, silence

SCAM = "USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x"
NOTICE = "USPS 9400111899223818218407, Arrived at USPS Regional Facility, DENVER CO 80266. Reply STOP to cancel"
MAIL = (
    b"From: USPS <help@usps.com>\r\nSubject: Your parcel\r\n\r\nConfirm your address: https://usps.com-track.top/x\r\n"
)
CANARY = "canary7f3a"
AT_ONCE = Retry(first_wait=0)
NEVER = Retry(times=0)
Ask = Callable[..., Any]


def wait(address: str, word: str, *asked: Any, told: dict[str, Any], **options: Any) -> Any:
    with Client(address, **told) as client:
        answer = getattr(client, word)(*asked, **options)
        return list(answer) if isinstance(answer, Iterator) else answer


def await_(address: str, word: str, *asked: Any, told: dict[str, Any], **options: Any) -> Any:
    async def ask() -> Any:
        async with AsyncClient(address, **told) as client:
            answer = getattr(client, word)(*asked, **options)
            return [item async for item in answer] if isinstance(answer, AsyncIterator) else await answer

    return asyncio.run(ask())


@pytest.fixture(params=[wait, await_], ids=["Client", "AsyncClient"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """`ask(address, word, *asked, told=client's parameters, **options)`."""
    chosen: Ask = request.param
    return chosen


def problem(status: int, slug: str) -> bytes:
    return json.dumps({"type": f"urn:postproof:problem:{slug}", "title": "T", "detail": "D", "status": status}).encode()


@pytest.mark.parametrize(
    ("text", "options", "decision", "headline"),
    [
        (
            SCAM,
            {"sender": "+63 917 555 0101"},
            "smishing",
            "Scam: USPS does not charge for redelivery or ask for money by text.",
        ),
        (NOTICE, {"sender": "28777", "channel": "sms"}, "genuine", None),
        ("Hi mum, on my way \U0001f600 ñ", {"profile": "consumer"}, "other", None),
        (NOTICE, {"thresholds": {"smishing": 1.0, "genuine": 1.0, "other": 1.0}}, "uncertain", None),
    ],
)
def test_check(
    service: Service, ask: Ask, text: str, options: dict[str, Any], decision: str, headline: str | None
) -> None:
    verdict = ask(service.address, "check", text, told={}, **options)
    assert verdict["decision"] == decision
    assert headline in (None, verdict["headline"])
    assert sum(verdict["probabilities"].values()) == pytest.approx(1)
    assert verdict["evidence"] and verdict["model"]["digest"]


def test_options_reach_the_service(service: Service, ask: Ask) -> None:
    verdict = ask(service.address + "/", "check", SCAM, told={"key": service.keys["check"]}, lang="es", evidence=False)
    assert "evidence" not in verdict and "USPS" in verdict["headline"] and "No " in " ".join(verdict["advice"])


def test_check_email(service: Service, ask: Ask) -> None:
    verdict = ask(service.address, "check_email", MAIL, told={}, evidence=False)
    assert (verdict["mail"]["from_domain"], "evidence" in verdict) == ("usps.com", False)
    raw = b"Authentication-Results: mx.example.org; dmarc=fail header.from=usps.com\r\n" + MAIL
    verdict = ask(service.address, "check_email", raw, told={}, trusted_authserv_id="mx.example.org", lang="en")
    assert (verdict["mail"]["authentication"], verdict["decision"]) == ("fail", "smishing")


@pytest.mark.parametrize(("count", "at_once", "requests"), [(0, 1000, 0), (5, 1000, 1), (5, 2, 3), (1001, 1000, 2)])
def test_a_batch_is_split_and_keeps_its_order(
    service: Service, ask: Ask, count: int, at_once: int, requests: int
) -> None:
    messages = [{"text": "See you at six", "id": f"{number}"} for number in range(count)]
    with proxy(service.address) as between:
        results = ask(between.address, "check_batch", messages, told={}, at_once=at_once, evidence=False)
    assert [result["id"] for result in results] == [message["id"] for message in messages]
    assert all(result["result"]["decision"] == "other" for result in results)
    assert len(between.seen) == requests


def test_a_part_of_a_batch_holds_what_the_service_takes() -> None:
    assert (questions.MAX_MESSAGES, questions.MAX_BYTES) == (MAX_MESSAGES, MAX_BATCH)
    messages = ["\U0001f4e6" * 10_000] * 250 + ["x" * MAX_BATCH, "y"]
    parts = [call.content for call in questions.check_batch(messages, MAX_MESSAGES, {"lang": "es"})]
    told = [json.loads(part) for part in parts]
    assert [message["text"] for part in told for message in part["messages"]] == messages
    assert all(part["lang"] == "es" for part in told)
    # A message that is too large by itself goes by itself, and is refused by itself.
    assert [len(part) <= MAX_BATCH for part in parts] == [True, True, True, False, True]


def test_a_bad_message_of_a_batch_spoils_no_other(service: Service, ask: Ask) -> None:
    bad, good = ask(service.address, "check_batch", ["", SCAM], told={}, lang="en")
    assert bad["problem"]["field"] == "text" and good["result"]["decision"] == "smishing"


def test_what_came_of_a_batch_before_an_error_stays(service: Service) -> None:
    limit = Refusal(429, {"Retry-After": "60"}, problem(429, "too-many-requests"))
    with proxy(service.address) as between, Client(between.address) as client:
        results = client.check_batch(["See you at six"] * 2, at_once=1, evidence=False)
        assert between.seen == []
        assert next(results)["result"]
        between.refusals.append(limit)
        with pytest.raises(postproof_client.TooManyError):
            next(results)


def test_a_report_and_its_end(service: Service, ask: Ask) -> None:
    kept = ask(service.address, "report", SCAM, "smishing", told={}, consent=True, sender="+63 917 555 0101")
    assert (kept["state"], kept["label"], kept["redacted"]) == ("received", "smishing", True)
    assert ask(service.address, "report_state", kept["receipt"], told={})["expires"] == kept["expires"]
    assert ask(service.address, "delete_report", kept["receipt"], told={}) is None
    for word in ("report_state", "delete_report"):
        with pytest.raises(postproof_client.NotFoundError, match=r"^404 .*There is no report with this receipt"):
            ask(service.address, word, kept["receipt"], told={})


@pytest.mark.parametrize(
    ("word", "asked", "options", "key", "kind", "says"),
    [
        ("check", [""], {}, None, "InvalidRequestError", "422 The message cannot be checked: text: is empty; paste"),
        ("check", [CANARY * 1001], {}, None, "InvalidRequestError", "422 The message cannot be checked: text: "),
        ("check", [CANARY * 9000], {}, None, "InvalidRequestError", "413 The body is too large: Send at most 65,536"),
        (
            "check",
            [CANARY],
            {"lang": "xx"},
            None,
            "InvalidRequestError",
            "422 The request does not fit the schema: lang",
        ),
        ("check", [CANARY], {CANARY: 1}, None, "InvalidRequestError", "422 .*is not a known field; remove it"),
        ("check", ["\ud800" + CANARY], {}, None, "InvalidRequestError", "422 .* half of a character"),
        ("check_email", [b""], {}, None, "InvalidRequestError", "422 The mail cannot be checked: "),
        ("check", [CANARY], {}, "wrong" + CANARY, "KeyRefusedError", "401 A valid key is needed: Send the header"),
        (
            "report",
            [CANARY, "other"],
            {"consent": True},
            "check",
            "KeyRefusedError",
            "403 .* key with the scope report",
        ),
        ("check_batch", [[CANARY] * 3], {}, "few", "TooManyError", "429 Too many messages: "),
        ("report_state", ["../check"], {}, None, "NotFoundError", "404 There is nothing here"),
    ],
)
def test_refusals_say_what_to_do_and_repeat_nothing(
    service: Service,
    ask: Ask,
    caplog: pytest.LogCaptureFixture,
    word: str,
    asked: list[Any],
    options: dict[str, Any],
    key: str | None,
    kind: str,
    says: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    told = {"key": service.keys.get(key, key) if key else None}
    with pytest.raises(PostproofError, match=f"^{says}") as raised:
        ask(service.address, word, *asked, told=told, **options)
    assert type(raised.value).__name__ == kind
    named = CANARY in options  # the name of a field, which the service repeats where it looks like one
    assert_silent(raised.value, caplog, but=CANARY if named else "")


def test_the_limit_says_when_to_come_again(service: Service, ask: Ask) -> None:
    with pytest.raises(postproof_client.TooManyError) as raised:
        ask(service.address, "check_batch", ["x", "y"], told={"key": service.keys["few"]})
    assert raised.value.retry_after and raised.value.problem["status"] == 429


@pytest.mark.parametrize(
    ("word", "asked", "options"),
    [
        ("check", [CANARY], {}),
        ("check_batch", [[CANARY]], {}),
        ("check_email", [b"Subject: x\r\n\r\n" + CANARY.encode()], {}),
        ("report", [CANARY, "other"], {"consent": True}),
        ("report_state", [CANARY], {}),
        ("delete_report", [CANARY], {}),
    ],
)
def test_no_service_and_a_slow_one(
    ask: Ask, caplog: pytest.LogCaptureFixture, word: str, asked: list[Any], options: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    with nobody() as address, pytest.raises(postproof_client.NotSentError) as gone:
        ask(address, word, *asked, told={"retry": AT_ONCE}, **options)
    assert str(gone.value) == f"{address} cannot be reached: check the address, and that the service runs"
    assert_silent(gone.value, caplog)
    with silence() as address, pytest.raises(postproof_client.SlowError) as slow:
        ask(address, word, *asked, told={"timeout": 0.5, "retry": AT_ONCE}, **options)
    assert str(slow.value) == f"{address} did not answer within 0.5 s: try again, or give a longer timeout"
    assert_silent(slow.value, caplog)


@pytest.mark.parametrize(
    ("word", "asked", "options", "times"),
    [("check", [CANARY], {}, 3), ("report", [CANARY, "other"], {"consent": True}, 1), ("delete_report", ["x"], {}, 1)],
)
def test_a_broken_connection_is_tried_again_where_that_does_no_harm(
    ask: Ask, caplog: pytest.LogCaptureFixture, word: str, asked: list[Any], options: dict[str, Any], times: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with hanging_up(times) as (address, came), pytest.raises(postproof_client.UnreachableError) as raised:
        ask(address, word, *asked, told={"retry": AT_ONCE, "timeout": 5}, **options)
    assert len(came) == times and "broke off" in str(raised.value)
    assert_silent(raised.value, caplog)


LIMIT = Refusal(429, {"Retry-After": "0"}, problem(429, "too-many-requests"))
BUSY = Refusal(503, {}, problem(503, "not-ready"))
FAULT = Refusal(500, {}, problem(500, "internal-error"))
BAD_GATEWAY = Refusal(502, {"Content-Type": "text/html"}, b"<h1>canary7f3a</h1>")
LATER = Refusal(429, {"Retry-After": "3600"}, problem(429, "too-many-requests"))


@pytest.mark.parametrize(
    ("refusals", "word", "requests", "kind"),
    [
        ([LIMIT], "check", 2, None),
        ([LIMIT, BUSY], "check", 3, None),
        ([BAD_GATEWAY, LIMIT], "check", 3, None),
        ([LIMIT] * 3, "check", 3, "TooManyError"),
        ([LATER], "check", 1, "TooManyError"),
        ([FAULT], "check", 1, "ServiceError"),
        ([BUSY] * 3, "check", 3, "ServiceError"),
        ([BAD_GATEWAY] * 3, "check", 3, "UnexpectedAnswerError"),
        ([LIMIT], "report", 2, None),
        ([BUSY], "report", 1, "ServiceError"),
        ([BAD_GATEWAY], "report", 1, "UnexpectedAnswerError"),
    ],
)
def test_what_is_tried_again(
    service: Service, ask: Ask, refusals: list[Refusal], word: str, requests: int, kind: str | None
) -> None:
    asked, options = ([SCAM], {}) if word == "check" else ([SCAM, "smishing"], {"consent": True})
    expected = pytest.raises(getattr(postproof_client, kind)) if kind else nullcontext()
    with proxy(service.address, *refusals) as between, expected as raised:
        ask(between.address, word, *asked, told={"retry": AT_ONCE}, **options)
    assert len(between.seen) == requests
    assert raised is None or CANARY not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>canary7f3a</html>"),
        (200, b"[]"),
        (200, b'{"decision": "other"}'),
        (200, b"[" * 100_000),
        (204, b""),
        (301, b""),
        (404, b'{"type": "about:blank", "title": "x", "detail": "canary7f3a"}'),
        (422, b'{"type": "urn:postproof:problem:x"}'),
    ],
)
def test_an_answer_that_is_not_of_this_service(service: Service, ask: Ask, status: int, body: bytes) -> None:
    wrong = pytest.raises(postproof_client.UnexpectedAnswerError)
    with proxy(service.address, Refusal(status, {}, body)) as between, wrong as raised:
        ask(between.address, "check", CANARY, told={"retry": NEVER})
    assert raised.value.status == status
    assert str(raised.value) == f"{between.address} answered {status}, but not as Postproof does: check the address"


@pytest.mark.parametrize(
    ("address", "told", "says"),
    [
        ("postproof.example.org", {}, "address: must be that of a Postproof service"),
        ("ftp://postproof.example.org", {}, "address: must be"),
        ("https://a:b@postproof.example.org", {}, "address: must be"),
        ("https://", {}, "address: must be"),
        ("https://x:port", {}, "address: must be"),
        ("https://postproof.example.org", {"key": CANARY + "\n"}, "key: must be visible ASCII"),
        ("https://postproof.example.org", {"key": ""}, "key: must be visible ASCII"),
        ("https://postproof.example.org", {"timeout": 0}, "timeout: must be more than 0"),
    ],
)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_what_a_client_cannot_be_made_of(kind: Any, address: str, told: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=f"^{says}") as raised:
        kind(address, **told)
    assert CANARY not in str(raised.value)


def test_a_report_needs_consent_and_a_batch_a_size_that_the_service_takes(ask: Ask) -> None:
    with nobody() as address:
        with pytest.raises(ValueError, match=r"^consent: must be True"):
            ask(address, "report", CANARY, "other", told={}, consent=False)
        with pytest.raises(ValueError, match=r"^at_once: must be from 1 to 1,000"):
            ask(address, "check_batch", ["x"], told={}, at_once=1001)


def test_both_clients_have_the_same_words() -> None:
    def words(kind: Any) -> dict[str, list[inspect.Parameter]]:
        public = [name for name in dir(kind) if not name.startswith("_")]
        return {name: list(inspect.signature(getattr(kind, name)).parameters.values()) for name in public}

    assert words(Client) == words(AsyncClient)
    assert inspect.signature(Client) == inspect.signature(AsyncClient)


def test_a_client_does_not_show_its_key() -> None:
    with Client("https://postproof.example.org/base/", key=CANARY) as client:
        assert repr(client) == "Client('https://postproof.example.org/base')"


def assert_silent(error: BaseException, caplog: pytest.LogCaptureFixture, but: str = "") -> None:
    """Neither an error, nor what it holds of those before it, nor a log says anything of a message or key."""
    seen: BaseException | None = error
    while seen is not None:
        told = "".join(traceback.format_exception_only(seen)) + repr(vars(seen))
        assert but or CANARY not in told
        assert not hasattr(seen, "_request") and seen.__cause__ is None
        seen = seen.__context__
    logged = [
        record.getMessage() for record in caplog.records if record.name.startswith(("httpx2", "postproof_client"))
    ]
    # A receipt is part of an address, which the library logs: the README says so.
    assert not [line for line in logged if CANARY in line and "/v1/reports/" not in line]
