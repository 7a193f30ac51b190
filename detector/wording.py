"""Masking and term extraction: one function, used by training and by scoring.

What rules check is masked, so that the words alone are weighed: links, phone numbers, addresses and tracking numbers
become one token each, digits become "0", and the names of carriers and other brands become "~carrier" and "~brand",
so that what is learnt of one serves all.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from detector.message import Message
from detector.span import Span


class Term(NamedTuple):
    """A term of the wording (one or two tokens) and where it stands in the text."""

    text: str
    span: Span


_LONG_NUMBER = 7


def tokens(message: Message) -> tuple[Term, ...]:
    """The masked words of a message, in order; a masked piece of any length is one token."""
    masks = sorted(_masks(message))
    found: list[Term] = []
    at = 0
    for word in message.words:
        start, end = message.folded.original(word.start, word.end)
        while at < len(masks) and masks[at][1] <= start:
            found.append(_mask_term(masks[at]))
            at += 1
        if at < len(masks) and masks[at][0] < end:
            continue
        found.append(Term(_shape(word.text), Span("text", start, end)))
    found.extend(_mask_term(mask) for mask in masks[at:])
    return tuple(found)


def terms(message: Message) -> tuple[Term, ...]:
    """The tokens and the pairs of neighbouring tokens."""
    single = tokens(message)
    return single + tuple(
        Term(f"{first.text} {second.text}", Span("text", first.span.start, second.span.end))
        for first, second in pairwise(single)
    )


def term_texts(message: Message) -> list[str]:
    """The terms without their places; the `analyzer` of the vectorizer in training."""
    single = [token.text for token in tokens(message)]
    return single + [f"{first} {second}" for first, second in pairwise(single)]


def _masks(message: Message) -> Iterator[tuple[int, int, str]]:
    for link in message.links:
        yield link.span.start, link.span.end, "~link"
    for email in message.emails:
        yield email.span.start, email.span.end, "~email"
    for number in message.tracking_numbers:
        yield number.span.start, number.span.end, "~tracking"
    for phone in message.phones:
        yield phone.span.start, phone.span.end, "~phone"
    for name in message.names:
        carrier = name.brand is None or name.brand.kind == "carrier"
        yield name.span.start, name.span.end, "~carrier" if carrier else "~brand"


def _mask_term(mask: tuple[int, int, str]) -> Term:
    start, end, text = mask
    return Term(text, Span("text", start, end))


def _shape(word: str) -> str:
    """The word with digits as "0"; long numbers and mixtures as one token each."""
    if word.isalpha():
        return word
    if word.isdigit():
        return "0" * len(word) if len(word) < _LONG_NUMBER else "~number"
    letters = word.strip("0123456789")
    if any(character.isdigit() for character in letters):
        return "~code"
    return "".join("0" if character.isdigit() else character for character in word)
