"""Undo disguises of text, keeping for each character where it came from.

Two views of a text are made. The *visible* view is what a browser would make of an address: compatibility forms
(full-width, mathematical letters) become plain ones, zero-width characters vanish, but a Cyrillic letter stays
one, since it leads elsewhere. The *folded* view is what a reader believes to see: confusables of Unicode's own
table (UTS #39, through `disarm`) become Latin letters, accents go, spaced and dotted letters are joined
("U.S.P.S"), broken words are mended (`detector.mend`), and gaps between words become one space.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from detector.mend import Mend, find_mends, vocabulary

_WORD = re.compile(r"\S+")
_SPLIT_USPS = re.compile(
    r"U(?<![A-Za-z0-9]U)(?!SPS)[^A-Za-z0-9\n]{0,2}S[^A-Za-z0-9\n]{0,2}P[^A-Za-z0-9\n]{0,2}S(?![A-Za-z0-9])"
)
# Gaps of several characters, and line ends within a sentence, are read as one space.
_WIDE = re.compile(r"[^\S\n]{2}")
_CONTROLS = "\t\v\f\r\x1c\x1d\x1e\x1f"  # what is a gap in ASCII besides spaces and line ends
_BROKEN_LINE = re.compile(r"\n[ \t]*[a-z]")
_GAP = re.compile(r"[^\S\n]{2,}|[^\S\n]*(?<=[^\W\d_,])[ \t]*\r?\n[ \t]*(?=[a-z])")
_PLAIN = {
    **dict.fromkeys("®™©℠", ""),
    **dict.fromkeys("’‘ʼ`´", "'"),
    **dict.fromkeys("“”«»", '"'),
    **dict.fromkeys("–—‑‒−", "-"),
    **dict.fromkeys("。．｡", "."),
    "…": "...",
}
# All other characters stay as they are but for lower case, so long runs of them are copied whole.
_CONVERTED = re.compile(r"[^\x00-\x7f]|`")


class Folded(NamedTuple):
    """A view of a text: `text` itself, and for each of its characters the index in the original.

    `origins` is empty where the view is as long as the original and nothing moved. `disguises` are ranges
    of the original in which letters were hidden.
    """

    text: str
    origins: tuple[int, ...]
    length: int
    disguises: tuple[tuple[int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that the range `start` to `end` of this view came from."""
        if not self.origins:
            return start, end
        if start >= end:
            at = self.origins[start] if start < len(self.origins) else self.length
            return at, at
        return self.origins[start], self.origins[end - 1] + 1

    def view(self, index: int) -> int:
        """The index in this view of the first character at or after `index` of the original."""
        return index if not self.origins else bisect_right(self.origins, index - 1)


@lru_cache(maxsize=4096)
def _visible_character(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        # Invisible and combining characters; real accented letters come precomposed.
        return ""
    if category == "Zs":
        return " "
    return unicodedata.normalize("NFKC", character).lower()


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    visible = _visible_character(character)
    if visible.isascii():
        return visible
    import disarm  # here, because plain ASCII texts need not wait for it to load

    latin = disarm.normalize_confusables(visible)
    bare = "".join(c for c in unicodedata.normalize("NFD", latin) if not unicodedata.combining(c))
    return bare.lower()


def visible(text: str) -> Folded:
    """What a browser reads: lower case, compatibility forms resolved, invisible characters dropped."""
    if text.isascii():
        return Folded(text.lower(), (), len(text))
    return _collect(text, _visible_character)


def fold(text: str) -> Folded:
    """What a reader believes to see, with every disguise noted."""
    return _mend(text, characters(text))


def characters(text: str) -> Folded:
    """Each character folded by itself; words are left as they are written."""
    if text.isascii():
        return Folded(text.lower(), (), len(text))
    return _collect(text, _folded_character)._replace(disguises=tuple(_disguised_words(text)))


def _collect(text: str, convert: Callable[[str], str]) -> Folded:
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    moved = False
    for match in _CONVERTED.finditer(text):
        index = match.start()
        piece = convert(match.group())
        pieces += text[done:index].lower(), piece
        origins.extend(range(done, index))
        origins.extend([index] * len(piece))
        moved = moved or len(piece) != 1
        done = index + 1
    pieces.append(text[done:].lower())
    origins.extend(range(done, len(text)))
    return Folded("".join(pieces), tuple(origins) if moved else (), len(text))


def _disguised_words(text: str) -> Iterator[tuple[int, int]]:
    """Words in which letters were hidden or exchanged for look-alikes."""
    for word in _WORD.finditer(text):
        written = word.group()
        if not written.isascii() and _is_disguised(written):
            yield word.span()


def _is_disguised(word: str) -> bool:
    plain = exchanged = hidden = False
    before = ""
    for character in word:
        if unicodedata.category(character) == "Cf":
            hidden = True
            continue
        if hidden and _is_latin(before) and _is_latin(character):
            # Invisible characters between two Latin letters, where no script needs them.
            return True
        before, hidden = character, False
        if character.isascii():
            plain = plain or character.isalpha()
            continue
        folded = _folded_character(character)
        if folded.isascii() and folded.isalpha() and not _is_accented(character):
            if unicodedata.normalize("NFKC", character) != character:
                return True
            exchanged = True
    if not exchanged:
        return False
    return plain or "".join(map(_folded_character, word)).strip(".,:;!?") in vocabulary()


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_accented(character: str) -> bool:
    base = unicodedata.normalize("NFD", character)[0]
    return (base != character and base.isascii()) or character in "ªºøØłŁđĐıßæÆœŒ"


def replace(view: Folded, replacements: Iterable[tuple[int, int, str]]) -> Folded:
    """The view with ranges of it replaced, offsets kept; of overlapping ranges the first counts.

    `replacements` are (start, end, new text) in the view, in order of their starts.
    """
    origins = view.origins or range(len(view.text))
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for start, end, new in replacements:
        if start < done:
            continue
        pieces += view.text[done:start], new
        kept.extend(origins[done:start])
        # The first and the last new character come from the first and the last old one, so that quotes are whole.
        last = max(len(new) - 1, 1)
        kept.extend(origins[start + (end - 1 - start) * at // last] for at in range(len(new)))
        done = end
    if not done:
        return view
    pieces.append(view.text[done:])
    kept.extend(origins[done:])
    return view._replace(text="".join(pieces), origins=tuple(kept))


def _has_wide_gap(text: str) -> bool:
    """Whether two characters of a gap may stand together."""
    if not text.isascii():
        return _WIDE.search(text) is not None
    return "  " in text or any(map(text.__contains__, _CONTROLS))


def _mend(text: str, folded: Folded) -> Folded:
    """Join split names, mend broken words and close gaps; what hid letters is noted as a disguise."""
    found = [
        Mend(folded.view(match.start()), folded.view(match.end()), "usps", True) for match in _SPLIT_USPS.finditer(text)
    ]
    found += find_mends(folded.text)
    if _has_wide_gap(text) or _BROKEN_LINE.search(text):
        found += [
            Mend(folded.view(match.start()), folded.view(match.end()), " ", False) for match in _GAP.finditer(text)
        ]
    if not found:
        return folded
    found.sort()
    hidden = {folded.original(mend.start, mend.end) for mend in found if mend.hidden}
    mended = replace(folded, ((mend.start, mend.end, mend.word) for mend in found))
    return mended._replace(disguises=tuple(sorted({*folded.disguises, *hidden})))
