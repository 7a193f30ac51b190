"""What a rule is."""

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from detector.label import Label
from detector.lure import Lure
from detector.message import Message
from detector.span import Span
from detector.verdict import ScorecardName

Reads = Literal["text", "sender"]
BOTH: tuple[ScorecardName, ...] = ("risk", "origin")


@dataclass(frozen=True)
class Rule:
    """A named question to a message; `rule(message)` gives the spans where the answer is yes, `()` is silent.

    `id` is the function's name and public API; `title` the first line of its docstring, the sentence a recipient
    reads; `page` the whole docstring. `points_to` fixes the sign that training may give it. `fact` is the id of the
    fact it rests on, "" for none; `lure` what the scam dangles, if the rule tells. `reads` says whether it looks at
    the text alone or at the sender too, `scorecards` in which of them it has a part.
    """

    id: str
    title: str
    page: str
    points_to: Label
    find: Callable[[Message], Iterable[Span]]
    fact: str = ""
    lure: Lure | None = None
    reads: Reads = "text"
    scorecards: tuple[ScorecardName, ...] = BOTH

    def __call__(self, message: Message) -> tuple[Span, ...]:
        """The spans where it fires."""
        return tuple(self.find(message))


def rule(
    points_to: Label,
    *,
    fact: str = "",
    lure: Lure | None = None,
    reads: Reads = "text",
    scorecards: tuple[ScorecardName, ...] = BOTH,
) -> Callable[[Callable[[Message], Iterable[Span]]], Rule]:
    """Make a rule of a function that yields the spans where it fires.

    What points to smishing says nothing of the origin of honest messages, so it has a part in risk alone.
    """

    def make(find: Callable[[Message], Iterable[Span]]) -> Rule:
        page = inspect.cleandoc(find.__doc__ or "")
        title = page.partition("\n")[0]
        has_part_in = ("risk",) if points_to is Label.SMISHING else scorecards
        return Rule(find.__name__, title, page, points_to, find, fact, lure, reads, has_part_in)

    return make


class Phrase:
    """A pattern for the folded text (lower case, no accents), tried only where one of `words` occurs.

    The words are a cheap gate: most messages hold none of them and cost one look-up in a set.
    """

    def __init__(self, words: str, pattern: str) -> None:
        self.words = frozenset(words.split())
        self.pattern = re.compile(pattern, re.VERBOSE)

    def __call__(self, message: Message) -> Sequence[Span]:
        """Where the phrase occurs in the original text."""
        if self.words.isdisjoint(message.vocabulary):
            return ()
        return message.spans_of(self.pattern)

    def found(self, message: Message) -> bool:
        """Whether the phrase occurs at all."""
        return not self.words.isdisjoint(message.vocabulary) and bool(self.pattern.search(message.folded.text))
