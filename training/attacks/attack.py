"""What an attack is, and which parts of a message it may touch."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from detector.label import Label
from detector.message import MAX_TEXT, Message
from detector.span import Span

Rewrite = Callable[[Message, Random], Message]

EMOJI = ("📦", "🚚", "✅", "❗", "🔔", "⚠️", "📬", "✨", "🙏", "👉")
WORD = re.compile(r"[^\W\d_]+")
# An amount, a code, a date, a ZIP Code: what holds a digit is no prose, and must stay usable.
_HOLDS_DIGIT = re.compile(r"(?<!\S)\S*\d\S*")


@dataclass(frozen=True)
class Attack:
    """A trick: a message rewritten so that a person still reads the same.

    `name` is the function's name, `title` its docstring. `keeps` are the labels that a message keeps when it is
    rewritten; on messages of other labels the trick is not tried.
    """

    name: str
    title: str
    keeps: frozenset[Label]
    rewrite: Rewrite

    def __call__(self, message: Message, random: Random) -> Message:
        """The rewritten message; the message itself where there is nothing to rewrite."""
        return self.rewrite(message, random)


def attack(*keeps: Label) -> Callable[[Rewrite], Attack]:
    """Make an attack of a function; without labels it keeps them all."""

    def make(rewrite: Rewrite) -> Attack:
        title = inspect.cleandoc(rewrite.__doc__ or "")
        return Attack(rewrite.__name__, title, frozenset(keeps or Label), rewrite)

    return make


def with_text(message: Message, text: str) -> Message:
    """The message with another text; the message itself where that would be too long or the same."""
    return message if text == message.text or len(text) > MAX_TEXT else replace(message, text=text)


def in_spans(message: Message, spans: Iterable[Span], change: Callable[[str], str]) -> Message:
    """The message with some spans of its text changed; they come in order and do not overlap."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += message.text[done : span.start], change(message.quote(span))
        done = span.end
    return with_text(message, "".join((*pieces, message.text[done:])))


def in_prose(message: Message, change: Callable[[str], str]) -> Message:
    """The message with its prose changed: links, addresses, phone and tracking numbers and codes stay as they are."""
    return in_spans(message, _prose(message), change)


def in_words(message: Message, change: Callable[[str], str], *, words: re.Pattern[str] = WORD) -> Message:
    """The message with the words of its prose changed."""
    return in_prose(message, lambda prose: words.sub(lambda match: change(match.group()), prose))


def in_letters(message: Message, change: Callable[[str], str]) -> Message:
    """The message with the letters of its prose changed, one by one."""
    return in_words(message, lambda word: "".join(map(change, word)))


def _prose(message: Message) -> Iterator[Span]:
    """What lies between the pieces that must stay as they are."""
    done = 0
    for start, end in sorted(_fixed(message)):
        if start > done:
            yield Span("text", done, start)
        done = max(done, end)
    yield Span("text", done, len(message.text))


def _fixed(message: Message) -> Iterator[tuple[int, int]]:
    for found in (message.links, message.emails, message.phones, message.tracking_numbers):
        yield from ((item.span.start, item.span.end) for item in found)
    yield from (match.span() for match in _HOLDS_DIGIT.finditer(message.text))
