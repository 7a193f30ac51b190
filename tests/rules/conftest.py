"""How a rule's table is read."""

from collections.abc import Callable

import pytest

from detector.channel import Channel
from detector.message import Message
from detector.rules.rule import Rule


@pytest.fixture(scope="session")
def quotes() -> Callable[..., list[str]]:
    """The pieces of a message that a rule points at, in its order."""

    def read(rule: Rule, text: str, sender: str = "", channel: str = "unknown") -> list[str]:
        message = Message(text, sender, Channel(channel))
        return [message.quote(span) for span in rule(message)]

    return read
