"""How messages come."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message came."""

    SMS = "sms"
    IMESSAGE = "imessage"
    EMAIL = "email"
    UNKNOWN = "unknown"
