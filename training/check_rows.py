"""Look at every row of labelled files once, and keep no more than a sample of them and what was found."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from training import doubt
from training.campaigns import fingerprint
from training.doubt import Contradiction
from training.personal import Personal, personal
from training.predictions import LABELS
from training.progress import Progress
from training.rows import Opened, Problem, Row
from training.wordings import Wordings, mark

MOST_LISTED = 2_000


@dataclass
class Gathered:
    """What a look at every row found: lists of limited length, `more` of what did not fit, and a sample of rows.

    `texts` holds the texts of the rows in these lists, by their places.
    """

    wordings: Wordings = field(default_factory=Wordings)
    sample: list[Row] = field(default_factory=list)
    usable: int = 0
    said: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    personal: list[Personal] = field(default_factory=list)
    licences: Counter[tuple[str, str]] = field(default_factory=Counter)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {"all": Counter()})
    more: Counter[str] = field(default_factory=Counter)
    texts: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, entries: Sequence[object]) -> bool:
        """Add entries to a list as long as it has room; whether it had any."""
        listed = getattr(self, name)
        room = entries[: max(0, MOST_LISTED - len(listed))]
        listed.extend(room)
        if len(entries) > len(room):
            self.more[name] += len(entries) - len(room)
        return bool(room)


def gather(
    entries: Iterable[Opened | Row | Problem], known: Sequence[Row], most: int, seed: int, progress: Progress
) -> Gathered:
    """Look at every row; the wordings begin with those of what is known, and `most` rows are kept."""
    found = Gathered()
    for row in known:
        _add_wording(found.wordings, _alone(row))
    draw = random.Random(seed)  # noqa: S311  # a sample, no secret
    opened = Opened(Path(), (), is_corpus=True)
    places: dict[int, Row] = {}
    for entry in progress.rows(entries):
        if isinstance(entry, Opened):
            opened = entry
            found.said += [f"{entry.path}: {sentence}" for sentence in entry.said]
            found.foreign += [] if entry.is_corpus else [str(entry.path)]
        elif isinstance(entry, Problem):
            found.keep("problems", [entry])
        else:
            _look_at(_alone(entry), opened, found)
            at = found.usable if found.usable < most else draw.randrange(found.usable + 1)
            if at < most:
                places[at] = entry
            found.usable += 1
    found.sample.extend(places[at] for at in sorted(places))
    return found


def _alone(row: Row) -> Row:
    """The same row with a message of its own: what is read off it goes with it, and that is much."""
    return row._replace(example=replace(row.example, message=replace(row.example.message)))


def _look_at(row: Row, opened: Opened, found: Gathered) -> None:
    message, label = row.example.message, row.example.label.value
    listed = [found.keep("contradictions", doubt.contradictions([row])), found.keep("personal", personal([row]))]
    if any(listed):
        found.texts[row.place] = message.text
    found.licences[str(opened.path), row.example.licence] += 1
    _add_wording(found.wordings, row)
    slices = ["all", f"language {row.example.language or 'unknown'}", f"channel {message.channel.value}"]
    for name in (*slices, *(() if message.sender else ("without sender",))):
        found.counts.setdefault(name, Counter())[label] += 1


def _add_wording(wordings: Wordings, row: Row) -> None:
    wordings.add(mark(fingerprint(row.example)), LABELS.index(row.example.label.value))


def balanced(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """How many rows there are of each label: all, by language and channel, and without sender."""
    return {name: {label: counts[name].get(label, 0) for label in LABELS} for name in sorted(counts)}


def rows_of(
    numbers: set[int], known: Sequence[Row], found: Gathered, entries: Iterator[Row], progress: Progress
) -> dict[int, Row]:
    """The rows of these numbers, of which the first are known; `entries` are all others, read again where they must.

    They need not be where the sample holds them all.
    """
    usable: Iterable[Row] = found.sample if found.usable == len(found.sample) else progress.rows(entries, found.usable)
    kept = {number: known[number] for number in numbers if number < len(known)}
    return kept | {number: row for number, row in enumerate(usable, len(known)) if number in numbers}
