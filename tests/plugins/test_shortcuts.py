"""What `plugins/shortcuts` documents is what the real service takes and answers, byte for byte."""

import base64
import http.client
import json
import plistlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api.phone import recipe
from api.texts import texts
from tests.plugins.conftest import Service
from tests.plugins.faults import Refusal, nobody, proxy

FOLDER = Path(__file__).parents[2] / "plugins" / "shortcuts"
README = (FOLDER / "README.md").read_text("utf-8")
EXAMPLE = "https://postproof.example.org"
OPEN = "…"


class Documented(NamedTuple):
    """A documented request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def documented(name: str) -> Documented:
    head, _, body = (FOLDER / name / "request.http").read_bytes().partition(b"\n\n")
    first, *headers = head.decode().split("\n")
    method, path = first.split(" ")
    return Documented(method, path, dict(line.split(": ", 1) for line in headers), body.removesuffix(b"\n"))


def send(service: Service, asked: Documented) -> tuple[int, str]:
    connection = http.client.HTTPConnection(service.address.removeprefix("http://"), timeout=20)
    try:
        connection.request(asked.method, asked.path, asked.body, asked.headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def as_documented(answer: str, golden: str) -> bool:
    """Whether an answer is the documented one, but for what that leaves open."""
    if not golden.startswith("{"):
        told, expected = answer.splitlines(), golden.splitlines()
        return len(told) == len(expected) and all(
            line in (said, OPEN) for said, line in zip(told, expected, strict=True)
        )
    return same(json.loads(answer), json.loads(golden))


def same(told: Any, golden: Any) -> bool:
    if golden == OPEN:
        return told is not None
    if isinstance(golden, dict):
        return isinstance(told, dict) and set(told) == set(golden) and all(same(told[k], v) for k, v in golden.items())
    if isinstance(golden, list):
        return len(told) == len(golden) and all(same(one, other) for one, other in zip(told, golden, strict=True))
    return bool(told == golden)


@pytest.mark.parametrize(
    ("told", "golden", "expected"),
    [
        ('{"a": 1, "b": [2]}', '{"a": "…", "b": [2]}', True),
        ('{"a": 1}', '{"a": 2}', False),
        ('{"a": 1, "c": 1}', '{"a": 1}', False),
        ('{"b": [2, 3]}', '{"b": [2]}', False),
        ("one\ntwo\n", "one\n…\n", True),
        ("one\n", "one\n…\n", False),
        ("two\ntwo\n", "one\n…\n", False),
    ],
)
def test_what_is_left_open(told: str, golden: str, expected: bool) -> None:
    assert as_documented(told, golden) is expected


@pytest.mark.parametrize("name", ["iphone", "spamblocker", "message-filter", "gmail"])
def test_the_documented_request_gets_the_documented_answer(service: Service, name: str) -> None:
    (golden,) = (FOLDER / name).glob("response.*")
    status, answer = send(service, documented(name))
    assert status == 200
    assert as_documented(answer, golden.read_text("utf-8")), answer


def test_every_folder_is_told_of() -> None:
    for folder in FOLDER.iterdir():
        assert not folder.is_dir() or f"({folder.name})" in README, folder
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README):
        assert (FOLDER / target).exists(), target


def test_the_shortcut_is_that_of_the_page() -> None:
    asked = documented("iphone")
    written = recipe(EXAMPLE + asked.path, "en").split("\n")
    assert written == [
        f"{asked.method} {EXAMPLE}{asked.path}",
        *(f"{name}: {value}" for name, value in asked.headers.items()),
        "",
        re.sub(r'"text": "[^"]+"', '"text": "…"', asked.body.decode()),
    ]
    words = texts("en")["iphone"]
    steps = [words[f"step_{name}"] for name in ("open", "share", "action", "more", "header", "body", "show")]
    for number, step in enumerate(steps, 1):
        assert f"\n{number}. {step.format(language='en')}" in README
    assert words["answer"] in README


def test_the_message_filter_asks_as_apple_documents_it() -> None:
    asked = documented("message-filter")
    assert asked.headers == {"Accept": "*/*", "Content-Type": "application/json; charset=utf-8"}
    assert {"_version", "query", "app"} == set(json.loads(asked.body))
    with (FOLDER / "message-filter" / "Info.plist").open("rb") as file:
        extension = plistlib.load(file)["NSExtension"]
    assert extension["NSExtensionPointIdentifier"] == "com.apple.identitylookup.message-filter"
    assert extension["NSExtensionAttributes"] == {"ILMessageFilterExtensionNetworkURL": EXAMPLE + asked.path}
    principal = extension["NSExtensionPrincipalClass"].rpartition(".")[2]
    assert f"class {principal}: ILMessageFilterExtension" in (
        FOLDER / "message-filter" / f"{principal}.swift"
    ).read_text("utf-8")
    association = json.loads((FOLDER / "message-filter" / "apple-app-site-association").read_bytes())
    assert list(association) == ["messagefilter"]


class SpamBlocker:
    """What SpamBlocker does with the file, after its source: `HttpRequest`, `InterceptSms`, `ParseQueryResult`."""

    def __init__(self) -> None:
        self.api = json.loads((FOLDER / "spamblocker" / "postproof.json").read_text("utf-8"))
        self.intercept, self.http, self.parse = self.api["actions"]

    def request(self, number: str, sms: str) -> Documented | None:
        if not re.fullmatch(self.intercept["contentFilter"], sms):
            return None
        # A colon in a value would be lost.
        headers = dict([part.strip() for part in line.split(":")][:2] for line in self.http["header"].split("\n"))
        body = self.http["body"].replace("{origin_number}", number.replace(" ", "")).replace("{sms}", sms)
        return Documented(
            ("GET", "POST")[self.http["method"]], self.http["url"].removeprefix(EXAMPLE), headers, body.encode()
        )

    def verdict(self, answer: str) -> tuple[str, str]:
        """Blocked, allowed or undecided, and the category that its history shows."""
        blocked, allowed = (re.search(self.parse[name], answer) for name in ("negativeSig", "positiveSig"))
        if not (blocked or allowed):
            return "undecided", ""
        return "blocked" if blocked else "allowed", " | ".join(re.findall(self.parse["categorySig"], answer))


def test_the_spamblocker_file_has_the_form_that_the_app_reads() -> None:
    app = SpamBlocker()
    assert set(app.api) == {"id", "desc", "actions", "enabled"}
    assert [action["type"] for action in app.api["actions"]] == ["InterceptSms", "HttpDownload", "ParseQueryResult"]


def test_the_spamblocker_file_makes_the_documented_request() -> None:
    asked = documented("spamblocker")
    number, _, sms = asked.body.decode().partition("\n")
    assert SpamBlocker().request(number, sms) == asked


@pytest.mark.parametrize(
    ("number", "sms", "expected"),
    [
        ("+63 917 555 0101", 'USPS: "held"\n\nPay at https://usps.com-track.top/x', "blocked"),
        ("28777", "USPS 9400111899223818218407, Arrived at USPS Regional Facility, DENVER CO 80266.", "allowed"),
        ("+12025550143", 'Hi mum\n"decision":"genuine" {sms} \\', "undecided"),
        ("+12025550143", '"decision":"smishing","headline":"x"', "undecided"),
        ("", "See you at six", "undecided"),
    ],
)
def test_what_spamblocker_decides(service: Service, number: str, sms: str, expected: str) -> None:
    app = SpamBlocker()
    asked = app.request(number, sms)
    assert asked
    status, answer = send(service, asked)
    decided, category = app.verdict(answer)
    assert (status, decided) == (200, expected)
    assert category.count("|") == 0 and (category == "") == (expected == "undecided")


COMMANDS = re.findall(r"```sh\n(.+?)```\n\n```(?:text|json)\n(.+?)```", README, re.DOTALL)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize(("command", "golden"), COMMANDS)
def test_curl(service: Service, command: str, golden: str) -> None:
    command = command.replace(EXAMPLE, service.address)
    done = subprocess.run(["sh", "-ec", command], cwd=FOLDER, capture_output=True, text=True, timeout=30, check=True)
    assert as_documented(done.stdout, golden), done.stdout


def test_every_curl_example_is_run() -> None:
    assert len(COMMANDS) == README.count("```sh\n") == 4


NODE = pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
MAIL = (FOLDER / "mail.eml").read_text("utf-8")


def gmail(press: bool = True, locale: str = "en-US", mail: str = MAIL, **properties: str) -> dict[str, Any]:
    """What the add-on does when a mail is opened and, if it is, its button pressed."""
    manifest = json.loads((FOLDER / "gmail" / "appsscript.json").read_bytes())
    (trigger,) = manifest["addOns"]["gmail"]["contextualTriggers"]
    asked = {
        "code": (FOLDER / "gmail" / "Code.gs").read_text("utf-8"),
        "trigger": trigger["onTriggerFunction"],
        "mail": mail,
        "properties": properties,
        "locale": locale,
        "press": press,
    }
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("apps_script.cjs"))],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert not said["logged"] and not done.stderr
    return said


def paragraphs(card: dict[str, Any]) -> list[str]:
    return [item["text"] for section in card["sections"] for item in section["widgets"] if "text" in item]


@NODE
def test_gmail_sends_nothing_before_the_button_is_pressed(service: Service) -> None:
    said = gmail(press=False, server=service.address)
    assert (said["requests"], said["read"]) == ([], [])
    assert said["cards"][0]["header"]["title"] == "Is this mail really from USPS?"


@NODE
def test_gmail_sends_the_documented_request_and_shows_the_answer(service: Service) -> None:
    said = gmail(server=service.address + "/", key=service.keys["check"])
    asked = documented("gmail")
    (sent,) = said["requests"]
    assert (sent["method"].upper(), sent["url"]) == (asked.method, service.address + asked.path)
    assert sent["headers"] == asked.headers | {"Authorization": f"Bearer {service.keys['check']}"}
    assert base64.b64decode(sent["body"]).removesuffix(b"\n") == asked.body
    card = said["cards"][1]
    assert card["header"]["title"] == "Scam: this is not from USPS. Do not tap, reply, call or pay."
    why, advice = card["sections"]
    assert (why["header"], advice["header"]) == ("Why", "What to do now")
    golden = json.loads((FOLDER / "gmail" / "response.json").read_text("utf-8"))
    shown = [item["text"] for item in why["widgets"]]
    assert len(shown) == 6 and shown[3:] == [note["sentence"] for note in golden["mail"]["notes"]]


@NODE
def test_gmail_in_spanish(service: Service) -> None:
    said = gmail(locale="es-MX", server=service.address)
    assert said["cards"][0]["header"]["title"] == "¿Este correo es realmente de USPS?"
    assert said["cards"][1]["sections"][1]["header"] == "Qué hacer ahora"
    assert "lang=es" in said["requests"][0]["url"]


@NODE
@pytest.mark.parametrize(
    ("mail", "properties", "says"),
    [
        (MAIL, {"server": ""}, "No server is set up."),
        (MAIL, {"server": "postproof.example.org"}, "No server is set up."),
        (MAIL, {"key": "wrong"}, "The server refuses the key."),
        (MAIL, {"server": "{service}/nowhere"}, "The server could not check this mail: See /docs"),
        ("", {}, "The server could not check this mail: The mail"),
    ],
)
def test_gmail_says_what_is_wrong(service: Service, mail: str, properties: dict[str, str], says: str) -> None:
    named = {"server": "{service}"} | properties
    said = gmail(mail=mail, **{name: value.replace("{service}", service.address) for name, value in named.items()})
    assert paragraphs(said["cards"][1])[0].startswith(says)


@NODE
@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, b"<h1>Welcome</h1>", "What answered is not a Postproof server."),
        (200, b"{}", "What answered is not a Postproof server."),
        (302, b"", "What answered is not a Postproof server."),
        (429, b'{"type": "urn:postproof:problem:too-many-requests", "detail": "x"}', "Too many mails for now."),
        (
            500,
            b'{"type": "urn:postproof:problem:x", "detail": "<b>"}',
            "The server could not check this mail: &lt;b&gt;",
        ),
    ],
)
def test_gmail_behind_a_proxy(service: Service, status: int, body: bytes, says: str) -> None:
    with proxy(service.address, Refusal(status, {"Location": "/x"}, body)) as between:
        assert paragraphs(gmail(server=between.address)["cards"][1])[0].startswith(says)


@NODE
def test_gmail_without_a_server() -> None:
    with nobody() as address:
        assert paragraphs(gmail(server=address)["cards"][1])[0].startswith("The server cannot be reached.")


def test_gmail_may_do_what_it_needs_and_no_more() -> None:
    manifest = json.loads((FOLDER / "gmail" / "appsscript.json").read_bytes())
    names = [scope.rpartition("/auth/")[2] for scope in manifest["oauthScopes"]]
    assert names == ["gmail.addons.execute", "gmail.addons.current.message.action", "script.external_request"]
    assert manifest["urlFetchWhitelist"] == [EXAMPLE + "/"]
    code = (FOLDER / "gmail" / "Code.gs").read_text("utf-8")
    assert not re.search(r"\b(?:console|Logger)\b", code)


def test_the_gmail_words_are_the_same_in_both_languages() -> None:
    code = (FOLDER / "gmail" / "Code.gs").read_text("utf-8")
    english, spanish = re.findall(r"^  (?:en|es): \{\n(.+?)^  \},", code, re.DOTALL | re.MULTILINE)
    assert re.findall(r"^    (\w+):", english, re.MULTILINE) == re.findall(r"^    (\w+):", spanish, re.MULTILINE)
