"""Mend words that were broken on purpose or by a slip: "del1very", "pack·age", "p a c k a g e", "delviery".

A word is mended only where that makes a word that people write (`words.txt`, made from our own messages by training),
so codes, names and order numbers stay as they are.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Mend(NamedTuple):
    """A range of a text and what it says; `hidden` where letters were disguised, not merely mistyped."""

    start: int
    end: int
    word: str
    hidden: bool


_LEET = (str.maketrans("013457@$!|", "oieastasil"), str.maketrans("013457@$!|", "oleastasil"))
_LETTER = re.compile(r"[a-z]")
_LEET_SIGN = re.compile(r"[0-9@$!|]")
_SYMBOLS = re.compile(r"[^a-z0-9@$!|]+")
# Letters one by one with one and the same gap throughout, so that a wider gap or a mark between words parts them.
_SPACED = re.compile(
    r"(?<![a-z0-9])[a-z0-9@$!|](?P<gap>[^a-z0-9\n]{1,3})[a-z0-9@$!|](?![a-z0-9])(?:(?P=gap)[a-z0-9@$!|](?![a-z0-9])){2,}+"
)
# A word with digits for letters, or with up to three marks inside; what may part two words or belongs to an address
# ("/", "@" before a dot, ":", "'", "&") does not count as such a mark.
_BROKEN = re.compile(
    r"(?<![\w@$!|.*'/&:+-])(?=[a-z0-9@$!|]{0,20}(?:[0-9@$!|_]|[^\w\s'’/&:+,;?()\"]))[a-z0-9@$!|]{1,20}+"
    r"(?:[^\w\s'’/&:+@,;?()\"$!|]{1,3}_?[a-z0-9@$!|]{1,20}+|_[a-z0-9@$!|]{1,20}+){0,20}+(?![\w@/])"
)
_TOKEN = re.compile(r"\S+")
# What each run of spaced letters has somewhere; most texts do not.
_ALONE = re.compile(r"[^a-z0-9\n][a-z0-9@$!|][^a-z0-9\n]{1,3}[a-z0-9@$!|](?![a-z0-9])")
_AROUND = '.,:;!?()[]"*'
_REST = re.compile(r" ([a-z]{1,12})(?![\w@/:'-]|\.\w)")
_ORDINARY_HYPHEN = re.compile(r"[a-z]+(?:-[a-z]+)+")
_SHORTEST = 4  # letters of a word that is mended for itself; shorter ones only beside such
_LONGEST = 24
_MOST_SPACED = 600  # letters; a longer run is no message that a person could read
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@cache
def vocabulary() -> frozenset[str]:
    """The words that people write."""
    return frozenset(files("detector").joinpath("words.txt").read_text("utf-8").split())


@cache
def _ordered() -> list[str]:
    return sorted(vocabulary())


def find_mends(text: str) -> Iterator[Mend]:
    """What is broken in a folded text, in no order; ranges may overlap, the first of them counts."""
    strange = set(filter(_is_strange, set(text.split()) - vocabulary()))
    if strange:
        yield from _mends_of(strange, text)
    for match in _SPACED.finditer(text) if _ALONE.search(text) else ():
        joined = _SYMBOLS.sub("", match.group())
        if len(joined) > _MOST_SPACED:
            continue
        said = next((words for table in _LEET if (words := _parted(joined.translate(table)))), "")
        if said:
            yield Mend(match.start(), match.end(), said, True)


@lru_cache(maxsize=65536)
def _is_strange(token: str) -> bool:
    """Whether a token may want mending, alone or with the one behind it."""
    core = token.strip(_AROUND)
    if not core.isalpha():
        return any(_mended(written, 2) for _, written in _pieces(token))
    if len(core) < 2 or not core.isascii() or core in vocabulary():
        return False
    return bool(_meant(core)) or _begins_a_word(core)


def _pieces(token: str) -> list[tuple[int, str]]:
    """What may be broken words in a token, and where each stands in it."""
    return [(match.start(), match.group().rstrip("._-*!|")) for match in _BROKEN.finditer(token)]


def _begins_a_word(letters: str) -> bool:
    ordered = _ordered()
    after = bisect_right(ordered, letters)
    return after < len(ordered) and ordered[after].startswith(letters)


def _mends_of(strange: set[str], text: str) -> Iterator[Mend]:
    """What is broken in these tokens of a text."""
    broken: list[tuple[int, str]] = []
    for token in _TOKEN.finditer(text):
        written = token.group()
        if written not in strange:
            continue
        core = written.strip(_AROUND)
        if core.isalpha():
            start = token.start() + written.index(core)
            yield from _slip(text, start, start + len(core))
        else:
            broken += [(token.start() + at, piece) for at, piece in _pieces(written)]
    yield from _broken(broken)


def _broken(written: list[tuple[int, str]]) -> Iterator[Mend]:
    """The words among those that hold digits, symbols or marks."""
    found = [
        Mend(start, start + len(word), meant, _is_hidden(word, meant))
        for start, word in written
        if (meant := _mended(word, _SHORTEST))
    ]
    yield from found
    if sum(bool(_LEET_SIGN.search(word)) for start, word in written if _mended(word, _SHORTEST)) > 1:
        # Where longer words are disguised, the short ones are too: "y0u", "t0".
        for start, word in written:
            if _LEET_SIGN.search(word) and not _mended(word, _SHORTEST) and (meant := _mended(word, 2)):
                yield Mend(start, start + len(word), meant, True)


def _slip(text: str, start: int, end: int) -> Iterator[Mend]:
    """The word that an unknown one was meant to be, if any."""
    word = text[start:end]
    if not word.isascii() or len(word) < 2:
        return
    # "packa ge", "ar rived": a gap in the word, as readers of screenshots leave it.
    if (rest := _REST.match(text, end)) and word + rest[1] in vocabulary():
        yield Mend(start, rest.end(), word + rest[1], False)
    elif meant := _meant(word):
        yield Mend(start, end, meant, False)


@lru_cache(maxsize=8192)
def _mended(written: str, shortest: int) -> str:
    """The word that a broken one stands for, "" if none."""
    # A number is no broken word, even where its digits look like one: the ZIP Code 70115 is not "tolls".
    if len(written) > 2 * _LONGEST or not _LETTER.search(written):
        return ""
    bare = _SYMBOLS.sub("", written)
    for word in (bare, *(bare.translate(table) for table in _LEET)):
        if word != written and len(word) >= shortest and word in vocabulary():
            return word
    return ""


def _is_hidden(written: str, word: str) -> bool:
    """Whether it was disguised: a hyphen between two words is ordinary spelling, and joining it changes nothing."""
    if not _ORDINARY_HYPHEN.fullmatch(written):
        return True
    parts = written.split("-")
    return len(word) > 3 and not all(
        part in vocabulary() or part in ("re", "pre", "un", "non", "co", "e") for part in parts
    )


def _parted(letters: str) -> str:
    """A run of letters parted into words, the longest first; "" where a rest is no word."""
    said = []
    at = 0
    while at < len(letters):
        for length in range(min(_LONGEST, len(letters) - at), 1, -1):
            if letters[at : at + length] in vocabulary():
                break
        else:
            length = 1
            if letters[at] not in "ai":
                return ""
        said.append(letters[at : at + length])
        at += length
    return " ".join(said) if max(map(len, said)) >= _SHORTEST else ""


@lru_cache(maxsize=65536)
def _meant(word: str) -> str:
    """The word that an unknown one was meant to be: two neighbours swapped, a letter too many or too few."""
    known = vocabulary()
    # Each place is tried with each letter: a word of ten thousand would take seconds.
    if not _SHORTEST <= len(word) <= _LONGEST:
        return ""
    for at in range(len(word) - 1) if len(word) > 4 else (1,):
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if swapped in known:
            return swapped
    for at in range(1, len(word)) if len(word) > 4 else ():
        if word[at] == word[at - 1] and (single := word[:at] + word[at + 1 :]) in known:
            return single
    if len(word) > 5:
        for at in range(1, len(word)):
            if not _begins_a_word(word[:at]):
                break
            if longer := _with_a_letter(word[:at], word[at:]):
                return longer
    return ""


def _with_a_letter(start: str, end: str) -> str:
    """The first word that has one letter between this start and this end, "" if none."""
    if len(start) < 3:
        return next((word for letter in _ALPHABET if (word := start + letter + end) in vocabulary()), "")
    # Few words begin with three letters or more: they are sooner looked through than all letters tried.
    ordered, length = _ordered(), len(start) + 1 + len(end)
    for word in ordered[bisect_right(ordered, start) : bisect_right(ordered, f"{start}{{")]:
        if len(word) == length and word.endswith(end) and word[len(start)] in _ALPHABET:
            return word
    return ""


def forget() -> None:
    """Read the list of words anew when it is next asked for."""
    for remembered in (vocabulary, _ordered, _is_strange, _mended, _meant):
        remembered.cache_clear()
