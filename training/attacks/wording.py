"""The trick of saying the same in other words."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple

from disarm import strip_accents

from detector.message import Message
from training.attacks.attack import attack, in_prose

_ACCENTED = str.maketrans({"á": "[aá]", "é": "[eé]", "í": "[ií]", "ó": "[oó]", "ú": "[uú]", "'": "['’]"})


class Paraphrases(NamedTuple):
    """The phrases that can stand for a phrase (a key has no accents), and the pattern that finds the keys."""

    others: dict[str, tuple[str, ...]]
    pattern: re.Pattern[str]

    def other(self, written: str, random: Random) -> str:
        """Another phrase for what was written, with its case."""
        # Ignoring case, the pattern also takes letters such as "ſ" and "ı", which lower case leaves as they are.
        other = random.choice(self.others.get(_key(written), (written,)))
        if written.isupper():
            return other.upper()
        return other[0].upper() + other[1:] if written[0].isupper() else other


@attack()
def paraphrase(message: Message, random: Random) -> Message:
    """Every phrase that stands in a table of phrases that say the same is exchanged for another."""
    known = paraphrases()
    return in_prose(message, lambda prose: known.pattern.sub(lambda match: known.other(match.group(), random), prose))


@cache
def paraphrases() -> Paraphrases:
    """The table `paraphrases.toml`, English and Spanish together."""
    tables = tomllib.loads(files(__package__).joinpath("paraphrases.toml").read_text("utf-8"))
    groups = [group for table in tables.values() for group in table]
    others = {_key(phrase): tuple(other for other in group if other != phrase) for group in groups for phrase in group}
    # Of phrases that begin alike the longest is tried first.
    phrases = sorted((phrase for group in groups for phrase in group), key=len, reverse=True)
    either = "|".join(re.escape(phrase).translate(_ACCENTED) for phrase in phrases)
    return Paraphrases(others, re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE))


def _key(phrase: str) -> str:
    return strip_accents(phrase.lower()).replace("’", "'")
