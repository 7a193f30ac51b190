"""Phrases, found by the words that they begin with.

Python's `re` tries a pattern that begins with a choice of words at each character of a text, which would be most of
what a rule costs. So the words that can begin a phrase are read off its pattern, once; the words of a message are
looked up for all phrases together; and a pattern is tried only where a word stands that can begin it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import count
from re import _constants as sre  # type: ignore[attr-defined]  # nothing public takes a pattern apart
from re import _parser as patterns  # type: ignore[attr-defined]
from typing import Any, Protocol

from detector.fold import Folded
from detector.span import Span
from detector.words import Words

# Of each phrase, by its number, where in the folded text words stand that can begin it.
Openings = Mapping[int, Sequence[int]]


class Spoken(Protocol):
    """What a phrase is looked for in: a message."""

    @property
    def folded(self) -> Folded:
        """Its folded text."""

    @property
    def openings(self) -> Openings:
        """Where phrases can begin in it."""


class Phrase:
    """A pattern for the folded text (lower case, no accents) that begins with words, at the edge of the first.

    Raises `ValueError` for one that can begin otherwise: it would have to be tried everywhere.
    """

    def __init__(self, pattern: str) -> None:
        self.number, self._written = next(_numbers), pattern
        for word, is_whole in opening_words(pattern):
            (_whole if is_whole else _begun)[word].append(self.number)
            _beginnings.add(word[:3])
        # What words opened before is not remembered any more: this phrase may be among it.
        _opened.cache_clear()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when a word that can begin it first stands in a text: a first message needs few."""
        return re.compile(self._written, re.VERBOSE)

    @cached_property
    def _match(self) -> Callable[[str, int], re.Match[str] | None]:
        return self.pattern.match

    def __call__(self, message: Spoken) -> Sequence[Span]:
        """Where the phrase occurs in the original text."""
        original = message.folded.original
        return [Span("text", *original(*match.span())) for match in self.matches(message.folded.text, message.openings)]

    def found(self, message: Spoken) -> bool:
        """Whether the phrase occurs at all."""
        text = message.folded.text
        return any(self._match(text, start) for start in message.openings.get(self.number, ()))

    def matches(self, text: str, openings: Openings) -> list[re.Match[str]]:
        """What `finditer` of the pattern would find in a folded text with these openings."""
        found, end = [], 0
        for start in openings.get(self.number, ()):
            if start >= end and (match := self._match(text, start)):
                found.append(match)
                end = match.end()
        return found


_numbers = count()
# The phrases that begin with a whole word, and those that begin with any word that begins so; digits are "0".
_whole: defaultdict[str, list[int]] = defaultdict(list)
_begun: defaultdict[str, list[int]] = defaultdict(list)
# How any of these begins: up to three characters, by which most words that open nothing are told.
_beginnings: set[str] = set()
_DIGIT = re.compile(r"\d")
_PART = re.compile(r"[^\W_]+")


def openings(words: Words) -> Openings:
    """Where phrases can begin in a text of these words."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for start, opened in zip(words.starts, map(_opened, words.texts), strict=True):
        for offset, number in opened:
            found[number].append(start + offset)
    return found


@lru_cache(maxsize=16_384)
def _opened(word: str) -> tuple[tuple[int, int], ...]:
    """The phrases that a word can begin, and at which of its characters: "don't" has the parts "don" and "t"."""
    if word.isalpha():
        return tuple([(0, number) for number in _opened_by(word)])
    parts = [(part.start(), _DIGIT.sub("0", part.group())) for part in _PART.finditer(word)]
    return tuple([(offset, number) for offset, part in parts for number in _opened_by(part)])


def _opened_by(part: str) -> Collection[int]:
    if not (part[:3] in _beginnings or part[:2] in _beginnings or part[:1] in _beginnings):
        return ()
    numbers = {*_whole.get(part, ())}
    for length in range(1, len(part) + 1):
        numbers.update(_begun.get(part[:length], ()))
    return numbers


# What a pattern can begin with is read node by node. A head is the beginning of a word, as far as it was read; "" where
# only an edge was read, and _NOWHERE where not even that.
_NOWHERE = "|"
_Heads = set[str]
_Words = set[tuple[str, bool]]
_FEW = 16  # characters of a set that are told apart


def opening_words(pattern: str) -> _Words:
    """The words that a phrase can begin with, digits as "0"; False beside what only begins such words.

    What cannot be told apart is taken for more than it is, never for less.
    """
    words, heads = _read(patterns.parse(pattern, re.VERBOSE), {_NOWHERE})
    return words | _any_word(heads)


def _read(nodes: Any, heads: _Heads) -> tuple[_Words, _Heads]:
    """The words that end within these nodes, and the heads that go on behind them."""
    words: _Words = set()
    for kind, value in nodes:
        ended, heads = _step(kind, value, heads)
        words |= ended
        if not heads:
            break
    return words, heads


def _step(kind: Any, value: Any, heads: _Heads) -> tuple[_Words, _Heads]:
    if (kind, value) == (sre.AT, sre.AT_BOUNDARY):
        begun = heads - {"", _NOWHERE}
        return {(head, True) for head in begun}, set() if begun == heads else {""}
    if kind in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return set(), heads
    if kind is sre.BRANCH:
        read = [_read(branch, heads) for branch in value[1]]
        return set().union(*(words for words, _ in read)), set().union(*(left for _, left in read))
    if kind in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
        return _read(value[-1] if kind is sre.SUBPATTERN else value, heads)
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _repeat(value, heads)
    characters = _characters(kind, value)
    if characters is None:
        return _any_word(heads), set()
    letters = {character for character in characters if character.isalnum()}
    if letters and _NOWHERE in heads:
        raise ValueError("a phrase must begin at the edge of a word; write \\b before it")
    return set() if letters == characters else _whole_word(heads), {
        head + letter for head in heads for letter in letters
    }


def _repeat(value: Any, heads: _Heads) -> tuple[_Words, _Heads]:
    least, most, nodes = value
    words: _Words = set()
    for _ in range(least):
        ended, heads = _read(nodes, heads)
        words |= ended
    if most == least:
        return words, heads
    ended, longer = _read(nodes, heads)
    if most - least == 1:
        return words | ended, heads | longer
    # However often it comes again, the word begins like this.
    return words | ended | (_any_word(longer) if longer else set()), heads


def _characters(kind: Any, value: Any) -> set[str] | None:
    """The characters that a node stands for, digits as "0" and gaps as " "; None where they are many."""
    if kind is sre.LITERAL:
        kind, value = sre.IN, [(kind, value)]
    if kind is not sre.IN:
        return None
    found: set[str] = set()
    for part, what in value:
        if part is sre.LITERAL:
            found.add(chr(what))
        elif part is sre.RANGE and what[1] - what[0] < _FEW:
            found.update(map(chr, range(what[0], what[1] + 1)))
        elif (part, what) in ((sre.CATEGORY, sre.CATEGORY_DIGIT), (sre.CATEGORY, sre.CATEGORY_SPACE)):
            found.add("0" if what is sre.CATEGORY_DIGIT else " ")
        else:
            return None
    return {"0" if character.isdigit() else character for character in found}


def _whole_word(heads: _Heads) -> _Words:
    return {(head, True) for head in _begun_words(heads)}


def _any_word(heads: _Heads) -> _Words:
    """Any word that begins with one of the heads."""
    return {(head, False) for head in _begun_words(heads)}


def _begun_words(heads: _Heads) -> _Heads:
    if heads & {"", _NOWHERE}:
        raise ValueError("a phrase must begin with a word, one that its pattern spells out")
    return heads
