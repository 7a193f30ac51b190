"""Tricks on letters: exchanged for look-alikes, hidden, parted, misspelt."""

import re
from collections.abc import Mapping
from random import Random

from detector.message import Message
from training.attacks.attack import EMOJI, attack, in_letters, in_spans, in_words

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LOOK_ALIKES = {
    "a": "а", "c": "с", "d": "ԁ", "e": "е", "h": "һ", "i": "і", "j": "ј", "o": "оο", "p": "рρ", "s": "ѕ", "x": "х",
    "y": "у", "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "I": "ІΙ", "J": "Ј", "K": "КΚ", "M": "МΜ",
    "N": "Ν", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ", "U": "Ս", "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ",
}  # fmt: skip
_LEET = str.maketrans("oies", "0135")
_MARKED = {"a": "áàä", "e": "éèë", "i": "íìï", "o": "óòö", "u": "úùü", "n": "ñ", "c": "ç", "y": "ý"}
_OCR = (("rn", "m"), ("m", "rn"), ("l", "I"), ("I", "l"), ("cl", "d"), ("O", "0"), ("vv", "w"))
# What a filter is thought to look for.
_KEY = (
    "usps|postal|postage|ups|fedex|dhl|amazon|packages?|parcels?|deliver(?:y|ed|ies)?|redeliver[a-z]*|shipments?"
    "|shipping|mail|address|update[a-z]*|confirm[a-z]*|verif[a-z]+|track[a-z]*|warehouse|customs|fees?|pay|paid|payment"
    "|unpaid|toll|bank|account|card|suspended|locked|links?|click|reply|tap|visit|urgent[a-z]*|immediate[a-z]*|winner"
    "|prize|gift|refund|security|code|login|password|order|paquetes?|env[ií]os?|entrega[a-z]*|direcci[oó]n|aduanas?"
    "|tarifa|pago|pague|cuenta|tarjeta|enlace|haga|actuali[a-z]+|correo|banco|c[oó]digo|pedido"
)
_KEY_WORD = re.compile(rf"\b(?:{_KEY})\b", re.IGNORECASE)
_KEY_WORDS = re.compile(rf"\b(?:{_KEY})(?: (?:{_KEY}))*\b", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")


@attack()
def zero_width(message: Message, random: Random) -> Message:
    """Invisible characters stand inside the words."""
    return in_words(message, lambda word: _parted(word, random.choice(_INVISIBLE), random))


@attack()
def full_width(message: Message, _: Random) -> Message:
    """The letters are the full-width ones of East Asian fonts."""
    return in_letters(message, lambda letter: chr(ord(letter) + 0xFEE0) if letter.isascii() else letter)


@attack()
def mathematical_letters(message: Message, _: Random) -> Message:
    """The letters are the bold sans-serif ones of mathematics."""
    return in_letters(message, lambda letter: _bold(letter) if letter.isascii() else letter)


@attack()
def confusables(message: Message, random: Random) -> Message:
    """Half of the letters that have a Cyrillic, Greek or Armenian look-alike are exchanged for it."""
    return in_letters(message, lambda letter: _one(letter, _LOOK_ALIKES, random) if random.random() < 0.5 else letter)


@attack()
def brand_homoglyph(message: Message, random: Random) -> Message:
    """One letter in each name of USPS or of a brand is exchanged for a look-alike."""
    names = (name.span for name in message.names)
    return in_spans(message, names, lambda name: _one(name, _LOOK_ALIKES, random))


@attack()
def leet(message: Message, random: Random) -> Message:
    """Digits stand for the letters o, i, e and s in half of the words."""
    return in_words(message, lambda word: word.translate(_LEET) if random.random() < 0.5 else word)


@attack()
def spaced(message: Message, _: Random) -> Message:
    """The key words are written with gaps between their letters, and wider ones between them."""
    return in_words(message, lambda run: "   ".join(map(" ".join, run.split(" "))), words=_KEY_WORDS)


@attack()
def dotted(message: Message, _: Random) -> Message:
    """The key words are written with dots between their letters."""
    return in_words(message, ".".join, words=_KEY_WORD)


@attack()
def hyphenated(message: Message, random: Random) -> Message:
    """A hyphen breaks each key word."""
    return in_words(message, lambda word: _parted(word, "-", random), words=_KEY_WORD)


@attack()
def emoji_in_words(message: Message, random: Random) -> Message:
    """An emoji stands inside each key word."""
    return in_words(message, lambda word: _parted(word, random.choice(EMOJI), random), words=_KEY_WORD)


@attack()
def swapped_letters(message: Message, random: Random) -> Message:
    """Two inner letters are swapped in a fifth of the longer words."""
    return in_words(message, lambda word: _swapped(word, random) if random.random() < 0.2 else word, words=_LONG_WORD)


@attack()
def typos(message: Message, random: Random) -> Message:
    """An inner letter is dropped or doubled in a fifth of the longer words."""
    return in_words(message, lambda word: _mistyped(word, random) if random.random() < 0.2 else word, words=_LONG_WORD)


@attack()
def diacritics(message: Message, random: Random) -> Message:
    """A letter in each key word bears an accent."""
    return in_words(message, lambda word: _one(word, _MARKED, random), words=_KEY_WORD)


@attack()
def ocr(message: Message, random: Random) -> Message:
    """A reader of screenshots mistook letters in a fifth of the words."""
    return in_words(message, lambda word: _misread(word, random) if random.random() < 0.2 else word)


def _bold(letter: str) -> str:
    return chr((0x1D5D4 - 65 if letter.isupper() else 0x1D5EE - 97) + ord(letter))


def _parted(word: str, mark: str, random: Random) -> str:
    """The word with a mark at one place inside."""
    if len(word) < 4:
        return word
    at = random.randrange(2, len(word) - 1)
    return word[:at] + mark + word[at:]


def _swapped(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _mistyped(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    return word[:at] + random.choice(("", word[at] * 2)) + word[at + 1 :]


def _one(word: str, others: Mapping[str, str], random: Random) -> str:
    """The word with one letter exchanged, of those that have others to stand for them."""
    places = [at for at, letter in enumerate(word) if letter in others]
    if not places:
        return word
    at = random.choice(places)
    return word[:at] + random.choice(others[word[at]]) + word[at + 1 :]


def _misread(word: str, random: Random) -> str:
    seen = [(right, wrong) for right, wrong in _OCR if right in word]
    return word.replace(*random.choice(seen), 1) if seen else word
