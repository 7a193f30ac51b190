"""The judgement: a message in, a verdict out."""

import hashlib
import math
from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from detector.facts import Fact, fact, facts
from detector.label import Decision
from detector.lure import Lure
from detector.message import Message
from detector.openings import Phrase
from detector.rules import RULES
from detector.rules.rule import Reads, Rule
from detector.scorecard import Scorecard, shipped
from detector.span import Span
from detector.verdict import (
    Counterfactual,
    Evidence,
    ModelInfo,
    Probabilities,
    ScorecardName,
    Verdict,
    decide,
    probabilities_of,
)
from detector.weighing import Said, strongest
from detector.wording import Wording, mask

Fired = dict[str, tuple[Span, ...]]
_BY_ID = {rule.id: rule for rule in RULES}
# Senders tried as counterfactuals: what change each is, and a sender of the kind (reserved names and numbers).
_OTHER_SENDERS = (
    ("sender_short_code", "28777"),
    ("sender_phone", "+1 202-555-0143"),
    ("sender_email", "someone@example.com"),
)


# What rules need to be there, but for phrases.
_NEEDS = tuple(sorted({rule.needs for rule in RULES if isinstance(rule.needs, str) and rule.needs}))


def fire(message: Message, reads: Reads | None = None) -> Fired:
    """The spans of every rule that fires on a message, by the rule's id; on demand only of those that read this."""
    there = tuple([bool(getattr(message, needs)) for needs in _NEEDS])
    opened = message.openings
    return {
        rule.id: spans
        for rule, phrase in _worth_asking(reads, there)
        if (phrase is None or phrase in opened) and (spans := rule.answer(message))
    }


@lru_cache(maxsize=512)
def _worth_asking(reads: Reads | None, there: tuple[bool, ...]) -> tuple[tuple[Rule, int | None], ...]:
    """The rules that can fire where this is there, each with the number of the phrase that it needs."""
    missing = {needs for needs, is_there in zip(_NEEDS, there, strict=True) if not is_there}
    return tuple(
        (rule, rule.needs.number if isinstance(rule.needs, Phrase) else None)
        for rule in RULES
        if reads in (None, rule.reads) and rule.needs not in missing
    )


class Detector:
    """Checks messages with a scorecard, the shipped one unless another is given.

    It keeps nothing of a message; the same message always gives the same verdict.
    """

    def __init__(self, scorecard: Scorecard | None = None) -> None:
        self.scorecard = scorecard or shipped()
        self.model = ModelInfo(self.scorecard.version, rules_digest(), facts_version(), self.scorecard.digest)

    def check(self, message: Message, *, counterfactuals: bool = True) -> Verdict:
        """The verdict on a message; what would change it is left out on demand, to save time."""
        fired = fire(message)
        wording = mask(message)
        said = self.scorecard.weigh(wording)
        return Verdict(
            text=message.text,
            sender=message.sender,
            evidence=(*self._evidence("risk", fired, wording, said), *self._evidence("origin", fired, wording, said)),
            thresholds=self.scorecard.thresholds,
            names_usps=bool(message.usps_names),
            lure=self._lure(fired),
            question=_question(message),
            counterfactuals=tuple(self._counterfactuals(message, fired, said)) if counterfactuals else (),
            model=self.model,
        )

    def decide(self, message: Message) -> tuple[Decision, Probabilities]:
        """The decision and the probabilities of the verdict on a message, without its reasons: the quickest answer."""
        fired = fire(message)
        said = self.scorecard.weigh(mask(message))
        probabilities = probabilities_of(self._sum("risk", fired, said), self._sum("origin", fired, said))
        return decide(probabilities, self.scorecard.thresholds), probabilities

    def _sum(self, name: ScorecardName, fired: Collection[str], said: Said) -> float:
        """What the evidence of a scorecard sums to."""
        card = self.scorecard.card(name)
        weights = [card.rules[rule_id] for rule_id in fired if rule_id in card.rules]
        return math.fsum((card.prior, card.wording * card.guarded(said.of(name), fired), *weights))

    def _evidence(self, name: ScorecardName, fired: Fired, wording: Wording, said: Said) -> list[Evidence]:
        """The items of one scorecard: the prior, then the strongest first."""
        card = self.scorecard.card(name)
        log_odds = card.wording * card.guarded(said.of(name), fired)
        places = strongest(wording, said, name, log_odds > 0)
        items = [Evidence(name, "wording", "", log_odds, places)]
        items += [
            Evidence(name, rule_id, _BY_ID[rule_id].title, weight, spans, _fact_of(rule_id))
            for rule_id, spans in fired.items()
            if (weight := card.rules.get(rule_id))
        ]
        items.sort(key=lambda item: -abs(item.log_odds))
        return [Evidence(name, "prior", "", card.prior), *items]

    def _counterfactuals(self, message: Message, fired: Fired, said: Said) -> Iterator[Counterfactual]:
        """The same sums with the sender's rules answered for senders of other kinds."""
        for change, sender in _OTHER_SENDERS:
            other = message.with_sender(sender)
            if other.sender_id.kind is message.sender_id.kind or (message.is_mail and change != "sender_email"):
                continue
            now = {rule_id for rule_id in fired if _BY_ID[rule_id].reads == "text"} | set(fire(other, "sender"))
            probabilities = probabilities_of(self._log_odds("risk", now, said), self._log_odds("origin", now, said))
            yield Counterfactual(change, sender, probabilities)

    def _log_odds(self, name: ScorecardName, fired: Collection[str], said: Said) -> float:
        card = self.scorecard.card(name)
        rules = math.fsum(card.rules.get(rule_id, 0.0) for rule_id in fired)
        return card.prior + card.wording * card.guarded(said.of(name), fired) + rules

    def _lure(self, fired: Fired) -> Lure | None:
        """The lure of the heaviest rule that tells one."""
        weights = self.scorecard.risk.rules
        told = [(weights.get(rule_id, 0.0), rule_id) for rule_id in fired if _BY_ID[rule_id].lure]
        return _BY_ID[max(told)[1]].lure if told else None


def _question(message: Message) -> str:
    """What to ask when the evidence does not decide."""
    if not message.sender:
        return "sender"
    return "text" if not message.calls else "link"


def _fact_of(rule_id: str) -> Fact | None:
    return fact(_BY_ID[rule_id].fact) if _BY_ID[rule_id].fact else None


@cache
def rules_digest() -> str:
    """Which rules this code has: a short digest of their ids."""
    return hashlib.sha256(" ".join(rule.id for rule in RULES).encode()).hexdigest()[:12]


@cache
def facts_version() -> str:
    """The day on which the newest fact was checked."""
    return max(known.checked for known in facts().values()).isoformat()
