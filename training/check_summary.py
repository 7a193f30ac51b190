"""Tell what a check of labelled files found, as lines of text: the most important first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from training.check import Checked
from training.doubt import LEAST_CAMPAIGNS, Contradiction, Suspect
from training.licences import Gap
from training.personal import Personal
from training.predictions import LABELS
from training.rows import Problem
from training.twins import Pair

MOST_LINES, MOST_RULES = 60, 3
_INDENT = "      "


def summary(checked: Checked, *, show_texts: bool = False) -> str:
    """What was found; the texts of messages on demand only."""
    return "\n".join(_lines(checked, checked.texts if show_texts else {})) + "\n"


def _lines(checked: Checked, texts: Mapping[str, str]) -> Iterator[str]:
    yield f"{checked.usable:,} rows can be used, {len(checked.problems) + checked.more.get('problems', 0):,} cannot"
    yield f"held against {checked.known:,} other rows of the project's corpus"
    if checked.compared < checked.usable:
        yield f"doubtful labels were looked for among {checked.compared:,} rows drawn by the seed"
    yield from checked.said
    for file in checked.foreign:
        yield f"{file} is not in the form of the corpus: it can be measured on, and trained on once it is"
    explained = [twin for twin in checked.twins if twin.apart]
    for title, found, told in _sections(checked, explained):
        yield from _section(title, found, told, texts)
    for name, count in checked.more.items():
        yield f"\nand {count:,} more {name.replace('_', ' ')} that are in no list"
    if checked.suspects is None:
        yield f"\nNo label was doubted: models need {LEAST_CAMPAIGNS} campaigns of each label to learn from"
    yield from _balance(checked.balance)


def _sections(
    checked: Checked, explained: Sequence[Pair]
) -> list[tuple[str, Sequence[Any], Callable[[Any], tuple[str, ...]]]]:
    """The title of each list, what is in it, and how an entry is told."""
    return [
        ("Twins under two labels that no rule tells apart: mend a label, or drop both", checked.unexplained, _twins),
        ("Rows that cannot be used: mend them", checked.problems, _problem),
        ("Rows without an open licence: name one with --licence, or do not pass them on", checked.licences, _gap),
        ("Labels that the data doubt: read them again", checked.suspects or (), _suspect),
        ("Labels that go against verified facts: read them again", checked.contradictions, _contradiction),
        ("What may be personal: replace it with what is kept for examples", checked.personal, _personal),
        ("Twins under two labels that rules tell apart: fine if they are meant", explained, _twins),
        ("Repeats, but for numbers, links and names: training keeps the first", checked.repeats, _pair),
        ("Near-duplicates: training puts them into one campaign", checked.near_duplicates, _pair),
    ]


def _section(
    title: str, found: Sequence[Any], told: Callable[[Any], tuple[str, ...]], texts: Mapping[str, str]
) -> Iterator[str]:
    if not found:
        return
    yield f"\n{title} ({len(found):,})"
    for entry in found[:MOST_LINES]:
        line, *places = told(entry)
        yield f"  {line}"
        yield from (f"{_INDENT}{' '.join(texts[place].split())}" for place in places if place in texts)
    if len(found) > MOST_LINES:
        yield f"  and {len(found) - MOST_LINES:,} more: --json names all"


# How an entry is told: a line, and the places of the messages that it speaks of.


def _problem(problem: Problem) -> tuple[str, ...]:
    return (f"{problem.place}: {problem.problem}",)


def _gap(gap: Gap) -> tuple[str, ...]:
    licence = f"licence '{gap.licence}', which is not known to be open" if gap.licence else "no licence"
    return (f"{gap.file}: {gap.rows:,} rows with {licence}",)


def _pair(pair: Pair) -> tuple[str, ...]:
    return f"{pair.place}: like {pair.other}{_similarity(pair)}", pair.place, pair.other


def _similarity(pair: Pair) -> str:
    return "" if pair.similarity == 1 else f" ({pair.similarity:.0%})"


def _twins(pair: Pair) -> tuple[str, ...]:
    line = f"{pair.place}: {pair.label}, but {pair.other} is {pair.other_label}{_similarity(pair)}"
    return line + _apart(pair), pair.place, pair.other


def _apart(pair: Pair) -> str:
    if not pair.apart:
        return ""
    more = f" and {len(pair.apart) - MOST_RULES} more" if len(pair.apart) > MOST_RULES else ""
    return f", told apart by {', '.join(pair.apart[:MOST_RULES])}{more}"


def _suspect(suspect: Suspect) -> tuple[str, ...]:
    line = f"{suspect.place}: {suspect.label} ({suspect.p_label:.3f}), more likely {suspect.likely}"
    return f"{line} ({suspect.p_likely:.3f})", suspect.place


def _contradiction(found: Contradiction) -> tuple[str, ...]:
    return f"{found.place}: {found.label}, but it {found.why}", found.place


def _personal(found: Personal) -> tuple[str, ...]:
    return f"{found.place}: {found.field}, characters {found.start} to {found.end}: {found.kind}", found.place


def _balance(balance: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    yield f"\n{'Balance':20}" + "".join(f"{label:>10}" for label in LABELS)
    for name, counts in balance.items():
        yield f"  {name:18}" + "".join(f"{counts[label]:>10,}" for label in LABELS)
