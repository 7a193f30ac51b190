"""Put a draft together: the phrases and link shape of a campaign, what fires and what must stay silent."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from detector.label import Label
from detector.message import Message
from detector.wording import mask
from training.draft.links import Shape, shape, suffixes, traits_of
from training.draft.phrases import WordRun, separating
from training.errors import TrainingError
from training.example import Example

_LEAST = 3
_ROWS = 6


class Row(NamedTuple):
    """A row of a rule's table: a message, and the pieces that the rule quotes of it."""

    text: str
    expected: tuple[str, ...]


class Draft(NamedTuple):
    """What separates a campaign from honest messages.

    `fires` and `silent` are rows for the table of the phrases, `link_fires` and `link_silent` for that of the link
    shape; the silent ones are the honest messages most like the campaign. `wrong` counts honest messages on which
    the phrases fire, of `honest`.
    """

    name: str
    messages: int
    honest: int
    runs: tuple[WordRun, ...]
    other_runs: tuple[WordRun, ...]
    shape: Shape | None
    domains: tuple[tuple[str, int], ...]
    covered: int
    wrong: int
    fires: tuple[Row, ...]
    silent: tuple[Row, ...]
    link_fires: tuple[Row, ...]
    link_silent: tuple[Row, ...]


def draft(name: str, campaign: Sequence[Example], others: Sequence[Example]) -> Draft:
    """A draft named like a rule (`snake_case`) from scams of one campaign, against the honest of `others`.

    Raises `TrainingError` where the campaign is too small, not one of scams, or nothing separates it.
    """
    messages = [example.message for example in campaign if example.label is Label.SMISHING]
    if len(messages) < _LEAST:
        raise TrainingError(
            f"{name}: {len(messages)} messages labelled smishing; a rule is drafted from {_LEAST} or more"
        )
    honest = [example.message for example in others if example.label is not Label.SMISHING]
    (runs, other_runs), links = separating(messages, honest), shape(messages, honest)
    if not runs and not links:
        raise TrainingError(
            f"{name}: no words and no links separate these messages from honest ones; split the campaign"
        )
    pattern = re.compile(pattern_of(runs))
    fired = {message: _quotes(pattern, message) for message in (*messages, *honest)} if runs else {}
    nearest = _nearest(messages, honest)
    silent = [message for message in nearest if not fired.get(message)]
    return Draft(
        name,
        len(messages),
        len(honest),
        runs,
        other_runs,
        links,
        tuple(suffixes(messages).most_common(_ROWS)),
        sum(bool(fired.get(message)) for message in messages),
        sum(bool(fired.get(message)) for message in honest),
        _rows([(message.text, fired[message]) for message in messages if fired.get(message)]),
        tuple(Row(message.text, ()) for message in silent[:_ROWS]) if runs else (),
        _rows([(message.text, _links(links, message)) for message in messages]) if links else (),
        tuple(Row(message.text, ()) for message in nearest if message.links and not _links(links, message))[:_ROWS],
    )


def pattern_of(runs: Sequence[WordRun]) -> str:
    """The pattern that finds any of the runs in a folded text."""
    return rf"\b(?:{'|'.join(run.pattern for run in runs)})\b"


def _quotes(pattern: re.Pattern[str], message: Message) -> tuple[str, ...]:
    return tuple(message.quote(span) for span in message.spans_of(pattern))


def _links(links: Shape | None, message: Message) -> tuple[str, ...]:
    if not links:
        return ()
    alike = (link for link in message.unverified_links if traits_of(link).issuperset(links.traits))
    return tuple(message.quote(link.span) for link in alike)


def _rows(found: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[Row, ...]:
    """A few rows that differ most: one for each distinct quote first."""
    firing = [Row(text, quotes) for text, quotes in found if quotes]
    distinct = list({row.expected: row for row in reversed(firing)}.values())[::-1]
    return tuple(dict.fromkeys((*distinct, *firing)))[:_ROWS]


def _nearest(campaign: Sequence[Message], honest: Sequence[Message]) -> list[Message]:
    """Honest messages, the most like any of the campaign first, by TF-IDF of the masked wording."""
    terms = [list(mask(message).terms) for message in (*campaign, *honest)]
    matrix = TfidfVectorizer(analyzer=lambda document: document, sublinear_tf=True).fit_transform(terms)
    near = np.asarray((matrix[len(campaign) :] @ matrix[: len(campaign)].T).max(axis=1).todense()).ravel()
    return [honest[at] for at in np.argsort(-near, kind="stable")]
