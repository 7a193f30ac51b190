import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.page import MAX_FORM
from detector import Detector
from detector.scorecard import shipped
from detector.verdict import Thresholds

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HTML = {"Accept": "text/html,application/xhtml+xml"}


class Tags(HTMLParser):
    """Every start tag of a page with its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def marked(page: str) -> str:
    """The underlined pieces, without their numbers."""
    return " ".join(
        re.sub(r"<sup>.*?</sup>", "", piece) for piece in re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL)
    )


def test_empty_page(client: TestClient) -> None:
    response = client.get("/")
    page = Tags(response.text)
    assert response.status_code == 200
    assert page.of("html") == [{"lang": "en"}]
    assert {"id": "check", "method": "post", "action": "/?lang=en"}.items() <= page.of("form")[0].items()
    assert "Not stored, logged or sent on, unless you report it." in page.words
    assert not page.of("mark")


@pytest.mark.parametrize("path", ["/?lang=en", "/?lang=es"])
def test_every_field_has_a_label(client: TestClient, path: str) -> None:
    page = Tags(client.get(path).text)
    labelled = {label["for"] for label in page.of("label")}
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    fields = page.of("textarea") + page.of("input")
    assert {field["id"] for field in fields} == labelled >= {"text", "sender", "receipt"}
    assert all(set((field.get("aria-describedby") or "").split()) <= ids for field in fields)


@pytest.mark.parametrize(("lang", "word"), [("en", "Is it a scam?"), ("es", "¿Es una estafa?")])
def test_scam(client: TestClient, scam: str, lang: str, word: str) -> None:
    response = client.post(f"/?lang={lang}", data={"text": scam, "sender": "+63 917 555 0101"})
    page = Tags(response.text)
    assert response.status_code == 200
    assert response.headers["content-language"] == lang
    assert 'class="answer smishing"' in response.text
    assert "usps.com-redelivery.top" in marked(response.text)
    assert word in page.words
    assert len(page.of("table")) == 2
    assert len(page.of("rect")) >= 6
    # The text is kept in the box, its line breaks too.
    assert f"\n{scam}</textarea>" in response.text
    (sender,) = [field for field in page.of("input") if field.get("id") == "sender"]
    assert sender["value"] == "+63 917 555 0101"


def test_genuine_notice(client: TestClient, notice: str) -> None:
    response = client.post("/", data={"text": notice, "sender": "28777"})
    assert 'class="answer genuine"' in response.text
    assert "9400111899223818218407" in response.text


@pytest.mark.parametrize(
    ("text", "sender", "field"),
    [("Your parcel is waiting", "", "sender"), ("Your parcel is waiting", "28777", "text")],
)
def test_question_leads_to_its_field(text: str, sender: str, field: str) -> None:
    undecided = Detector(shipped()._replace(thresholds=Thresholds(2, 2, 2)))
    page = Tags(TestClient(create_app(undecided)).post("/", data={"text": text, "sender": sender}).text)
    assert {"href": f"#{field}"} in page.of("a")
    assert field in [entry.get("id") for entry in page.of("textarea") + page.of("input")]


def test_senders_that_change_nothing_are_told_in_one_line(client: TestClient) -> None:
    page = client.post("/", data={"text": "Hi Ana, dinner at seven on Friday? Bring the blue bowl."}).text
    listed = re.search(r'<ul class="changes">(.*?)</ul>', page, re.DOTALL)
    assert listed
    assert listed[1].count("the same answer") == 1
    assert "From 28777, from an ordinary phone number" in listed[1]


@pytest.mark.parametrize(
    ("text", "offered"), [("Your USPS parcel is held: usps.com-x.top", True), ("Hi Ana, dinner at seven?", False)]
)
def test_usps_is_opened_by_our_own_address_where_it_helps(client: TestClient, text: str, offered: bool) -> None:
    page = Tags(client.post("/", data={"text": text}).text)
    assert ("https://www.usps.com/track" in [link.get("href") for link in page.of("a")]) == offered


def test_no_question_where_decided(client: TestClient, scam: str) -> None:
    assert 'class="asks"' not in client.post("/", data={"text": scam}).text


def test_reasons_and_pieces_lead_to_each_other(client: TestClient, scam: str) -> None:
    page = Tags(client.post("/", data={"text": scam, "sender": "+63 917 555 0101"}).text)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    leads = {href for link in page.of("a") if (href := link.get("href") or "").startswith("#")}
    assert len(ids) == len(set(ids))
    assert {lead[1:] for lead in leads} <= set(ids)
    assert {"#piece-1", "#reason-1"} <= leads


def test_reasons_are_three_and_different(client: TestClient, scam: str) -> None:
    page = client.post("/", data={"text": scam}).text
    listed = re.search(r'<ol class="reasons">(.*?)</ol>', page, re.DOTALL)
    assert listed
    sentences = [
        re.sub(r"<q.*", "", item, flags=re.DOTALL).strip()
        for item in re.findall(r"<li[^>]*>(.*?)</li>", listed[1], re.DOTALL)
    ]
    assert len(sentences) == len(set(sentences)) == 3


def test_table_adds_up(client: TestClient, scam: str) -> None:
    page = client.post("/", data={"text": scam}).text
    for table in re.findall(r"<table>(.*?)</table>", page, re.DOTALL):
        shown = [float(points.replace("−", "-")) for points in re.findall(r'<td class="points">(.*?)</td>', table)]
        assert len(shown) >= 2
        assert sum(shown[:-1]) == pytest.approx(shown[-1], abs=0.005 * len(shown))


@pytest.mark.parametrize(
    "text", ["x <script>alert(1)</script> <a href='https://usps.top'>usps</a>", 'https://usps.top/"><img src=x>']
)
def test_nothing_of_the_message_becomes_markup(client: TestClient, text: str) -> None:
    page = Tags(client.post("/", data={"text": text, "sender": '"><b>28777'}).text)
    assert [script["src"] for script in page.of("script")] == ["/static/page.js"]
    assert not page.of("img") + page.of("b")
    assert not [link for link in page.of("a") if "usps.top" in (link.get("href") or "")]


def test_page_asks_nobody_else(client: TestClient, scam: str) -> None:
    page = Tags(client.post("/", data={"text": scam, "sender": "someone@usps.top"}).text)
    names = ("href", "src", "action", "formaction", "srcset", "data", "poster", "ping")
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        for name in set(names) & set(attributes):
            address = attributes[name] or ""
            if not address.startswith(("/", "#")):
                assert tag == "a"
                assert attributes["rel"] == "noreferrer noopener"
                assert "usps.com-redelivery" not in address
                assert "usps.top" not in address


@pytest.mark.parametrize(
    ("fields", "status", "field", "sentence"),
    [
        ({"text": ""}, 422, "text", "There is nothing to read. Paste the message that you received."),
        ({"sender": "28777"}, 422, "text", "There is nothing to read. Paste the message that you received."),
        ({"text": " \n "}, 422, "text", "There is nothing to read. Paste the message that you received."),
        (
            {"text": "x" * 10_001},
            422,
            "text",
            "The message is too long: at most 10,000 characters can be checked. Leave out the end.",
        ),
        (
            {"text": "x" * MAX_FORM},
            413,
            "text",
            "The message is too long: at most 10,000 characters can be checked. Leave out the end.",
        ),
        ({"text": "a\0b"}, 422, "text", "The message holds a character that cannot be read. Paste it again."),
        ({"text": "x", "sender": "2" * 321}, 422, "sender", "This is too long for a sender: at most 320 characters."),
        (
            {"text": "x", "sender": "\0"},
            422,
            "sender",
            "The sender holds a character that cannot be read. Type it again.",
        ),
    ],
)
def test_errors_stand_beside_the_field(
    client: TestClient, fields: dict[str, str], status: int, field: str, sentence: str
) -> None:
    response = client.post("/", data=fields)
    page = Tags(response.text)
    assert response.status_code == status
    assert f'id="{field}-error">{sentence}</p>' in response.text
    wrong = [entry for entry in page.of("textarea") + page.of("input") if entry.get("aria-invalid") == "true"]
    assert [entry["id"] for entry in wrong] == [field]
    assert f"{field}-error" in (wrong[0]["aria-describedby"] or "")


def test_error_in_spanish(client: TestClient) -> None:
    assert "No hay nada que leer." in client.post("/?lang=es", data={"text": "?"}).text


def test_text_is_kept_on_an_error(client: TestClient) -> None:
    assert "\nkeep me</textarea>" in client.post("/", data={"text": "keep me", "sender": "2" * 321}).text


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", ""])
def test_other_content_types(client: TestClient, content_type: str) -> None:
    response = client.post("/", content=b'{"text": "x"}', headers={"Content-Type": content_type})
    assert response.status_code == 415
    assert "The form did not arrive whole." in response.text


def test_longest_message_fits(client: TestClient) -> None:
    content = urlencode({"text": "𝐚" * 10_000, "sender": "𝐚" * 320})
    assert client.post("/", content=content, headers=FORM).status_code == 200


def test_line_breaks_of_browsers_count_once(client: TestClient) -> None:
    content = urlencode({"text": "x\r\n" * 5_000})
    assert client.post("/", content=content, headers=FORM).status_code == 200


@pytest.mark.parametrize("text", ["", "  "])
def test_switching_the_language_of_an_empty_form_is_no_error(client: TestClient, text: str) -> None:
    response = client.post("/?lang=es", data={"text": text, "sender": "28777", "switch": "1"})
    assert response.status_code == 200
    assert 'value="28777"' in response.text
    assert not Tags(response.text).of("mark")


def test_switching_the_language_keeps_the_answer(client: TestClient, scam: str) -> None:
    response = client.post("/?lang=es", data={"text": scam, "switch": "1"})
    assert 'class="answer smishing"' in response.text
    assert '<html lang="es">' in response.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_head_is_get_without_a_body(client: TestClient, method: str) -> None:
    response = client.request(method, "/")
    assert response.status_code == 200
    assert bool(response.content) == (method == "GET")


@pytest.mark.parametrize(
    ("method", "path", "status", "word"),
    [
        ("GET", "/nothing/here", 404, "There is no such page."),
        ("PUT", "/", 405, "This page cannot be used that way."),
        ("GET", "/nothing?lang=es", 404, "Esta página no existe."),
    ],
)
def test_unknown_pages(client: TestClient, method: str, path: str, status: int, word: str) -> None:
    response = client.request(method, path, headers=HTML)
    assert (response.status_code, word in response.text) == (status, True)
    assert client.request(method, path, headers={"Accept": "application/json"}).json()["status"] == status


def test_wrong_method_names_the_right_ones(client: TestClient) -> None:
    assert set(client.put("/").headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
