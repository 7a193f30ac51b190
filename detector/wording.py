"""Masking and term extraction: one function, used by training and by scoring.

What rules check is masked, so that the words alone are weighed: links, phone numbers, addresses and tracking numbers
become one token each, digits become "0", and the names of carriers and other brands become "~carrier" and "~brand",
so that what is learnt of one serves all.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
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

    `terms` are its tokens in order, then the pairs of neighbouring tokens. `starts` and `ends` say where each token
    stands in the folded text; of a masked one, named by its index, `masked` has the span in the original.
    """

    terms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    masked: Mapping[int, Span]
    folded: Folded

    @property
    def tokens(self) -> tuple[str, ...]:
        """The masked words alone."""
        return self.terms[: len(self.starts)]

    @property
    def passages(self) -> tuple[tuple[int, int], ...]:
        """The range of tokens of each passage: from the start of every sentence, as many sentences as make one.

        None where the message is hardly longer than a passage.
        """
        tokens = len(self.starts)
        if tokens <= _PASSAGE + _PASSAGE // 2:
            return ()
        ranges: dict[int, int] = {}
        sentences = self._sentences()
        behind = 0
        for start, _ in sentences:
            # What was too near to end an earlier passage is too near to end this one.
            while behind < len(sentences) and sentences[behind][0] - start < max(sentences[behind][1], 1):
                behind += 1
            end = sentences[behind][0] if behind < len(sentences) else tokens
            if end == tokens:
                start = min(start, max(end - _PASSAGE, 0))
            ranges.setdefault(start, end)
        return tuple(ranges.items())

    def within(self, first: int, last: int) -> tuple[str, ...]:
        """The terms of a range of tokens."""
        tokens = len(self.starts)
        return (*self.terms[first:last], *self.terms[tokens + first : tokens + last - 1])

    def _sentences(self) -> list[tuple[int, int]]:
        """The tokens that begin a sentence, and how long a passage must be to end before each.

        Long sentences count as several; at an empty line a passage may be shorter.
        """
        starts, ends, last = self.starts, self.ends, 0
        sentences = [(0, 0)]
        for end in _SENTENCE_END.finditer(self.folded.text, ends[0], starts[-1]):
            at = bisect_left(starts, end.start(), last)
            # Only the first mark of a gap ends a sentence, and none within a masked address does.
            if at == last or ends[at - 1] > end.start():
                continue
            sentences += [(part, _PASSAGE) for part in range(last + 2 * _PASSAGE, at, 2 * _PASSAGE)]
            sentences.append((at, _PARAGRAPH if "\n\n" in end.group() else _PASSAGE))
            last = at
        sentences += [(part, _PASSAGE) for part in range(last + 2 * _PASSAGE, len(starts), 2 * _PASSAGE)]
        return sentences

    def span(self, at: int) -> Span:
        """Where in the text the term at an index stands."""
        count = len(self.starts)
        if at < count:
            return Span("text", *self.original(at))
        return Span("text", self.original(at - count)[0], self.original(at - count + 1)[1])

    def original(self, at: int) -> tuple[int, int]:
        """The range of the original in which the token at an index stands."""
        span = self.masked.get(at)
        return (span.start, span.end) if span else self.folded.original(self.starts[at], self.ends[at])


def mask(message: Message) -> Wording:
    """The masked words of a message; a masked piece of any length is one token."""
    (texts, starts, ends), folded = message.words, message.folded
    shapes = [word if word.isalpha() else _shape(word) for word in texts]
    tokens: list[str] = []
    begins: list[int] = []
    stops: list[int] = []
    masked: dict[int, Span] = {}
    done = 0
    for span, token in sorted(_masks(message)):
        # The masks are looked up among the folded words: looking up each word in the original would take longer.
        start, end = folded.view(span.start), folded.view(span.end)
        first = bisect_right(ends, start, done)
        tokens += shapes[done:first]
        begins += starts[done:first]
        stops += ends[done:first]
        if token != _DROPPED:
            masked[len(tokens)] = span
            tokens.append(token)
            begins.append(start)
            stops.append(end)
        done = bisect_left(starts, end, first)
    tokens += shapes[done:]
    pairs = map(" ".join, pairwise(tokens))
    return Wording((*tokens, *pairs), (*begins, *starts[done:]), (*stops, *ends[done:]), masked, folded)


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


@lru_cache(maxsize=8192)
def _shape(word: str) -> str:
    """A word that is not all letters: digits as "0", long numbers and mixtures as one token each."""
    if word.isdigit():
        return "0" * len(word) if len(word) < _LONG_NUMBER else "~number"
    letters = word.strip("0123456789")
    if any(character.isdigit() for character in letters):
        return "~code"
    return "".join("0" if character.isdigit() else character for character in word)
