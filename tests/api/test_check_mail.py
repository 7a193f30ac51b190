from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.mail import MAX_MAIL
from api.settings import Settings
from api.texts import texts

PATH = "/v1/check/email"
MAIL = {"Content-Type": "message/rfc822"}
RECEIVER = "mx.example.org"
DIGEST = """\
From: USPS Informed Delivery <USPSInformeddelivery@{domain}>
Subject: Your Daily Digest for Mon, 11/23 is ready to view
Content-Type: text/html

<p>Hello Dana,</p><p>You have 2 mailpieces and 1 package arriving soon.</p>
<p><a href="https://informeddelivery.usps.com/portal/dashboard">View all mail on your dashboard</a></p>
<p>Expected Today: 9400111899223818218407 In Transit to Next Facility</p>
<p>Privacy Policy. This is an automated email; please do not reply to this message.</p>
"""
SCAM = """\
From: USPS <help@parcel-desk.top>
Subject: Your parcel is held
Content-Type: text/html

<p>Confirm your address within 12 hours: <a href="https://usps.com-track.top/x">https://www.usps.com/track</a></p>
"""


def digest(result: str = "", domain: str = "informeddelivery.usps.com") -> str:
    results = f"Authentication-Results: {RECEIVER}; dmarc={result} header.from={domain}\n" if result else ""
    return results + DIGEST.format(domain=domain)


def check(client: TestClient, mail: str, **query: str) -> dict[str, Any]:
    response = client.post(PATH, content=mail.encode(), headers=MAIL, params=query)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def sources(answer: dict[str, Any]) -> set[str]:
    return {item["source"] for item in answer["evidence"]}


def test_a_scam_and_the_true_target_of_its_link(client: TestClient) -> None:
    answer = check(client, SCAM)
    assert answer["decision"] == "smishing"
    assert answer["mail"] == {
        "sender": "USPS <help@parcel-desk.top>",
        "from_domain": "parcel-desk.top",
        "reply_to_domain": "",
        "authentication": "none",
        "notes": [
            {"id": f"{note}", "sentence": texts("en")["mail"][note]}
            for note in ("authentication_none", "link_disguised")
        ],
        "text": "From: USPS\nSubject: Your parcel is held\n\nConfirm your address within 12 hours: "
        "https://www.usps.com/track <https://usps.com-track.top/x>",
    }
    assert "lookalike_domain" in sources(answer)
    for item in answer["evidence"]:
        for span in item["spans"]:
            field = answer["mail"][span["field"]]
            assert field[span["start"] : span["end"]] == span["quote"]


@pytest.mark.parametrize(
    ("result", "trusted", "authentication", "decision", "believed"),
    [
        ("pass", RECEIVER, "pass", "genuine", True),
        ("", RECEIVER, "none", "genuine", True),
        # A pasted header proves nothing, neither way.
        ("pass", "", "none", "genuine", True),
        ("fail", "", "none", "genuine", True),
        ("pass", "mx.other.example", "none", "genuine", True),
        ("fail", RECEIVER, "fail", "uncertain", False),
    ],
)
def test_whom_the_address_is_believed(
    client: TestClient, result: str, trusted: str, authentication: str, decision: str, believed: bool
) -> None:
    answer = check(client, digest(result), **({"trusted_authserv_id": trusted} if trusted else {}))
    assert answer["mail"]["authentication"] == authentication
    assert answer["decision"] == decision
    assert ("official_mail_sender" in sources(answer)) == believed


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_forged_address_of_usps_is_said_in_words(client: TestClient, lang: str) -> None:
    query = {"trusted_authserv_id": RECEIVER, "lang": lang}
    sentence = texts("es" if lang == "es" else "en")["mail"]["authentication_fail_usps"]
    assert check(client, digest("fail"), **query)["mail"]["notes"][0] == {
        "id": "authentication_fail_usps",
        "sentence": sentence,
    }
    plain = client.post(PATH, content=digest("fail"), headers=MAIL | {"Accept": "text/plain"}, params=query)
    assert plain.text.splitlines()[1] == sentence


@pytest.mark.parametrize("profile", ["consumer", "gateway", "analyst"])
def test_a_forged_address_of_usps_is_never_genuine(client: TestClient, profile: str) -> None:
    answer = check(client, digest("fail"), trusted_authserv_id=RECEIVER, profile=profile)
    assert answer["decision"] in ("smishing", "uncertain")


def test_a_failed_address_of_nobody_known_still_convicts(client: TestClient) -> None:
    results = f"Authentication-Results: {RECEIVER}; dmarc=fail header.from=parcel-desk.top\n"
    answer = check(client, results + SCAM, trusted_authserv_id=RECEIVER)
    assert answer["mail"]["notes"][0]["id"] == "authentication_fail"
    assert "mail_from_elsewhere" in sources(answer)


@pytest.mark.parametrize(
    ("content", "headers", "query", "status", "detail"),
    [
        (
            b"",
            MAIL,
            {},
            422,
            "The mail: it begins with no mail headers; send the whole mail as it was received, headers first.",
        ),
        (
            b"From: a@b.example\n\n...",
            MAIL,
            {},
            422,
            "The mail: it shows nothing to read.",
        ),
        (SCAM.encode(), {}, {}, 415, "Send the raw mail with 'Content-Type: message/rfc822'."),
        (
            SCAM.encode(),
            {"Content-Type": "application/json"},
            {},
            415,
            "Send the raw mail with 'Content-Type: message/rfc822'.",
        ),
        (
            SCAM.encode(),
            MAIL | {"Content-Encoding": "gzip"},
            {},
            415,
            "Send the raw mail with 'Content-Type: message/rfc822'.",
        ),
        (SCAM.encode(), MAIL, {"lang": "fr"}, 422, "lang: input should be 'en' or 'es'"),
        (SCAM.encode(), MAIL, {"trust": "x"}, 422, "trust: is not a known field; remove it"),
        (
            SCAM.encode(),
            MAIL,
            {"trusted_authserv_id": "a b"},
            422,
            "trusted_authserv_id: string should match pattern '^[A-Za-z0-9._-]{1,255}$'",
        ),
        (b"x" * (MAX_MAIL + 1), MAIL, {}, 413, "Send at most 2,097,152 bytes; JSON as UTF-8 and not as \\u escapes."),
    ],
)
def test_refused(
    client: TestClient, content: bytes, headers: dict[str, str], query: dict[str, str], status: int, detail: str
) -> None:
    response = client.post(PATH, content=content, headers=headers, params=query)
    assert (response.status_code, response.json()["detail"]) == (status, detail)
    assert response.headers["content-type"] == "application/problem+json"


def test_the_largest_mail(client: TestClient) -> None:
    line = "<b>A long story of parcels and more</b>\n"
    mail = SCAM + line * ((MAX_MAIL - len(SCAM)) // len(line))
    assert "cut" in [note["id"] for note in check(client, mail)["mail"]["notes"]]


def test_the_operator_may_say_whom_to_trust() -> None:
    with TestClient(create_app(settings=Settings(trusted_authserv_id=RECEIVER))) as client:
        assert check(client, digest("pass"))["mail"]["authentication"] == "pass"
        assert check(client, digest("pass"), trusted_authserv_id="other.example")["mail"]["authentication"] == "none"
