"""Tricks on case, gaps and lines, and what a phone or a person puts around a text that is passed on."""

import re
from random import Random

from detector.message import Message
from training.attacks.attack import EMOJI, attack, in_prose, in_words, with_text

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_AFTER_MARK = re.compile(r"(?<=[^\W\d_][.,!?;:]) +(?=[^\W\d_])")
_GAP = re.compile(r" +")
_TYPOGRAPHIC = (
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(r"(?<!\w)'"), "‘"),
    (re.compile(r'"(?=\w)'), "“"),
    (re.compile('"'), "”"),
    (re.compile(r"(?<=\s)-(?=\s)"), "–"),
    (re.compile(r"\.\.\."), "…"),
)
_PREFACES = (
    "FYI got this:", "Fwd:", "Got this text today:", "Is this real?", "look what i got", "Forwarded message:",
    "Me llegó esto:", "is this legit??",
)  # fmt: skip
_HEADERS = (
    "Text Message\nToday 9:41 AM\n", "iMessage\nToday 8:05 AM\n", "Text Message • SMS\nYesterday 4:12 PM\n",
    "Tuesday, Oct 14 • 10:27 AM\n", "Mensaje de texto\nHoy 9:41 a. m.\n",
)  # fmt: skip


@attack()
def upper_case(message: Message, _: Random) -> Message:
    """All prose is in capitals."""
    return in_prose(message, str.upper)


@attack()
def lower_case(message: Message, _: Random) -> Message:
    """All prose is in lower case."""
    return in_prose(message, str.lower)


@attack()
def title_case(message: Message, _: Random) -> Message:
    """Every word begins with a capital."""
    return in_words(message, lambda word: word if word.isupper() else word.capitalize(), words=_WORD)


@attack()
def emoji_between_words(message: Message, random: Random) -> Message:
    """Emoji stand between some of the words."""
    return in_prose(
        message,
        lambda prose: _GAP.sub(lambda gap: f" {random.choice(EMOJI)} " if random.random() < 0.2 else gap[0], prose),
    )


@attack()
def line_breaks(message: Message, random: Random) -> Message:
    """Lines break at a third of the gaps."""
    return in_prose(message, lambda prose: _GAP.sub(lambda gap: "\n" if random.random() < 0.33 else gap[0], prose))


@attack()
def one_line(message: Message, _: Random) -> Message:
    """All lines are run together into one."""
    return with_text(message, " ".join(message.text.split()))


@attack()
def no_gaps_after_marks(message: Message, _: Random) -> Message:
    """No space follows a full stop, comma or colon."""
    return in_prose(message, lambda prose: _AFTER_MARK.sub("", prose))


@attack()
def double_gaps(message: Message, _: Random) -> Message:
    """Every space is double."""
    return in_prose(message, lambda prose: _GAP.sub("  ", prose))


@attack()
def typographic_marks(message: Message, _: Random) -> Message:
    """Quotation marks, apostrophes, dashes and dots are the typographic ones."""
    return in_prose(message, _typographic)


@attack()
def quoted(message: Message, _: Random) -> Message:
    """Every line is quoted with "> "."""
    return with_text(message, "\n".join(f"> {line}" for line in message.text.splitlines()))


@attack()
def passed_on(message: Message, random: Random) -> Message:
    """The person who passes it on wrote a few words above."""
    gap = "\n\n" if message.is_mail else random.choice((" ", "\n"))
    return with_text(message, random.choice(_PREFACES) + gap + message.text)


@attack()
def screenshot_header(message: Message, random: Random) -> Message:
    """The header that a phone shows above a text was copied too."""
    return with_text(message, random.choice(_HEADERS) + message.text)


def _typographic(prose: str) -> str:
    for plain, mark in _TYPOGRAPHIC:
        prose = plain.sub(mark, prose)
    return prose
