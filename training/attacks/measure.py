"""Measure how the decisions of a detector stand up to the attacks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

import numpy as np

from detector.classifier import Detector
from detector.label import Decision, Label
from detector.message import Message
from training.attacks import ATTACKS
from training.attacks.attack import Attack
from training.example import Example
from training.predictions import share

PADDING = tuple(attack for attack in ATTACKS if attack.name.endswith(("_notice_above", "_notice_below")))


class Trial(NamedTuple):
    """One attack on one message: what was decided before and after."""

    attack: Attack
    example: Example
    message: Message
    before: Decision
    after: Decision

    @property
    def kept(self) -> bool:
        """Whether the decision is the same."""
        return self.after is self.before

    @property
    def flipped(self) -> bool:
        """Whether the decision is on the wrong side, and was not before."""
        return is_wrong(self.example.label, self.after) and not is_wrong(self.example.label, self.before)

    @property
    def unsettled(self) -> bool:
        """Whether the evidence decides no more."""
        return self.after is Decision.UNCERTAIN and not self.kept


class Outcome(NamedTuple):
    """What an attack, by name, did to the messages of a label: shares, as `training.predictions.share` gives them."""

    attack: str
    label: Label
    kept: dict[str, Any]
    flipped: dict[str, Any]
    unsettled: dict[str, Any]


def is_wrong(label: Label, decision: Decision) -> bool:
    """Whether a scam is called honest, or an honest message a scam."""
    if label is Label.SMISHING:
        return decision in (Decision.GENUINE, Decision.OTHER)
    return decision is Decision.SMISHING


def trials(detector: Detector, examples: Iterable[Example], seed: int) -> Iterator[Trial]:
    """Every attack on every example whose label it keeps, where it changes something."""
    for number, example in enumerate(examples):
        before = _decision(detector, example.message)
        for attack in ATTACKS:
            if example.label in attack.keeps:
                message = attack(example.message, Random(f"{seed}/{attack.name}/{number}"))  # noqa: S311 - draws by seed
                if message != example.message:
                    yield Trial(attack, example, message, before, _decision(detector, message))


def measure(detector: Detector, examples: Iterable[Example], seed: int) -> list[Outcome]:
    """What became of the decisions, for every attack and label in their order; the same seed gives the same table."""
    tried: dict[tuple[str, Label], list[tuple[bool, bool, bool]]] = defaultdict(list)
    for trial in trials(detector, examples, seed):
        tried[trial.attack.name, trial.example.label].append((trial.kept, trial.flipped, trial.unsettled))
    return [
        Outcome(attack.name, label, *map(share, np.array(tried[attack.name, label]).T))
        for attack in ATTACKS
        for label in Label
        if (attack.name, label) in tried
    ]


def as_written(detector: Detector, examples: Sequence[Example]) -> dict[Label, dict[Decision, dict[str, Any]]]:
    """For each label that occurs, how often each decision was made of the messages as they are."""
    labels = np.array([example.label for example in examples])
    said = np.array([_decision(detector, example.message) for example in examples])
    return {
        label: {decision: share(said[labels == label] == decision) for decision in Decision}
        for label in Label
        if label in labels
    }


def _decision(detector: Detector, message: Message) -> Decision:
    return detector.check(message, counterfactuals=False).decision


def padded(detector: Detector, examples: Iterable[Example], seed: int) -> dict[str, dict[str, Any]]:
    """For each attack that pastes an honest notice: how many USPS lures that were called smishing still are."""
    still: dict[str, list[bool]] = defaultdict(list)
    lures = [example for example in examples if example.label is Label.SMISHING and example.message.usps_names]
    for number, example in enumerate(lures):
        if _decision(detector, example.message) is Decision.SMISHING:
            for attack in PADDING:
                message = attack(example.message, Random(f"{seed}/{attack.name}/{number}"))  # noqa: S311 - draws by seed
                still[attack.name].append(_decision(detector, message) is Decision.SMISHING)
    return {name: share(np.array(kept)) for name, kept in still.items()}
