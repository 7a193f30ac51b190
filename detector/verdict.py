"""What is told about a message, and the arithmetic that holds it together."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from detector.facts import Fact
from detector.label import Decision
from detector.lure import Lure
from detector.phrases import Language, phrase, phrases
from detector.span import Span

ScorecardName = Literal["risk", "origin"]
MAX_HEADLINE = 90


class Evidence(NamedTuple):
    """One item of a scorecard: what was found, where, and by how much it moves the log-odds.

    `source` is `prior`, `wording` or a rule's id; `title` the English sentence. The items of a scorecard sum
    to its log-odds: of smishing for `risk`, of USPS given that it is not smishing for `origin`.
    """

    scorecard: ScorecardName
    source: str
    title: str
    log_odds: float
    spans: tuple[Span, ...] = ()
    fact: Fact | None = None

    def sentence(self, language: Language) -> str:
        """The title in a language."""
        if self.source == "wording":
            direction = "up" if self.log_odds > 0 else "down"
            return phrase(language, "evidence", f"wording_{self.scorecard}_{direction}")
        if self.source == "prior":
            return phrase(language, "evidence", "prior")
        return phrases(language).get("rule", {}).get(self.source) or self.title


class Probabilities(NamedTuple):
    """How likely each label is; they sum to 1."""

    smishing: float
    genuine: float
    other: float


class Thresholds(NamedTuple):
    """The probability that each decision needs; where none is reached the answer is `uncertain`."""

    smishing: float
    genuine: float
    other: float


class Counterfactual(NamedTuple):
    """What the probabilities would be if one thing were otherwise: `change` names it, `value` the other value."""

    change: str
    value: str
    probabilities: Probabilities

    def sentence(self, language: Language) -> str:
        """The change in words."""
        return phrase(language, "change", self.change).format(value=self.value)


class ModelInfo(NamedTuple):
    """Which model, rules and facts gave a verdict."""

    version: str
    rules: str
    facts: str
    digest: str


def sigmoid(log_odds: float) -> float:
    """The probability that log-odds stand for, without overflow."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    power = math.exp(log_odds)
    return power / (1 + power)


def probabilities_of(risk: float, origin: float) -> Probabilities:
    """The three probabilities from the log-odds of the two scorecards."""
    smishing, usps = sigmoid(risk), sigmoid(origin)
    genuine = (1 - smishing) * usps
    return Probabilities(smishing, genuine, 1 - smishing - genuine)


def decide(probabilities: Probabilities, thresholds: Thresholds) -> Decision:
    """The first decision whose threshold is reached; smishing is asked first, since missing it is worst."""
    if probabilities.smishing >= thresholds.smishing:
        return Decision.SMISHING
    if probabilities.genuine >= thresholds.genuine:
        return Decision.GENUINE
    if probabilities.other >= thresholds.other:
        return Decision.OTHER
    return Decision.UNCERTAIN


@dataclass(frozen=True)
class Verdict:
    """The answer to one message.

    The probabilities are computed from the evidence, so they cannot disagree with it. `text` and `sender` are
    the message's own, kept so that spans can be quoted.
    """

    text: str
    sender: str
    evidence: tuple[Evidence, ...]
    thresholds: Thresholds
    names_usps: bool
    lure: Lure | None
    question: str
    counterfactuals: tuple[Counterfactual, ...]
    model: ModelInfo

    def log_odds(self, scorecard: ScorecardName) -> float:
        """The sum of a scorecard's evidence."""
        return math.fsum(item.log_odds for item in self.evidence if item.scorecard == scorecard)

    @cached_property
    def probabilities(self) -> Probabilities:
        """How likely each label is."""
        return probabilities_of(self.log_odds("risk"), self.log_odds("origin"))

    @cached_property
    def decision(self) -> Decision:
        """What a person is told."""
        return decide(self.probabilities, self.thresholds)

    def headline(self, language: Language = "en") -> str:
        """The answer in at most 90 characters."""
        decision = self.decision
        if decision is Decision.UNCERTAIN:
            return f"{phrase(language, 'headline', 'uncertain')} {phrase(language, 'question', self.question)}"
        if decision is Decision.SMISHING and self.names_usps:
            general = phrases(language)["headline"]["smishing_usps"]
            return phrases(language)["headline"].get(f"smishing_{self.lure}", general)
        return phrase(language, "headline", decision)

    def advice(self, language: Language = "en") -> tuple[str, ...]:
        """What to do now, in steps."""
        steps = phrases(language)["advice"]
        return tuple(text for key, text in steps.items() if key.startswith(f"{self.decision}_"))

    def quote(self, span: Span) -> str:
        """The characters that a span points at."""
        return (self.text if span.field == "text" else self.sender)[span.start : span.end]

    def reasons(self, count: int = 3) -> tuple[Evidence, ...]:
        """The evidence that did most for the decision, strongest first; the prior is never a reason."""
        found = [item for item in self.evidence if item.source != "prior" and self._speaks_for_decision(item)]
        return tuple(sorted(found, key=lambda item: -abs(item.log_odds))[:count])

    def _speaks_for_decision(self, item: Evidence) -> bool:
        decision = self.decision
        if decision is Decision.UNCERTAIN:
            return abs(item.log_odds) > 0
        if item.scorecard == "risk":
            return (item.log_odds > 0) == (decision is Decision.SMISHING)
        return decision is not Decision.SMISHING and (item.log_odds > 0) == (decision is Decision.GENUINE)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        """The answer as plain data: the JSON of the API and of `postproof check --json`."""
        return {
            "decision": self.decision.value,
            "headline": self.headline(language),
            "probabilities": self.probabilities._asdict(),
            "evidence": [self._item(item, language) for item in self.evidence],
            "lure": self.lure.value if self.lure else None,
            "counterfactuals": [
                {
                    "change": change.sentence(language),
                    "value": change.value,
                    "probabilities": change.probabilities._asdict(),
                }
                for change in self.counterfactuals
            ],
            "question": phrase(language, "question", self.question) if self.decision is Decision.UNCERTAIN else None,
            "advice": list(self.advice(language)),
            "model": self.model._asdict(),
        }

    def _item(self, item: Evidence, language: Language) -> dict[str, Any]:
        return {
            "scorecard": item.scorecard,
            "source": item.source,
            "title": item.sentence(language),
            "log_odds": item.log_odds,
            "spans": [{**span._asdict(), "quote": self.quote(span)} for span in item.spans],
            "fact": item.fact.to_dict(language) if item.fact else None,
        }
