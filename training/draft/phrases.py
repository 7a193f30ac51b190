"""Runs of words that a campaign repeats and honest messages do not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from detector.message import Message
from detector.wording import mask

_SHORTEST, _LONGEST = 2, 5
# A phrase stands in so many of the campaign's messages at least, and in so few of the honest ones at most.
_SUPPORT = 0.2
_HONEST = 0.0005
_MOST = 5
_TELLING = 4  # letters of the longest word: "to the" tells nothing


class WordRun(NamedTuple):
    """Words that follow each other, folded and with digits as "0", and how many messages hold them."""

    words: tuple[str, ...]
    campaign: int
    honest: int

    @property
    def pattern(self) -> str:
        """A pattern for the folded text: the same words, with whatever stands between words there."""
        return r"\W{1,5}".join(word.replace("0", r"\d") for word in self.words)


class Separating(NamedTuple):
    """The few runs that together stand in most messages of a campaign, and others as good to choose from instead."""

    chosen: tuple[WordRun, ...]
    others: tuple[WordRun, ...]


def separating(campaign: Sequence[Message], honest: Sequence[Message]) -> Separating:
    """The runs that stand in many messages of the campaign and in hardly any honest one.

    The most telling comes first: each is the one that adds most messages to those before it, and of equals the one
    that honest messages hold least, then the longest. The others share no long word with these or with each other.
    """
    held = [set(_runs(message)) for message in campaign]
    counted = Counter(run for runs in held for run in runs)
    least = max(2, round(_SUPPORT * len(campaign)))
    frequent = {run for run, count in counted.items() if count >= least}
    elsewhere = Counter(run for message in honest for run in frequent & set(_runs(message)))
    left = sorted(run for run in frequent if elsewhere[run] <= _HONEST * len(honest))
    chosen: list[WordRun] = []
    missed = [runs.intersection(left) for runs in held]
    while len(chosen) < _MOST:
        adds = Counter(run for runs in missed for run in runs)
        if not adds or max(adds.values()) < least / 2:
            break
        best = max(left, key=lambda run: (adds[run], -elsewhere[run], len(run), run))
        chosen.append(WordRun(best, counted[best], elsewhere[best]))
        missed = [runs for runs in missed if best not in runs]
    others: list[WordRun] = []
    for run in sorted(left, key=lambda run: (-counted[run], elsewhere[run], -len(run), run)):
        taken = {word for other in (*chosen, *others) for word in other.words if len(word) >= _TELLING}
        if len(others) < _MOST and taken.isdisjoint(run):
            others.append(WordRun(run, counted[run], elsewhere[run]))
    return Separating(tuple(chosen), tuple(others))


def _runs(message: Message) -> Iterator[tuple[str, ...]]:
    tokens = mask(message).tokens
    for start in range(len(tokens)):
        for length in range(_SHORTEST, _LONGEST + 1):
            run = tokens[start : start + length]
            if len(run) < length or "~" in run[-1]:
                break
            if "~" not in run[0] and any(word.isalpha() and len(word) >= _TELLING for word in run):
                yield run
