"""Write down how a scorecard stands up to the attacks: `data/TRICKS.md`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from detector.classifier import Detector
from detector.label import Decision, Label
from detector.scan import load_scorecard
from training import corpus, data
from training.attacks import ATTACKS
from training.attacks.measure import Outcome, as_written, measure, padded
from training.notices import notices

PAGE = Path("data/TRICKS.md")


def report(files: Sequence[Path], model: Path | None, each: int, seed: int) -> str:
    """Measure a scorecard, the shipped one without `model`, and tell of it as Markdown.

    `files` hold the labelled messages; without any they are the challenge set and `each` examples of every notice.
    Raises `CorpusError` or `ModelError` for what cannot be read.
    """
    detector = Detector(load_scorecard(model))
    if files:
        examples = list(corpus.read(list(files)))
        origin = str(files[0]) if len(files) == 1 else f"{len(files)} files"
    else:
        examples = [*data.challenge(), *notices(data.NOTICES, seed=seed, each=each)]
        origin = f"the challenge set and {each} of every notice of the grammar"
    head = (
        f"Scorecard {detector.scorecard.version}, measured on {date.today().isoformat()} with {len(examples):,} "
        f"messages: {origin}."
    )
    outcomes, still = measure(detector, examples, seed), padded(detector, examples, seed)
    return render(head, as_written(detector, examples), outcomes, still)


def render(
    head: str,
    written: Mapping[Label, Mapping[Decision, Any]],
    outcomes: Sequence[Outcome],
    still: Mapping[str, Mapping[str, Any]],
) -> str:
    """The page as Markdown; the same figures give the same bytes."""
    return "\n".join(_lines(head, written, outcomes, still)) + "\n"


def _lines(
    head: str,
    written: Mapping[Label, Mapping[Decision, Any]],
    outcomes: Sequence[Outcome],
    still: Mapping[str, Mapping[str, Any]],
) -> Iterator[str]:
    yield "# Tricks"
    yield ""
    yield from _HEAD.splitlines()
    yield ""
    yield head
    yield ""
    yield "## As written"
    yield ""
    yield "| is \\ said | genuine | smishing | other | uncertain | n |"
    yield "|---|---:|---:|---:|---:|---:|"
    for label, said in written.items():
        cells = " | ".join(f"{said[decision]['share']:.1%}" for decision in Decision)
        yield f"| {label} | {cells} | {said[Decision.UNCERTAIN]['n']} |"
    yield ""
    yield "## Rewritten"
    yield ""
    yield "| trick | label | n | kept | wrong side | uncertain |"
    yield "|---|---|---:|---:|---:|---:|"
    for outcome in outcomes:
        cells = " | ".join(map(_cell, (outcome.kept, outcome.flipped, outcome.unsettled)))
        yield f"| {outcome.attack} | {outcome.label} | {outcome.kept['n']} | {cells} |"
    yield ""
    yield "## USPS lures beside an honest notice"
    yield ""
    yield "Of the scams that name USPS and were called smishing, how many still are (target: 97 %)."
    yield ""
    yield "| trick | n | still smishing |"
    yield "|---|---:|---:|"
    for name, kept in still.items():
        yield f"| {name} | {kept['n']} | {_cell(kept)} |"
    yield ""
    yield "## The tricks"
    yield ""
    yield "| trick | what is done | labels |"
    yield "|---|---|---|"
    for attack in ATTACKS:
        labels = ", ".join(label for label in Label if label in attack.keeps)
        yield f"| {attack.name} | {attack.title} | {labels} |"


def _cell(share: Mapping[str, Any]) -> str:
    low, high = share["interval"]
    return f"{share['share']:.1%} ({low:.1%} to {high:.1%})"


_HEAD = """Each message was rewritten by each trick, as a scammer, a clumsy copier or a phone would do it, so that a
person still reads the same; the decision must not change. `python -m training attacks --write` writes this page.

- **n**: how many messages the trick changed.
- **kept**: the decision is what it was before, right or wrong.
- **wrong side**: a scam is now called genuine or other, or an honest message a scam, and was not before.
- **uncertain**: the evidence decides no more.
- What is left of 100 % moved otherwise: between genuine and other, or to an answer that was not given before.

In brackets stands Wilson's 95 % interval."""
