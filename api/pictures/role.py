"""What a line is in a screenshot."""

from enum import StrEnum


class Role(StrEnum):
    """What a line is in a screen."""

    MESSAGE = "message"
    OWN = "own"
    SENDER = "sender"
    SCREEN = "screen"
