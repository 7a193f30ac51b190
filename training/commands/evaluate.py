"""`evaluate`: measure a scorecard on labelled files."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from training.commands.options import Commands, add_places, add_progress, labels, progress_of


def add(commands: Commands) -> None:
    """Add the word."""
    evaluate = commands.add_parser(
        "evaluate", help="measure a scorecard on any labelled files, the worst error first; a run's where one is named"
    )
    evaluate.add_argument(
        "files",
        nargs="+",
        metavar="RUN|FILE",
        help="a run first, if any; CSV, JSON Lines or Parquet (default: challenge)",
    )
    evaluate.add_argument("--model", type=Path, metavar="SCORECARD", help="another scorecard than the shipped one")
    evaluate.add_argument("--out", type=Path, metavar="DIR", help="default: data/runs/evaluate-NAME")
    evaluate.add_argument("--base-rate", type=_base_rates, metavar="RATE,...", help="shares of smishing, as 0.001,0.05")
    evaluate.add_argument("--labels", type=labels, metavar="THEIRS=OURS,...", help="as ham=other,spam=smishing,ads=")
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
    from training import base_rates, data, labelled, report, runs
    from training.assessment import assess
    from training.errors import RunError

    name, named = options.files[0], options.files
    if runs.is_run(options.runs, name) and not Path(name).is_file():
        if options.model:
            raise RunError(f"'{name}' is a run, with a scorecard of its own; leave --model out")
        scorecard, named = runs.scorecard_of(options.runs, runs.resolved(options.runs, name)), named[1:]
    else:
        scorecard = load_scorecard(options.model)
    files = [Path(name) for name in named] or data.challenge_files(options.data)
    read = labelled.read(files, options.labels)
    for sentence in read.said if named else ():
        print(sentence, file=sys.stderr)
    rates = options.base_rate or base_rates.RATES
    assessment = assess(read, scorecard, rates, datetime.now(UTC), progress_of(options))
    folder = options.out or options.runs / f"evaluate-{Path(name).stem}"
    # Nobody reads the challenge set.
    page = report.write(assessment, folder, show_texts=options.show_texts and bool(named))
    print(report.summary(assessment.metrics))
    print(f"wrote {page} and {page.with_name(report.METRICS)}")
    return 0
