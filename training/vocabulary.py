"""The words that people write: what `detector.mend` may take a broken word for.

Only our own corpus and notices are read, so that the list is the same wherever it is made and holds nothing of others'.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from detector.fold import characters
from detector.mend import forget
from training.example import Example

PLACE = Path("detector/words.txt")
_WORD = re.compile(r"(?<![\w'’@.-])[a-z]{2,24}(?![\w'’@]|\.\w)")
_MESSAGES = 3  # a word of fewer messages may be a slip


def words(examples: Iterable[Example]) -> list[str]:
    """The words of at least three messages, in order of the alphabet."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update(set(_WORD.findall(characters(example.message.text).text)))
    return sorted(word for word, count in counts.items() if count >= _MESSAGES)


def write(examples: Iterable[Example], place: Path = PLACE) -> None:
    """Write the list, a word a line; this process reads it anew."""
    place.write_text("".join(f"{word}\n" for word in words(examples)), "utf-8")
    forget()
