"""The limits of the gate, as `gate.toml` states them."""

import hashlib
import tomllib
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

FILE = "gate.toml"


class Limit(BaseModel):
    """How much worse one figure may become; see `gate.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figure: str
    count: int | None = None
    most: float = 0.0
    end: Literal["high", "measured"] = "high"
    few: int = 0

    def holds(self, found: dict[str, Any]) -> bool:
        """Whether a figure of `training.comparison` keeps to it."""
        if self.count is not None:
            return bool(found["count"] <= self.count)
        if found.get("worse", self.few) < self.few:
            return True
        return bool((found["interval"][1] if self.end == "high" else found["difference"]) <= self.most)


class Limits(BaseModel):
    """All limits, and what the locked set is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int
    notices_each: int
    tricks_of_label: int
    limit: tuple[Limit, ...]


def limits() -> Limits:
    """The limits of `gate.toml`."""
    return Limits.model_validate(tomllib.loads(_text()))


def limits_digest() -> str:
    """A short digest of `gate.toml`."""
    return hashlib.sha256(_text().encode()).hexdigest()[:16]


def _text() -> str:
    return files("training").joinpath(FILE).read_text("utf-8")
