"""Known messages with known labels: they test reviewers, and what nearly says the same."""

from functools import cache
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, model_validator

from api.packaged import packaged
from detector import Label, Message
from detector.near import NearDuplicates, fingerprint, minhash


class Canary(NamedTuple):
    """A known message and its label; `claim` is a wrong one, which a careless reviewer lets pass."""

    message: Message
    label: Label
    language: str

    @property
    def claim(self) -> Label:
        """The label under which it stands in the queue."""
        return Label.GENUINE if self.label is Label.SMISHING else Label.SMISHING


class Row(BaseModel):
    """A known message as its file holds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    sender: str
    label: Label
    language: Literal["en", "es"] = "en"

    @model_validator(mode="after")
    def _readable(self) -> "Row":
        Message(self.text, self.sender)
        return self


class File(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    canary: tuple[Row, ...]


@cache
def canaries() -> tuple[Canary, ...]:
    """The messages of `canaries.toml`. Raises `api.packaged.PackagedError`."""
    rows = packaged("api.review", "canaries.toml", File).canary
    return tuple(Canary(Message(row.text, row.sender), row.label, row.language) for row in rows)


@cache
def _index() -> NearDuplicates:
    index = NearDuplicates()
    for canary in canaries():
        index.add(minhash(fingerprint(canary.message)))
    return index


def known_labels_near(message: Message) -> frozenset[Label]:
    """The labels of the known messages that a message nearly repeats."""
    near = (canaries()[at] for at in _index().like(minhash(fingerprint(message))))
    leads = leads_of(message)
    return frozenset(canary.label for canary in near if leads_of(canary.message) == leads)


def leads_of(message: Message) -> str:
    """Where its calls to action lead: a scam that copies a notice word for word leads elsewhere, and is not like it."""
    return "+".join(sorted({call.leads_to.value for call in message.calls}))
