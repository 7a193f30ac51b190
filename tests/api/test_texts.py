import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import nodes

from api.figures import figures
from api.texts import texts
from api.view import TEMPLATES
from detector.phrases import LANGUAGES

ALL = {
    language: {f"{table}.{key}": text for table, entries in texts(language).items() for key, text in entries.items()}
    for language in LANGUAGES
}
KEYS = {figure.key for figure in figures()}
API = Path(str(files("api")))
CODE = "\n".join(path.read_text("utf-8") for path in [*API.rglob("*.py"), *API.glob("templates/*")])


def extracted() -> Iterator[str]:
    """Every string that a template asks for, as `t.table.key`."""
    loader = TEMPLATES.loader
    assert loader
    for name in loader.list_templates():
        tree = TEMPLATES.parse(loader.get_source(TEMPLATES, name)[0])
        for key in tree.find_all(nodes.Getattr):
            table = key.node
            if isinstance(table, nodes.Getattr) and isinstance(table.node, nodes.Name) and table.node.name == "t":
                yield f"{table.attr}.{key.attr}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_missing(language: str) -> None:
    asked = set(extracted())
    assert len(asked) > 30
    assert sorted(asked - ALL[language].keys()) == []  # type: ignore[index]


@pytest.mark.parametrize("name", sorted(path.name for path in API.glob("templates/*")))
def test_no_template_holds_words_of_its_own(name: str) -> None:
    tree = TEMPLATES.parse((API / "templates" / name).read_text("utf-8"))
    written = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    outside = re.sub(r"<code>.*?</code>|<[^>]*>|(?<=>)/[\w/]+|[a-z-]+=\"[^\"]*\"?|&\w+;", " ", written)
    said = [word for word in re.findall(r"[^\W\d_]{3,}", outside) if word not in ("Postproof", "DOCTYPE", "html")]
    assert said == [] or name.endswith((".js", ".json"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_whole(language: str) -> None:
    with (API / "texts" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    assert [message.id for message in catalogue if message.id and (not message.string or message.fuzzy)] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing(language: str) -> None:
    assert sorted(ALL[language]) == sorted(ALL["en"])  # type: ignore[index]


@pytest.mark.parametrize("key", ALL["en"])
def test_placeholders_agree(key: str) -> None:
    english, spanish = (set(re.findall(r"\{(\w+)\}", ALL[language][key])) for language in LANGUAGES)
    assert english == spanish


@pytest.mark.parametrize("key", ALL["en"])
def test_every_string_is_used(key: str) -> None:
    table, name = key.split(".")
    built = {
        "report": name in ("deleted", "unknown"),
        "error": name.startswith(("text_", "sender_")),
        "answer": name in ("smishing", "genuine", "other"),
        "evidence": name.startswith(("risk", "origin")),
        "mail": name.startswith("authentication_"),
        "figures": name in KEYS,
        "short": name in KEYS,
    }.get(table, False)
    assert built or f"t.{key}" in CODE or f'"{name}"' in CODE


@pytest.mark.parametrize("key", ALL["en"])
def test_spanish_is_not_english(key: str) -> None:
    same = {"page.home", "evidence.model"}
    assert key in same or ALL["es"][key] != ALL["en"][key]
