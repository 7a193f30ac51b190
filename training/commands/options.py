"""Options that several words share."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from detector.label import Label
from training.progress import Progress, progress

if TYPE_CHECKING:
    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
else:
    Commands = argparse.Action

SEED = 20261123
RUNS = Path("data/runs")
DATA = Path("data")


def add_places(parser: argparse.ArgumentParser) -> None:
    """Add where runs and data lie."""
    parser.add_argument("--runs", type=Path, default=RUNS, metavar="DIR", help="where runs lie (default: %(default)s)")
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="DIR", help="a folder laid out like data (default: %(default)s)"
    )


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Add how progress is told."""
    parser.add_argument(
        "--json-progress", action="store_true", help="tell of progress as JSON, an object a line on standard error"
    )


def progress_of(options: argparse.Namespace) -> Progress:
    """The progress that was asked for."""
    return progress(as_json=getattr(options, "json_progress", False))


def labels(text: str) -> dict[str, Label | None]:
    """The labels of `ham=other,spam=smishing,ads=`."""
    from training.labelled import mapping

    try:
        return mapping(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
