"""Undo disguises of text, keeping for each character where it came from.

Two views of a text are made. The *visible* view is what a browser would make of an address: compatibility forms
(full-width, mathematical letters) become plain ones, zero-width characters vanish, but a Cyrillic letter stays
one, since it leads elsewhere. The *folded* view is what a reader believes to see: confusables of Unicode's own
table (UTS #39, through `disarm`) become Latin letters, accents go, spaced and dotted letters are joined
("U.S.P.S"), and leet and broken words are mended where they spell a word that matters ("del1very", "pack-age").
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

# Words worth mending when they are spelt with digits, symbols or breaks. Only these are touched, so a code
# such as "T3ST-01" or an order number stays as it is.
MENDED_WORDS = frozenset(
    """usps usps's postal postage service package packages parcel parcels delivery deliver delivered delivering
    redelivery redeliver address update updated confirm confirmation verify tracking track warehouse customs
    schedule scheduled reschedule link click reply payment account suspended unpaid refund shipment shipping
    incomplete incorrect invalid mailbox mail hours safari browser security information details number failed reward
    gift survey claim toll tolls amazon fedex netflix paypal bank visa irs paquete direccion entrega envio enviar
    tarifa aduana enlace responda actualice confirme cuenta pago""".split()
)
_LEET = str.maketrans("013457@$!|", "oieastasil")
_LEET_L = str.maketrans("013457@$!|", "oleastasil")
_WORD = re.compile(r"\S+")
_NOISE = re.compile(r"[-_.*·~^]+")
_LETTER = re.compile(r"[a-z]")
_BROKEN_WORD = re.compile(r"(?<![\w@$!|.*'/-])[a-z]*+[0-9@$!|.*_-][\w@$!|*.-]{0,16}(?![\w@/])")
# One and the same gap throughout, so that a wider gap or a mark between words parts them.
_SPACED = re.compile(
    r"(?<![a-z0-9])[a-z0-9@$!|](?P<gap>[^a-z0-9\n]{1,3})[a-z0-9@$!|](?![a-z0-9])(?:(?P=gap)[a-z0-9@$!|](?![a-z0-9])){2,}+"
)
_SPLIT_USPS = re.compile(
    r"(?<![A-Za-z0-9])(?!USPS)U[^A-Za-z0-9\n]{0,2}S[^A-Za-z0-9\n]{0,2}P[^A-Za-z0-9\n]{0,2}S(?![A-Za-z0-9])"
)
# These hyphens are ordinary spelling: "re-delivery", "pre-shipment", "e-mail".
_ORDINARY_PREFIX = re.compile(r"^(?:re|pre|e|un|non|co|mid)-")
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
    if text.isascii():
        characters = Folded(text.lower(), (), len(text))
    else:
        characters = _collect(text, _folded_character)
        characters = characters._replace(disguises=tuple(_disguised_words(text)))
    return _mend(text, characters)


def _collect(text: str, convert: Callable[[str], str]) -> Folded:
    pieces: list[str] = []
    origins: list[int] = []
    done = 0
    for match in _CONVERTED.finditer(text):
        index = match.start()
        piece = convert(match.group())
        pieces += text[done:index].lower(), piece
        origins.extend(range(done, index))
        origins.extend([index] * len(piece))
        done = index + 1
    pieces.append(text[done:].lower())
    origins.extend(range(done, len(text)))
    return Folded("".join(pieces), tuple(origins), len(text))


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
    return plain or "".join(map(_folded_character, word)).strip(".,:;!?") in MENDED_WORDS


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


def _mend(text: str, folded: Folded) -> Folded:
    """Join spaced letters and mend leet and broken words, noting each as a disguise."""
    mends = sorted(_mends(text, folded))
    if not mends:
        return folded
    found = {*folded.disguises, *(folded.original(start, end) for start, end, _ in mends)}
    return replace(folded, mends)._replace(disguises=tuple(sorted(found)))


def _mends(text: str, folded: Folded) -> Iterator[tuple[int, int, str]]:
    for match in _SPLIT_USPS.finditer(text):
        yield folded.view(match.start()), folded.view(match.end()), "usps"
    for match in _SPACED.finditer(folded.text):
        joined = re.sub(r"[^a-z0-9@$!|]+", "", match.group()).translate(_LEET)
        if any(word in joined for word in ("usps", "package", "parcel", "delivery", "address", "postal")):
            yield match.start(), match.end(), joined
    for match in _BROKEN_WORD.finditer(folded.text):
        mended = _mended_word(match.group())
        if mended:
            yield match.start(), match.start() + len(match.group().rstrip("._-*")), mended


def _mended_word(written: str) -> str:
    written = written.rstrip("._-*")
    # A number is no broken word, even where its digits look like one: the ZIP Code 70115 is not "tolls".
    if not _LETTER.search(written) or _ORDINARY_PREFIX.match(written):
        return ""
    bare = _NOISE.sub("", written)
    for word in (bare.translate(_LEET), bare.translate(_LEET_L)):
        if word in MENDED_WORDS and word != written:
            return word
    return ""
