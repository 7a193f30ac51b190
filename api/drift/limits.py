"""The limits of `limits.toml`, typed."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Limits(NamedTuple):
    """From when on a week differs; `limits.toml` says what each is for."""

    weeks_before: int
    weeks_least_messages: int
    score_stability_index: float
    rules_points: float
    rules_deviations: float
    words_points: float
    words_every: int
    reports_host: int
    reports_campaign: int


@cache
def limits() -> Limits:
    """The limits that come with this package."""
    content = tomllib.loads((files("api.drift") / "limits.toml").read_text("utf-8"))
    return Limits(**{f"{table}_{name}": value for table, rows in content.items() for name, value in rows.items()})
