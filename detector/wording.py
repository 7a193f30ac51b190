"""Masking and term extraction: one function, used by training and by scoring.

What rules check is masked, so that the words alone are weighed: links, phone numbers, addresses and tracking numbers
become one token each, digits become "0", and the names of carriers and other brands become "~carrier" and "~brand",
so that what is learnt of one serves all.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from detector.fold import Folded
from detector.message import Message
from detector.names import Word
from detector.span import Span

_LONG_NUMBER = 7
_DROPPED = ""
# A lure pasted above or below an honest notice is diluted by it, so long messages are read in passages as well: this
# many tokens each, half of them shared with the next.
_PASSAGE = 40
_STEP = 20
_START = attrgetter("start")
_END = attrgetter("end")


class Wording(NamedTuple):
    """What a message says when masked.

    `terms` are its tokens in order, then the pairs of neighbouring tokens. `places` says where each token stands: a
    word of the folded text, or the span that was masked. Few are ever shown, so `span` makes theirs when asked.
    """

    terms: tuple[str, ...]
    places: tuple[Word | Span, ...]
    folded: Folded

    @property
    def tokens(self) -> tuple[str, ...]:
        """The masked words alone."""
        return self.terms[: len(self.places)]

    @property
    def passages(self) -> tuple[tuple[str, ...], ...]:
        """The terms of each passage; none where the message is no longer than one and a half."""
        tokens = self.tokens
        if len(tokens) <= _PASSAGE + _STEP:
            return ()
        starts = [*range(0, len(tokens) - _PASSAGE, _STEP), len(tokens) - _PASSAGE]
        pairs = self.terms[len(tokens) :]
        return tuple(
            (*tokens[start : start + _PASSAGE], *pairs[start : start + _PASSAGE - 1]) for start in starts
        )

    def span(self, term: str) -> Span:
        """Where in the text a term of this wording first stands."""
        at, count = self.terms.index(term), len(self.places)
        first, last = (at, at) if at < count else (at - count, at - count + 1)
        return Span("text", self.original(first)[0], self.original(last)[1])

    def original(self, at: int) -> tuple[int, int]:
        """The range of the original in which the token at an index stands."""
        place = self.places[at]
        return (place.start, place.end) if isinstance(place, Span) else self.folded.original(place.start, place.end)


def mask(message: Message) -> Wording:
    """The masked words of a message; a masked piece of any length is one token."""
    words, folded = message.words, message.folded
    shapes = [_shape(word.text) for word in words]
    tokens: list[str] = []
    places: list[Word | Span] = []
    done = 0
    for span, token in sorted(_masks(message)):
        # The masks are looked up among the folded words: looking up each word in the original would take longer.
        first = bisect_right(words, folded.view(span.start), done, key=_END)
        tokens += shapes[done:first]
        places += words[done:first]
        if token != _DROPPED:
            tokens.append(token)
            places.append(span)
        done = bisect_left(words, folded.view(span.end), first, key=_START)
    tokens += shapes[done:]
    places += words[done:]
    return Wording((*tokens, *map(" ".join, pairwise(tokens))), tuple(places), folded)


def _masks(message: Message) -> Iterator[tuple[Span, str]]:
    for span in message.frame:
        yield span, _DROPPED
    for link in message.links:
        yield link.span, "~link"
    for email in message.emails:
        yield email.span, "~email"
    for number in message.tracking_numbers:
        yield number.span, "~tracking"
    for phone in message.phones:
        yield phone.span, "~phone"
    for name in message.names:
        carrier = name.brand is None or name.brand.kind == "carrier"
        yield name.span, "~carrier" if carrier else "~brand"


def _shape(word: str) -> str:
    """The word with digits as "0"; long numbers and mixtures as one token each."""
    if word.isalpha():
        return word
    if word.isdigit():
        return "0" * len(word) if len(word) < _LONG_NUMBER else "~number"
    letters = word.strip("0123456789")
    if any(character.isdigit() for character in letters):
        return "~code"
    return "".join("0" if character.isdigit() else character for character in word)
