"""Where in the original message a reason points."""

from typing import Literal, NamedTuple

Field = Literal["text", "sender"]


class Span(NamedTuple):
    """A half-open range of characters of one field of a message.

    `field` is `text` or `sender`; `start` and `end` count characters of the original, so that
    `message.text[start:end]` is the quote. A span over the whole text is a reason about all of it.
    """

    field: Field
    start: int
    end: int
