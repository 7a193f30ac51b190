"""Check labelled files before anything is trained on them: what cannot be used, and what somebody should look at."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from training import data, doubt, rows, twins
from training.doubt import Contradiction, Suspect
from training.errors import CorpusError
from training.labelled import Labels
from training.personal import Personal, personal
from training.predictions import LABELS
from training.rows import Problem, Row
from training.twins import Pair

Progress = Callable[[str], None]


class Checked(NamedTuple):
    """All that was found in labelled files; the places of a list are those of the checked rows.

    `suspects` is None where there was too little to learn from; `known` counts the rows of the project's corpus that
    the files were held against; `texts` holds the text of every row that is named, by its place.
    """

    files: list[str]
    usable: int
    known: int
    foreign: list[str]
    problems: list[Problem]
    twins: list[Pair]
    suspects: list[Suspect] | None
    contradictions: list[Contradiction]
    personal: list[Personal]
    repeats: list[Pair]
    near_duplicates: list[Pair]
    balance: dict[str, dict[str, int]]
    texts: dict[str, str]

    @property
    def unexplained(self) -> list[Pair]:
        """The twins that no rule tells apart."""
        return [twin for twin in self.twins if not twin.apart]

    @property
    def to_look_at(self) -> bool:
        """Whether somebody should look at the files; repeats and near-duplicates are dealt with by training itself."""
        return bool(self.problems or self.unexplained or self.suspects or self.contradictions or self.personal)


def check(paths: Sequence[Path], seed: int, progress: Progress, labels: Labels | None = None) -> Checked:
    """Check labelled files, against each other and against the rest of the project's corpus where it is here."""
    progress("reading")
    read = rows.read(paths, labels)
    known = _corpus(paths)
    progress(f"comparing {len(read.usable):,} rows with each other and with {len(known):,} of the corpus")
    pairs = twins.pairs(read.usable, known)
    return Checked(
        [str(path) for path in paths],
        len(read.usable),
        len(known),
        read.foreign,
        read.problems,
        twins.twins(pairs),
        doubt.suspects(read.usable, [row.example for row in known], seed, progress),
        doubt.contradictions(read.usable),
        personal(read.usable),
        twins.repeats(pairs),
        twins.near_duplicates(pairs),
        balance(read.usable),
        {place: example.message.text for place, example in (*known, *read.usable)},
    )


def _corpus(checked: Sequence[Path]) -> list[Row]:
    """The rows of the project's corpus that are not checked themselves."""
    own = {path.resolve() for path in checked}
    read = rows.read([path for path in sorted(data.CORPUS.glob("*.jsonl")) if path.resolve() not in own])
    for place, problem in read.problems:
        raise CorpusError(f"{place}: {problem}; the project's own corpus must be mended first")
    return read.usable


def balance(found: Sequence[Row]) -> dict[str, dict[str, int]]:
    """How many rows there are of each label: all, by language and channel, and without sender."""
    counts: dict[str, Counter[str]] = {"all": Counter()}
    for _, example in found:
        message = example.message
        slices = ["all", f"language {example.language or 'unknown'}", f"channel {message.channel.value}"]
        for name in (*slices, *(() if message.sender else ("without sender",))):
            counts.setdefault(name, Counter())[example.label.value] += 1
    return {name: {label: counts[name][label] for label in LABELS} for name in sorted(counts)}


def as_json(checked: Checked, *, show_texts: bool = False) -> dict[str, Any]:
    """All that was found as plain data; the texts of the rows that are named on demand only."""
    content: dict[str, Any] = {
        name: [entry if isinstance(entry, str) else entry._asdict() for entry in value]
        if isinstance(value, list)
        else value
        for name, value in checked._asdict().items()
        if name != "texts"
    }
    return content | ({"texts": _named(checked)} if show_texts else {})


def _named(checked: Checked) -> Mapping[str, str]:
    """The texts of the rows that stand in a list."""
    pairs = (*checked.twins, *checked.repeats, *checked.near_duplicates)
    single = (*(checked.suspects or ()), *checked.contradictions, *checked.personal)
    places = {place for pair in pairs for place in (pair.place, pair.other)} | {entry.place for entry in single}
    return {place: checked.texts[place] for place in sorted(places)}
