"""Counts of what was said of messages: by score, decision and rule, and how many of their words are known."""

from bisect import bisect_right
from collections import Counter
from functools import cache
from threading import Lock
from typing import NamedTuple

from api.drift.limits import limits
from detector import Message, Verdict
from detector.scorecard import Scorecard
from detector.wording import mask

# Chances of smishing that part the scores: finer where nearly everything is, at both ends.
EDGES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 0.99, 0.997, 0.999)


class Kind(NamedTuple):
    """What is counted, and of which scorecard.

    `measure` is `messages`, `score` (`name` is the number of the bin), `decision`, `rule` or `words` (`known`,
    `unknown`).
    """

    model: str
    measure: str
    name: str


# Kinds are few: those of each scorecard that is put in use.
_kind = cache(Kind)


class Tally:
    """The counts of one process since they were last taken. Holds nothing of any message."""

    def __init__(self) -> None:
        self._counts: Counter[Kind] = Counter()
        self._seen = 0
        self._lock = Lock()

    def count(self, message: Message, verdict: Verdict, scorecard: Scorecard) -> None:
        """Count a verdict; its words are looked at now and then alone."""
        model = verdict.model.version
        rules = {item.source for item in verdict.evidence if item.title}
        counted = [
            _kind(model, "messages", ""),
            _kind(model, "score", f"{bisect_right(EDGES, verdict.probabilities.smishing):02}"),
            _kind(model, "decision", verdict.decision.value),
            *[_kind(model, "rule", source) for source in rules],
        ]
        words = _words(message, model, scorecard) if self._seen % limits().words_every == 0 else {}
        with self._lock:
            self._seen += 1
            # Not `+=`, which looks through all that was counted so far.
            self._counts.update(counted)
            self._counts.update(words)

    def take(self) -> Counter[Kind]:
        """The counts so far; the next begin at nothing."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return taken

    def give_back(self, counts: Counter[Kind]) -> None:
        """Add counts that could not be kept, so that they are taken again."""
        with self._lock:
            self._counts.update(counts)


def _words(message: Message, model: str, scorecard: Scorecard) -> dict[Kind, int]:
    """How many words of a message the scorecard knows, and how many it does not."""
    words = [token for token in mask(message).tokens if token.isalpha()]
    known = sum(word in scorecard.terms for word in words)
    return {_kind(model, "words", "known"): known, _kind(model, "words", "unknown"): len(words) - known}
