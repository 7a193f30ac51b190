"""The locked set: messages that nothing is trained on, on which two scorecards are held against each other."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from detector.classifier import Detector
from detector.label import Decision, Label
from detector.scorecard import Scorecard
from training import data, labelled
from training.assessment import ask
from training.attacks.measure import is_wrong, trials
from training.example import Example
from training.features import rows_of
from training.measure import Asked
from training.notices import notices

WITHOUT_SENDER = ", sender removed"


class Locked(NamedTuple):
    """Messages, where each stands, and which of them belong to the challenge set, whose texts are shown to nobody."""

    examples: list[Example]
    places: list[str]
    hidden: list[bool]

    def digest(self) -> str:
        """A short digest of texts, senders and labels."""
        rows = [f"{row.message.sender}\0{row.message.text}\0{row.label}" for row in self.examples]
        return hashlib.sha256("\1".join(rows).encode("utf-8", "backslashreplace")).hexdigest()[:16]


class Tricked(NamedTuple):
    """For each trick on each message of a sample: the campaign, and whether the answer is on the wrong side."""

    campaigns: np.ndarray[tuple[int], np.dtype[np.str_]]
    wrong: np.ndarray[tuple[int], np.dtype[np.bool_]]


def locked(root: Path, seed: int, each: int) -> Locked:
    """The challenge set, and `each` examples of every notice, as given and again without their senders."""
    challenge = labelled.read(data.challenge_files(root))
    drawn = list(notices(root / data.NOTICES.name, seed=seed, each=each))
    examples = [*challenge.examples, *drawn]
    places = [*challenge.places, *(f"notice {row.campaign}, example {at % each + 1}" for at, row in enumerate(drawn))]
    hidden = [at < len(challenge.examples) for at in range(len(examples))]
    copied = [at for at, example in enumerate(examples) if example.message.sender]
    return Locked(
        [example for example, _ in rows_of(examples)],
        places + [places[at] + WITHOUT_SENDER for at in copied],
        hidden + [hidden[at] for at in copied],
    )


def asked(rows: Locked, scorecard: Scorecard) -> Asked:
    """What a scorecard says of the locked set."""
    return ask(rows.examples, scorecard)


def sample(rows: Locked, of_label: int, seed: int) -> list[Example]:
    """So many messages of each label, drawn by seed; all of them where there are fewer."""
    random = Random(seed)  # noqa: S311 - draws by seed
    found: list[Example] = []
    for label in Label:
        there = [example for example in rows.examples if example.label is label]
        found += random.sample(there, min(of_label, len(there)))
    return found


def tricked(examples: Sequence[Example], scorecard: Scorecard, seed: int) -> Tricked:
    """What becomes of a sample when every trick is tried on it; the same rewritings for every scorecard."""
    tried = list(trials(Detector(scorecard), examples, seed))
    return Tricked(
        np.array([trial.example.campaign for trial in tried], dtype=np.str_),
        np.array([is_wrong(trial.example.label, trial.after) for trial in tried], dtype=bool),
    )


def usps_called_genuine(rows: Locked, said: Asked) -> int:
    """How many scams that name USPS are called genuine."""
    return sum(
        bool(example.message.usps_names) and example.label is Label.SMISHING and decision == Decision.GENUINE
        for example, decision in zip(rows.examples, said.decisions(), strict=True)
    )
