"""The sentences that people read, by language; one TOML file each, with the same keys."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def phrases(language: Language) -> dict[str, dict[str, str]]:
    """Every sentence of a language, by table and key."""
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))


def phrase(language: Language, table: str, key: str) -> str:
    """The sentence `key` of `table`; where a table has no such key, its `default`."""
    entries = phrases(language)[table]
    return entries.get(key) or entries["default"]
