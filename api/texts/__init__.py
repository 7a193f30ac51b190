"""The page's own strings, by language; one TOML file each, with the same keys."""

import tomllib
from functools import cache
from importlib.resources import files

from detector.phrases import Language

Texts = dict[str, dict[str, str]]


@cache
def texts(language: Language) -> Texts:
    """Every string of a language, by table and key."""
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
