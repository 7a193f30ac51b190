"""Check labelled files before anything is trained on them: what cannot be used, and what somebody should look at."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from training import data, doubt, rows, twins
from training.check_rows import MOST_LISTED, balanced, gather, rows_of
from training.doubt import Contradiction, Suspect
from training.errors import CorpusError
from training.intake import Asked
from training.labelled import Labels
from training.licences import Gap, gaps
from training.personal import Personal, severity
from training.progress import Progress
from training.rows import Problem, Row
from training.twins import Pair

MOST_COMPARED = 20_000
_STEPS = 5


class Checked(NamedTuple):
    """All that was found in labelled files; the places of a list are those of the checked rows.

    `suspects` is None where there was too little to learn from; `known` counts the rows of the project's corpus that
    the files were held against; `said` tells what was guessed of each file; `compared` counts the rows among which
    suspects were looked for; `more` counts what is in no list since it was too long; `texts` holds
    the text of every row that is named, by its place.
    """

    files: list[str]
    said: list[str]
    usable: int
    compared: int
    known: int
    foreign: list[str]
    problems: list[Problem]
    licences: list[Gap]
    twins: list[Pair]
    suspects: list[Suspect] | None
    contradictions: list[Contradiction]
    personal: list[Personal]
    repeats: list[Pair]
    near_duplicates: list[Pair]
    balance: dict[str, dict[str, int]]
    more: dict[str, int]
    texts: dict[str, str]

    @property
    def unexplained(self) -> list[Pair]:
        """The twins that no rule tells apart."""
        return [twin for twin in self.twins if not twin.apart]

    @property
    def to_look_at(self) -> bool:
        """Whether somebody should look at the files; repeats and near-duplicates are dealt with by training itself."""
        return bool(
            self.problems or self.licences or self.unexplained or self.suspects or self.contradictions or self.personal
        )


def check(
    paths: Sequence[Path],
    seed: int,
    progress: Progress,
    labels: Labels | None = None,
    asked: Asked | None = None,
    *,
    most: int = MOST_COMPARED,
) -> Checked:
    """Check labelled files, against each other and against the rest of the project's corpus where it is here.

    Of more than `most` rows that can be used, suspects are looked for among that many, drawn by the seed; all else is
    looked at in every row. Memory grows by 137 bytes a row, and by some more while wordings are compared.
    """
    progress.expect(_STEPS)
    progress("reading the corpus")
    known = _corpus(paths)
    progress("reading")
    found = gather(rows.stream(paths, labels, asked), known, most, seed, progress)
    progress(f"comparing {found.usable:,} rows with each other and with {len(known):,} of the corpus")
    alike, more = found.wordings.alike(len(known), MOST_LISTED)
    numbers = {number for one in alike for number in one[:2]}
    again = (entry for entry in rows.stream(paths, labels, asked) if isinstance(entry, Row))
    named = rows_of(numbers, known, found, again, progress)
    pairs = twins.pairs(alike, named)
    sample = found.sample
    return Checked(
        [str(path) for path in paths],
        found.said,
        found.usable,
        len(sample),
        len(known),
        found.foreign,
        found.problems,
        gaps(found.licences),
        twins.twins(pairs),
        doubt.suspects(sample, [row.example for row in known], seed, progress),
        found.contradictions,
        sorted(found.personal, key=severity),
        twins.repeats(pairs),
        twins.near_duplicates(pairs),
        balanced(found.counts),
        dict(found.more + more),
        {place: example.message.text for place, example in (*named.values(), *sample)} | found.texts,
    )


def _corpus(checked: Sequence[Path]) -> list[Row]:
    """The rows of the project's corpus that are not checked themselves."""
    own = {path.resolve() for path in checked}
    read = rows.read([path for path in sorted(data.CORPUS.glob("*.jsonl")) if path.resolve() not in own])
    for place, problem in read.problems:
        raise CorpusError(f"{place}: {problem}; the project's own corpus must be mended first")
    return read.usable


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
    return {place: checked.texts[place] for place in sorted(places) if place in checked.texts}
