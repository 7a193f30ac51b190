"""What an answer is used for, and the thresholds that follow; `profiles.toml` holds them with their reasons."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from detector.verdict import Thresholds


class Profile(StrEnum):
    """The uses of an answer."""

    CONSUMER = "consumer"
    GATEWAY = "gateway"
    ANALYST = "analyst"


@cache
def thresholds_of(profile: Profile) -> Thresholds | None:
    """The thresholds of a profile; None for those that come with the scorecard."""
    if profile is Profile.CONSUMER:
        return None
    content = tomllib.loads(files("api").joinpath("profiles.toml").read_text("utf-8"))
    return Thresholds(**{name: content[profile][name] for name in Thresholds._fields})
