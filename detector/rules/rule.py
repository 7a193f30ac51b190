"""What a rule is."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from detector.label import Label
from detector.lure import Lure
from detector.message import Message
from detector.openings import Phrase
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
    the text alone or at the sender too, `scorecards` in which of them it has a part. `needs` is what has to be there
    for it to fire at all, a phrase or something that is read off a message: without it the rule is not even asked.
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
    needs: Phrase | str = ""

    def __call__(self, message: Message) -> tuple[Span, ...]:
        """The spans where it fires."""
        needs = self.needs
        if needs:
            there = getattr(message, needs) if isinstance(needs, str) else needs.number in message.openings
            if not there:
                return ()
        return self.answer(message)

    def answer(self, message: Message) -> tuple[Span, ...]:
        """The same where what it needs is known to be there; what it read off the text is noted for other rules."""
        if self.reads == "sender":
            return tuple(self.find(message))
        noted = message.noted
        found: tuple[Span, ...] | None = noted.get(self.id)
        if found is None:
            found = noted[self.id] = tuple(self.find(message))
        return found


def rule(
    points_to: Label,
    *,
    fact: str = "",
    lure: Lure | None = None,
    reads: Reads = "text",
    scorecards: tuple[ScorecardName, ...] = BOTH,
    needs: Phrase | str = "",
) -> Callable[[Callable[[Message], Iterable[Span]]], Rule]:
    """Make a rule of a function that yields the spans where it fires.

    What points to smishing says nothing of the origin of honest messages, so it has a part in risk alone.
    """

    def make(find: Callable[[Message], Iterable[Span]]) -> Rule:
        page = inspect.cleandoc(find.__doc__ or "")
        title = page.partition("\n")[0]
        has_part_in = ("risk",) if points_to is Label.SMISHING else scorecards
        return Rule(find.__name__, title, page, points_to, find, fact, lure, reads, has_part_in, needs)

    return make
