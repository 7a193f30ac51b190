"""`evaluate`: measure a scorecard on labelled files."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands.options import KINDS, Commands, add_places, add_progress, add_reading, asked_of, progress_of

if TYPE_CHECKING:
    from training.labelled import Labelled


def add(commands: Commands) -> None:
    """Add the word."""
    evaluate = commands.add_parser(
        "evaluate", help="measure a scorecard on any labelled files, the worst error first; a run's where one is named"
    )
    evaluate.add_argument(
        "files",
        nargs="+",
        metavar="RUN|FILE",
        help=f"a run first, if any; then {KINDS} (default: the challenge set)",
    )
    evaluate.add_argument("--model", type=Path, metavar="SCORECARD", help="another scorecard than the shipped one")
    evaluate.add_argument("--out", type=Path, metavar="DIR", help="default: data/runs/evaluate-NAME")
    evaluate.add_argument("--base-rate", type=_base_rates, metavar="RATE,...", help="shares of smishing, as 0.001,0.05")
    add_reading(evaluate)
    evaluate.add_argument("--show-texts", action="store_true", help="show the texts of errors in the report")
    add_places(evaluate)
    add_progress(evaluate)
    evaluate.set_defaults(run=_evaluate)


def _base_rates(text: str) -> tuple[float, ...]:
    try:
        rates = tuple(float(part) for part in text.split(","))
    except ValueError:
        rates = ()
    if not rates or not all(0 < rate < 1 for rate in rates):
        raise argparse.ArgumentTypeError(f"'{text}' holds no base rates between 0 and 1, as 0.001,0.05 does")
    return rates


def _evaluate(options: argparse.Namespace) -> int:
    from detector.scan import load_scorecard
    from training import base_rates, report, runs
    from training.assessment import assess
    from training.errors import RunError

    name, named = options.files[0], options.files
    if runs.is_run(options.runs, name) and not Path(name).is_file():
        if options.model:
            raise RunError(f"'{name}' is a run, with a scorecard of its own; leave --model out")
        scorecard, named = runs.scorecard_of(options.runs, runs.resolved(options.runs, name)), named[1:]
    else:
        scorecard = load_scorecard(options.model)
    read = _read(options, [Path(name) for name in named])
    rates, progress = options.base_rate or base_rates.RATES, progress_of(options)
    assessment = assess(read, scorecard, rates, datetime.now(UTC), progress)
    progress.end()
    folder = options.out or options.runs / f"evaluate-{Path(name).stem}"
    # Nobody reads the challenge set.
    page = report.write(assessment, folder, show_texts=options.show_texts and bool(named))
    print(report.summary(assessment.metrics))
    print(f"wrote {page} and {page.with_name(report.METRICS)}")
    return 0


def _read(options: argparse.Namespace, named: list[Path]) -> "Labelled":
    """The messages of the named files, telling how these are read; without any, the challenge set."""
    from training import data, labelled

    if not named:
        return labelled.read(data.challenge_files(options.data))
    read = labelled.read(named, options.labels, asked_of(options))
    for sentence in read.said:
        print(sentence, file=sys.stderr)
    return read
