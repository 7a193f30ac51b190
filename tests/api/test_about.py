import re
import zipfile
from datetime import date
from html import escape
from pathlib import Path

import pytest
from hatchling.build import build_wheel
from starlette.testclient import TestClient

from api.about import share, tell
from api.app import create_app
from api.figures import figures, metrics
from api.phone import recipe
from api.texts import texts
from detector import Detector
from detector.facts import facts
from detector.phrases import LANGUAGES, Language, phrases
from detector.rules import RULES
from detector.scorecard import shipped
from tests.api.test_page import Tags

ROOT = Path(__file__).parents[2]
DETECTOR = Detector(shipped())
PATHS = [f"{path}?lang={lang}" for path in ("/about", "/iphone") for lang in LANGUAGES]


@pytest.mark.parametrize("path", PATHS)
def test_pages_answer_under_the_strict_policy(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-language"] == path[-2:]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert client.head(path).content == b""
    page = Tags(response.text)
    assert len(page.of("h1")) == 1
    assert not [
        1 for _, attributes in page.tags if "style" in attributes or any(n.startswith("on") for n in attributes)
    ]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for drawing in page.of("svg"):
        assert set((drawing["aria-labelledby"] or "").split()) <= set(ids)
    for link in page.of("a"):
        address = link["href"] or ""
        assert address.startswith(("/", "#")) or link["rel"] == "noreferrer noopener"


@pytest.mark.parametrize("path", PATHS)
def test_language_is_switched_on_the_same_page(client: TestClient, path: str) -> None:
    other = path[:-2] + ("es" if path.endswith("en") else "en")
    assert f'class="switch" href="{other}"' in client.get(path).text


def test_every_page_links_to_both(client: TestClient) -> None:
    links = [link["href"] for link in Tags(client.get("/?lang=es").text).of("a")]
    assert {"/about?lang=es", "/iphone?lang=es"} <= set(links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_sentence(language: Language) -> None:
    assert [figure.on for figure in figures() if figure.key not in texts(language)["figures"]] == []


def test_missed_targets_come_first(client: TestClient) -> None:
    page = client.get("/about?lang=en").text
    told = tell(DETECTOR, "en", date(2026, 11, 23))
    missed = [figure for figure in figures() if not figure.met]
    assert [goal.what for goal in told.missed] == [texts("en")["figures"][figure.key] for figure in missed]
    assert len(told.missed) + len(told.met) == len(metrics()["figures"])
    places = [page.index(f"<td>{escape(goal.what)}<") for goal in (*told.missed, *told.met)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0.0%"), (0.0059, "0.59%"), (0.9677, "96.8%"), (-0.0304, "\N{MINUS SIGN}3.0%"), (1.0, "100.0%")],
)
def test_share(value: float, shown: str) -> None:
    assert share(value, texts("en")) == shown


def test_plots_show_what_was_measured() -> None:
    told = tell(DETECTOR, "en", date(2026, 11, 23))
    for row in told.confusion.rows:
        measured = metrics()["challenge"]["confusion"][row.label]
        assert [(cell.said, cell.share) for cell in row.cells] == [(name, m["share"]) for name, m in measured.items()]
        assert all(0 <= cell.shade <= 0.4 for cell in row.cells)
    measured = metrics()["held_out_sources"]["calibration"]["reliability"]
    assert [(dot.said, dot.was, dot.n) for dot in told.reliability.dots] == [
        tuple(entry.values()) for entry in measured
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plots_have_tables_with_the_same_numbers(client: TestClient, lang: str) -> None:
    page = client.get(f"/about?lang={lang}").text
    drawn = [re.findall(r">([^<>]*)</text>", svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    shares = [text for text in drawn[0] if re.search(r"\d", text)]
    table = next(table for table in tables if texts(lang)["about"]["confusion"] in table)  # type: ignore[index]
    assert sorted(shares) == sorted(re.findall(r">(\d[\d.]*\s?%)</td>", table))


def test_facts_and_rules_are_all_there(client: TestClient) -> None:
    source = client.get("/about?lang=es").text
    words = Tags(source).words
    for fact in facts().values():
        assert f'id="fact-{fact.id}"' in source and fact.statement["es"] in words
    for rule in RULES:
        assert f'id="rule-{rule.id}"' in source and phrases("es")["rule"][rule.id] in words


def test_a_fact_past_its_day_is_marked() -> None:
    last = max(fact.expires for fact in facts().values())
    assert not any(fact.expired for fact in tell(DETECTOR, "en", date(2026, 11, 23)).facts)
    assert all(fact.expired for fact in tell(DETECTOR, "en", date(last.year + 1, 1, 1)).facts)


def test_figures_of_another_model_are_said_to_be() -> None:
    other = Detector(shipped()._replace(provenance={}))
    with TestClient(create_app(other)) as client:
        assert "another model" in client.get("/about?lang=en").text


def test_what_the_recipe_sends_is_answered(client: TestClient, scam: str) -> None:
    wanted = recipe("http://testserver/v1/check", "es")
    assert wanted.replace('"', "&#34;") in client.get("/iphone?lang=es").text
    head, _, body = wanted.partition("\n\n")
    request, *headers = head.split("\n")
    method, address = request.split(" ")
    sent = dict(header.split(": ") for header in headers)
    response = client.request(method, address, headers=sent, content=body.replace("…", "Su paquete: usps.top").encode())
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    assert response.headers["content-language"] == "es"
    assert len(response.text.splitlines()) == 2


def test_the_wheel_holds_the_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        assert wheel.read("api/metrics.json") == (ROOT / "data" / "metrics.json").read_bytes()
