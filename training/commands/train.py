"""`train`: a run, or the shipped scorecard."""

import argparse
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands.options import SEED, Commands, add_places, add_progress, progress_of
from training.errors import TrainingError

if TYPE_CHECKING:
    from training.spread import Spread


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
    train.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        nargs="?",
        const="local",
        help="fit on the Dask cluster of this scheduler; without an address on a new one of N processes",
    )
    train.add_argument("--workers", metavar="N", type=_workers, default=1, help="processes of the new one (default: 1)")
    add_places(train)
    add_progress(train)
    train.set_defaults(run=_train)


def _workers(written: str) -> int:
    if not (written.isascii() and written.isdigit() and int(written[:9]) > 0):
        raise argparse.ArgumentTypeError(f"'{written}' is no whole number from 1 on")
    return int(written)


def _train(options: argparse.Namespace) -> int:
    progress = progress_of(options)
    with _spread(options) as spread:
        if options.ship:
            from training.train import train

            print(f"wrote {train(options.seed, progress, spread=spread)}")
        else:
            from training.retrain import Wanted, retrain

            wanted = Wanted(options.seed, options.with_reports, quick=options.quick)
            print(retrain(wanted, options.data, options.runs, progress, name=options.name, spread=spread))
    progress.end()
    return 0


def _spread(options: argparse.Namespace) -> "AbstractContextManager[Spread]":
    """Where the steps run: here, or on the cluster that is named."""
    if options.scheduler is None:
        from training.spread import here

        return nullcontext(here)
    try:
        from training.cluster import on_cluster
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed", "pyarrow"):
            raise
        problem = "a training on a cluster needs Dask, which is not installed: pip install 'postproof[dask,train]'"
        raise TrainingError(problem) from None
    return on_cluster(options.scheduler, options.workers)
