"""What a message can be, and what can be decided about it."""

from enum import StrEnum


class Label(StrEnum):
    """What a corpus row says, and what a rule points to."""

    GENUINE = "genuine"
    SMISHING = "smishing"
    OTHER = "other"


class Decision(StrEnum):
    """What a person is told: a label, or that the evidence does not decide."""

    GENUINE = "genuine"
    SMISHING = "smishing"
    OTHER = "other"
    UNCERTAIN = "uncertain"
