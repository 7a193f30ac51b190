"""Read labelled messages that we wrote, and name every row that cannot be used."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from detector.channel import Channel
from detector.errors import InvalidMessageError
from detector.label import Label
from detector.message import Message
from training.errors import CorpusError
from training.example import Example

LICENCE = "MIT"


LureName = Literal[
    "address", "fee", "customs", "held", "refund", "survey", "prize", "job", "stamps", "account", "delivery",
    "toll", "bank", "tax", "family", "wrong-number", "crypto", "shop", "subscription", "tech-support", "government",
    "code", "utility", "rental", "medical", "debt", "other",
]  # fmt: skip
_ALLOWED: dict[str, tuple[str, ...]] = {
    "label": tuple(Label),
    "channel": tuple(Channel),
    "language": ("en", "es"),
    "lure": get_args(LureName),
}


class Row(BaseModel):
    """A line of a corpus file; see `data/README.md` for the meaning of each field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    sender: str
    channel: Channel
    label: Label
    campaign: str
    source: str
    language: Literal["en", "es"]
    lure: LureName | Literal[""] = ""


def read(paths: list[Path]) -> Iterator[Example]:
    """The examples of JSON Lines files, in order.

    Raises `CorpusError` at the first row that cannot be used, naming file and line:
    "data/corpus/x.jsonl:17: label 'spam' is not one of genuine, smishing, other".
    """
    for path in paths:
        try:
            # Only line feeds end a line: JSON lets texts hold the other characters that Python ends one at.
            lines = path.read_text("utf-8").split("\n")
        except OSError as error:
            raise CorpusError(f"{path}: cannot be read ({error.strerror})") from None
        except UnicodeDecodeError as error:
            raise CorpusError(f"{path}: not UTF-8 (byte {error.start})") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield example(line, f"{path}:{number}")


def example(line: str, place: str) -> Example:
    """The example of a line; raises `CorpusError`, naming the place, for what cannot be used."""
    try:
        row = Row.model_validate(json.loads(line))
        message = Message(row.text, row.sender, row.channel)
    except json.JSONDecodeError as error:
        raise CorpusError(f"{place}: not JSON ({error.msg} at column {error.colno})") from None
    except ValidationError as error:
        raise CorpusError(f"{place}: {_problem(error)}") from None
    except InvalidMessageError as error:
        raise CorpusError(f"{place}: {error}") from None
    return Example(message, row.label, row.campaign, row.source, row.language, LICENCE, row.lure)


def _problem(error: ValidationError) -> str:
    """The first problem of a row, in words."""
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "the row"
    match first["type"]:
        case "missing":
            return f"field '{name}' is missing"
        case "extra_forbidden":
            return f"field '{name}' is not one of {', '.join(Row.model_fields)}"
        case "enum" | "literal_error":
            return f"{name} '{first['input']}' is not one of {', '.join(_ALLOWED[name])}"
        case _:
            return f"{name}: {first['msg']}"
