"""Dated facts, each with its source, and the brands whose names and domains are known.

The TOML files beside this one are the only place where such a fact stands.
"""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Fact(NamedTuple):
    """Something known, with where and when it was read.

    `values` are the domains, numbers or words that code compares with; `statement` is what a recipient reads,
    by language. `expires` is the day by which somebody checks the source again.
    """

    id: str
    values: frozenset[str]
    statement: dict[str, str]
    source: str
    checked: date
    expires: date

    def to_dict(self, language: str = "en") -> dict[str, object]:
        """The fact as the API shows it."""
        return {
            "id": self.id,
            "statement": self.statement[language],
            "values": sorted(self.values),
            "source": self.source,
            "checked": self.checked.isoformat(),
            "expires": self.expires.isoformat(),
        }


class Brand(NamedTuple):
    """A sender other than USPS that people know: its names in lower case, and the domains of its own."""

    name: str
    kind: str
    names: tuple[str, ...]
    domains: tuple[str, ...]


@cache
def facts() -> dict[str, Fact]:
    """Every fact by its id, in the order of the files."""
    return {
        entry["id"]: Fact(
            entry["id"],
            frozenset(entry["values"]),
            {"en": entry["en"], "es": entry["es"]},
            entry["source"],
            entry["checked"],
            entry["expires"],
        )
        for name in ("usps.toml", "links.toml")
        for entry in _read(name)["fact"]
    }


def fact(identifier: str) -> Fact:
    """The fact with this id; an unknown id is a `KeyError`, since ids are written in code only."""
    return facts()[identifier]


@cache
def brands() -> tuple[Brand, ...]:
    """The brands of `brands.toml`."""
    return tuple(
        Brand(entry["name"], entry["kind"], tuple(entry["names"]), tuple(entry["domains"]))
        for entry in _read("brands.toml")["brand"]
    )


@cache
def brand_of_domain() -> dict[str, Brand]:
    """Which brand each known registrable domain belongs to."""
    return {domain: brand for brand in brands() for domain in brand.domains}


def _read(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))
