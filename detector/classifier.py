"""The judgement: a message in, a verdict out."""

import hashlib
from functools import cache

from detector.facts import Fact, fact, facts
from detector.lure import Lure
from detector.message import Message
from detector.rules import RULES
from detector.rules.contact import nothing_to_act_on
from detector.rules.rule import Rule
from detector.scorecard import Card, Scorecard, shipped
from detector.span import Span
from detector.verdict import (
    Counterfactual,
    Evidence,
    ModelInfo,
    Probabilities,
    ScorecardName,
    Verdict,
    probabilities_of,
)
from detector.wording import Term, terms

Fired = dict[str, tuple[Span, ...]]
_BY_ID = {rule.id: rule for rule in RULES}
_SENDER_RULES = tuple(rule for rule in RULES if rule.reads == "sender")
# Senders tried as counterfactuals: what change each is, and a sender of the kind (reserved names and numbers).
_OTHER_SENDERS = (
    ("sender_short_code", "28777"),
    ("sender_phone", "+1 202-555-0143"),
    ("sender_email", "someone@example.com"),
)


def fire(message: Message, rules: tuple[Rule, ...] = RULES) -> Fired:
    """The spans of every rule that fires on a message, by the rule's id."""
    return {rule.id: spans for rule in rules if (spans := tuple(rule.find(message)))}


def guarded(card: Card, wording: float, message: Message, fired: Fired) -> float:
    """What the wording may say, so that neither innocence nor guilt is borrowed from words alone.

    Not less than the card's floor where a call to action is unverified, not more than its ceiling where there is
    nothing to act on.
    """
    if message.unverified_calls:
        return max(wording, card.floor)
    return min(wording, card.ceiling) if nothing_to_act_on.id in fired else wording


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
        located = terms(message)
        evidence = self._evidence(message, fired, located)
        others = tuple(self._counterfactuals(message, fired, evidence)) if counterfactuals else ()
        return Verdict(
            text=message.text,
            sender=message.sender,
            evidence=evidence,
            thresholds=self.scorecard.thresholds,
            names_usps=bool(message.usps_names),
            lure=self._lure(fired),
            question=_question(message),
            counterfactuals=others,
            model=self.model,
        )

    def _evidence(self, message: Message, fired: Fired, located: tuple[Term, ...]) -> tuple[Evidence, ...]:
        risk, origin, weights = self.scorecard.weigh([term.text for term in located])
        found: list[Evidence] = []
        for name, wording in (("risk", risk), ("origin", origin)):
            scorecard: ScorecardName = "risk" if name == "risk" else "origin"
            card = self.scorecard.card(scorecard)
            said = card.wording * guarded(card, wording, message, fired)
            places = self.scorecard.strongest(located, weights, scorecard, said > 0)
            items = [Evidence(scorecard, "wording", "", said, tuple(term.span for term in places))]
            items += [
                Evidence(scorecard, rule_id, _BY_ID[rule_id].title, card.rules[rule_id], spans, _fact_of(rule_id))
                for rule_id, spans in fired.items()
                if card.rules.get(rule_id)
            ]
            items.sort(key=lambda item: -abs(item.log_odds))
            found += [Evidence(scorecard, "prior", "", card.prior), *items]
        return tuple(found)

    def _counterfactuals(self, message: Message, fired: Fired, evidence: tuple[Evidence, ...]) -> list[Counterfactual]:
        """The same sum with the sender's rules answered for another sender; the rest of the evidence stays."""
        found = []
        kinds = {message.sender_id.kind}
        for change, sender in _OTHER_SENDERS:
            other = message.with_sender(sender)
            if other.sender_id.kind in kinds or (message.is_mail and change != "sender_email"):
                continue
            found.append(Counterfactual(change, sender, self._with_sender(other, fired, evidence)))
        return found

    def _with_sender(self, other: Message, fired: Fired, evidence: tuple[Evidence, ...]) -> Probabilities:
        now = fire(other, _SENDER_RULES)
        sums = {}
        for name in ("risk", "origin"):
            card = self.scorecard.risk if name == "risk" else self.scorecard.origin
            kept = sum(item.log_odds for item in evidence if item.scorecard == name)
            before = sum(card.rules.get(rule.id, 0.0) for rule in _SENDER_RULES if rule.id in fired)
            sums[name] = kept - before + sum(card.rules.get(rule_id, 0.0) for rule_id in now)
        return probabilities_of(sums["risk"], sums["origin"])

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
