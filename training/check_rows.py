"""Look at every row of labelled files once, and keep no more than a sample of them and what was found."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training import doubt, rows
from training.campaigns import fingerprint
from training.doubt import Contradiction
from training.intake import Asked
from training.labelled import Labels
from training.personal import Personal, personal
from training.predictions import LABELS
from training.rows import Opened, Problem, Row
from training.twins import Pair, pair_of
from training.wordings import Wordings

MOST_LISTED = 2_000


@dataclass
class Gathered:
    """What a look at every row found: lists of limited length, `more` of what did not fit, and a sample of rows."""

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
    paths: Sequence[Path], labels: Labels | None, asked: Asked | None, known: Sequence[Row], most: int, seed: int
) -> Gathered:
    """Look at every row of the files; the wordings begin with those of what is known, and `most` rows are kept."""
    found = Gathered()
    for row in known:
        _add_wording(found.wordings, row)
    draw = random.Random(seed)  # noqa: S311  # a sample, no secret
    opened = Opened(Path(), (), is_corpus=True)
    places: dict[int, Row] = {}
    for entry in rows.stream(paths, labels, asked):
        if isinstance(entry, Opened):
            opened = entry
            found.said += [f"{entry.path}: {sentence}" for sentence in entry.said]
            found.foreign += [] if entry.is_corpus else [str(entry.path)]
        elif isinstance(entry, Problem):
            found.keep("problems", [entry])
        else:
            _look_at(entry, opened, found)
            at = found.usable if found.usable < most else draw.randrange(found.usable + 1)
            if at < most:
                places[at] = Row(entry.place, entry.example)
            found.usable += 1
    found.sample.extend(places[at] for at in sorted(places))
    return found


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
    wordings.add(fingerprint(row.example), LABELS.index(row.example.label.value))


def balanced(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """How many rows there are of each label: all, by language and channel, and without sender."""
    return {name: {label: counts[name].get(label, 0) for label in LABELS} for name in sorted(counts)}


def equal(
    paths: Sequence[Path], labels: Labels | None, asked: Asked | None, known: Sequence[Row], found: Gathered
) -> list[Pair]:
    """The pairs of equal wording among all rows, which are read once more for those that are listed."""
    numbers: list[tuple[int, int]] = []
    counted: Counter[bool] = Counter()
    for number, other, across in found.wordings.pairs():
        if number >= len(known):
            counted[across] += 1
            if counted[across] <= MOST_LISTED:
                numbers.append((number, other))
            else:
                found.more["twins" if across else "repeats"] += 1
    wanted = {number for pair in numbers for number in pair}
    kept = {number: known[number] for number in wanted if number < len(known)}
    usable = (entry for entry in rows.stream(paths, labels, asked) if isinstance(entry, Row))
    for number, row in enumerate(usable, len(known)):
        if number in wanted:
            kept[number] = row
            found.texts[row.place] = row.example.message.text
    return [pair_of(kept[number], kept[other], 1) for number, other in sorted(numbers)]
