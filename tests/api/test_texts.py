import re
from importlib.resources import files
from pathlib import Path

import pytest

from api.texts import texts
from detector.phrases import LANGUAGES

ALL = {
    language: {f"{table}.{key}": text for table, entries in texts(language).items() for key, text in entries.items()}
    for language in LANGUAGES
}
API = Path(str(files("api")))
CODE = "\n".join(path.read_text("utf-8") for path in [*API.glob("*.py"), *API.glob("templates/*.html")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing(language: str) -> None:
    assert list(ALL[language]) == list(ALL["en"])  # type: ignore[index]


@pytest.mark.parametrize("key", ALL["en"])
def test_placeholders_agree(key: str) -> None:
    english, spanish = (set(re.findall(r"\{(\w+)\}", ALL[language][key])) for language in LANGUAGES)
    assert english == spanish


@pytest.mark.parametrize("key", ALL["en"])
def test_every_string_is_used(key: str) -> None:
    table, name = key.split(".")
    built = {
        "error": name.startswith(("text_", "sender_")),
        "answer": name in ("smishing", "genuine", "other"),
        "evidence": name.startswith(("risk", "origin")),
        "mail": name.startswith("authentication_"),
    }.get(table, False)
    assert built or f"t.{key}" in CODE or f'"{name}"' in CODE


@pytest.mark.parametrize("key", ALL["en"])
def test_spanish_is_not_english(key: str) -> None:
    same = {"page.home", "evidence.model"}
    assert key in same or ALL["es"][key] != ALL["en"][key]
