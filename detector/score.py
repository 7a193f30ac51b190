"""Score a batch of messages: lists of texts, senders and channels in, columns of answers out.

This is what a scan of a file does with each of its batches, and what any other program that has tables can call.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from detector.channel import Channel
from detector.classifier import Detector
from detector.errors import InvalidMessageError
from detector.message import Message
from detector.scorecard import Scorecard, load, shipped

Answer = tuple[object, ...]
Scores = dict[str, list[object]]

DECISION = ("decision", "p_smishing", "p_genuine", "p_other")
WHY = ("headline", "reasons")
ERROR = "error"
REASONS = 3
# Answers kept in case the same message comes again; campaigns send one text to many.
_CACHED = 1_024


def answer_columns(reasons: bool = False) -> tuple[str, ...]:
    """The columns of an answer, in order. Where `error` says why there is none, the rest is empty.

    With reasons there are also `headline`, and `reasons`: the ids of the strongest three, joined by ";". They take
    about half as long again.
    """
    return (*DECISION, *(WHY if reasons else ()), ERROR)


def load_scorecard(model: Path | None, base_rate: float | None = None) -> Scorecard:
    """The scorecard of a file, the shipped one where none is named."""
    scorecard = load(model) if model else shipped()
    return scorecard if base_rate is None else scorecard.at_base_rate(base_rate)


class Scorer:
    """Scores batches with one scorecard; the same message a second time costs nothing."""

    def __init__(self, scorecard: Scorecard, *, reasons: bool = False) -> None:
        self.columns = answer_columns(reasons)
        self._detector = Detector(scorecard)
        self._answer = lru_cache(maxsize=_CACHED)(self._explain if reasons else self._decide)

    def score(
        self, texts: Sequence[object], senders: Sequence[object] | None = None, channels: Sequence[object] | None = None
    ) -> Scores:
        """The answer to each message, column by column in the order of `columns`.

        The cells of the three lists are as a table has them: numbers for short codes, None or NaN for nothing. A
        message that cannot be checked gets an `error`; nothing is raised.
        """
        answers = self.answers(texts, senders, channels)
        return {name: [answer[at] for answer in answers] for at, name in enumerate(self.columns)}

    def answers(
        self, texts: Sequence[object], senders: Sequence[object] | None = None, channels: Sequence[object] | None = None
    ) -> list[Answer]:
        """The same, message by message."""
        empty = [None] * len(texts)
        rows = zip(texts, senders or empty, channels or empty, strict=True)
        return [self._row(text, _sender(sender), _channel(channel)) for text, sender, channel in rows]

    def failed(self, problem: str) -> Answer:
        """The answer to a message that cannot be checked."""
        return (*[None] * (len(self.columns) - 1), problem)

    def _row(self, text: object, sender: str, channel: str) -> Answer:
        if text is None:
            text = ""
        if not isinstance(text, str):
            return self.failed(f"text: must be text, not {type(text).__name__}")
        try:
            return self._answer(text, sender, channel)
        except InvalidMessageError as error:
            return self.failed(str(error))

    def _decide(self, text: str, sender: str, channel: str) -> Answer:
        decision, probabilities = self._detector.decide(Message(text, sender, channel))  # type: ignore[arg-type]
        return (decision.value, *probabilities, None)

    def _explain(self, text: str, sender: str, channel: str) -> Answer:
        verdict = self._detector.check(Message(text, sender, channel), counterfactuals=False)  # type: ignore[arg-type]
        reasons = dict.fromkeys(item.source for item in verdict.reasons(len(verdict.evidence)))
        told = ";".join(list(reasons)[:REASONS])
        return (verdict.decision.value, *verdict.probabilities, verdict.headline(), told, None)


def _sender(value: object) -> str:
    """A sender's cell as text. Where a column has gaps, many programs turn short codes into 28777.0."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shown = str(value)
    return shown if shown.strip() else ""


def _channel(value: object) -> str:
    shown = "" if value is None or value != value else str(value).strip().lower()
    return shown or Channel.UNKNOWN.value
