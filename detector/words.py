"""The words of a text."""

import re
from itertools import accumulate
from typing import NamedTuple

WORD = re.compile(r"([^\W_]++(?:['&+][^\W_]++)*+\+?+)")
# The same for a folded text of plain letters, as most are.
_PLAIN_WORD = re.compile(r"([a-z0-9]++(?:['&+][a-z0-9]++)*+\+?+)")


class Words(NamedTuple):
    """The words of a folded text, in order: what each says, and where it starts and ends there."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def words(text: str) -> Words:
    """The words of a folded text."""
    # Gaps and words in turns: one pass, and no match object for each word.
    pieces = (_PLAIN_WORD if text.isascii() else WORD).split(text)
    edges = tuple(accumulate(map(len, pieces)))
    return Words(tuple(pieces[1::2]), edges[:-1:2], edges[1::2])
