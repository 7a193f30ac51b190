"""`train`: a run, or the shipped scorecard."""

import argparse
from pathlib import Path

from training.commands.options import SEED, Commands, add_places, add_progress, progress_of


def add(commands: Commands) -> None:
    """Add the word."""
    train = commands.add_parser("train", help="train into a new run, and print its name")
    train.add_argument("--seed", type=int, default=SEED)
    train.add_argument("--name", help="the run's name (default: the moment and a digest of what it reads)")
    train.add_argument(
        "--with-reports", type=Path, metavar="FILE", help="learn from accepted reports too, rows of the corpus"
    )
    train.add_argument(
        "--quick", action="store_true", help="leave out what only measures (held-out sources, what each rule adds)"
    )
    train.add_argument(
        "--ship", action="store_true", help="write the shipped scorecard, words, metrics, card and README instead"
    )
    add_places(train)
    add_progress(train)
    train.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> int:
    progress = progress_of(options)
    if options.ship:
        from training.train import train

        print(f"wrote {train(options.seed, progress)}")
    else:
        from training.retrain import Wanted, retrain

        wanted = Wanted(options.seed, options.with_reports, quick=options.quick)
        print(retrain(wanted, options.data, options.runs, progress, name=options.name))
    progress.end()
    return 0
