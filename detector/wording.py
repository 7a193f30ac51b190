"""Masking and term extraction: one function, used by training and by scoring.

What rules check is masked, so that the words alone are weighed: links, phone numbers, addresses and tracking numbers
become one token each, digits become "0", and the names of carriers and other brands become "~carrier" and "~brand",
so that what is learnt of one serves all.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from detector.fold import Folded
from detector.message import Message
from detector.span import Span

_LONG_NUMBER = 7
_DROPPED = ""
# A lure pasted above or below an honest notice is diluted by it, so longer messages are read in passages as well, of
# about this many tokens.
_PASSAGE = 16
_PARAGRAPH = 6
_SENTENCE_END = re.compile(r"[.!?\n]\s*")


class Wording(NamedTuple):
    """What a message says when masked.

    `terms` are its tokens in order, then the pairs of neighbouring tokens. `places` says where each token stands: a
    range of the folded text, or the span that was masked. Few are ever shown, so `span` makes theirs when asked.
    """

    terms: tuple[str, ...]
    places: tuple[tuple[int, int] | Span, ...]
    folded: Folded

    @property
    def tokens(self) -> tuple[str, ...]:
        """The masked words alone."""
        return self.terms[: len(self.places)]

    @property
    def passages(self) -> tuple[tuple[int, int], ...]:
        """The range of tokens of each passage: from the start of every sentence, as many sentences as make one.

        None where the message is hardly longer than a passage.
        """
        tokens = len(self.places)
        if tokens <= _PASSAGE + _PASSAGE // 2:
            return ()
        ranges: dict[int, int] = {}
        starts = self._sentences()
        for number, (start, _) in enumerate(starts):
            end = next((at for at, least in starts[number + 1 :] if at - start >= least), tokens)
            if end == tokens:
                start = min(start, max(end - _PASSAGE, 0))
            ranges.setdefault(start, end)
        return tuple(ranges.items())

    def within(self, first: int, last: int) -> tuple[str, ...]:
        """The terms of a range of tokens."""
        tokens = len(self.places)
        return (*self.terms[first:last], *self.terms[tokens + first : tokens + last - 1])

    def _sentences(self) -> list[tuple[int, int]]:
        """The tokens that begin a sentence, and how long a passage must be to end before each.

        Long sentences count as several; at an empty line a passage may be shorter.
        """
        starts = [(0, 0)]
        text = self.folded.text
        places = [self._in_view(place) if isinstance(place, Span) else place for place in self.places]
        for at, ((_, before), (after, _)) in enumerate(pairwise(places), 1):
            # Most words stand one space apart.
            end = None if text[before:after] == " " else _SENTENCE_END.search(text, before, after)
            if end or at - starts[-1][0] >= 2 * _PASSAGE:
                starts.append((at, _PARAGRAPH if end and "\n\n" in end.group() else _PASSAGE))
        return starts

    def _in_view(self, span: Span) -> tuple[int, int]:
        return self.folded.view(span.start), self.folded.view(span.end)

    def span(self, term: str) -> Span:
        """Where in the text a term of this wording first stands."""
        at, count = self.terms.index(term), len(self.places)
        first, last = (at, at) if at < count else (at - count, at - count + 1)
        return Span("text", self.original(first)[0], self.original(last)[1])

    def original(self, at: int) -> tuple[int, int]:
        """The range of the original in which the token at an index stands."""
        place = self.places[at]
        return (place.start, place.end) if isinstance(place, Span) else self.folded.original(*place)


def mask(message: Message) -> Wording:
    """The masked words of a message; a masked piece of any length is one token."""
    (texts, words), folded = message.words, message.folded
    shapes = [word if word.isalpha() else _shape(word) for word in texts]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    tokens: list[str] = []
    places: list[tuple[int, int] | Span] = []
    done = 0
    for span, token in sorted(_masks(message)):
        # The masks are looked up among the folded words: looking up each word in the original would take longer.
        first = bisect_right(ends, folded.view(span.start), done)
        tokens += shapes[done:first]
        places += words[done:first]
        if token != _DROPPED:
            tokens.append(token)
            places.append(span)
        done = bisect_left(starts, folded.view(span.end), first)
    tokens += shapes[done:]
    places += words[done:]
    return Wording((*tokens, *map(" ".join, pairwise(tokens))), tuple(places), folded)


def _masks(message: Message) -> Iterator[tuple[Span, str]]:
    for span in message.frame:
        yield span, _DROPPED
    strangers = {link.span for link in message.unverified_links}
    for link in message.links:
        yield link.span, "~link" if link.span in strangers else "~knownlink"
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
    """A word that is not all letters: digits as "0", long numbers and mixtures as one token each."""
    if word.isdigit():
        return "0" * len(word) if len(word) < _LONG_NUMBER else "~number"
    letters = word.strip("0123456789")
    if any(character.isdigit() for character in letters):
        return "~code"
    return "".join("0" if character.isdigit() else character for character in word)
