"""Options that several words share."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from detector.label import Label
from training.progress import Progress, progress

if TYPE_CHECKING:
    from training.intake import Asked

    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
else:
    Commands = argparse.Action

SEED = 20261123
RUNS = Path("data/runs")
DATA = Path("data")
KINDS = ".csv, .tsv, .jsonl, .parquet, .xlsx, .mbox, .eml or a folder of .eml"


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


def add_intake(parser: argparse.ArgumentParser) -> None:
    """Add labelled files, and how their columns and labels are to be read."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=KINDS)
    add_reading(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add how the columns and labels of labelled files are to be read."""
    parser.add_argument("--labels", type=labels, metavar="THEIRS=OURS,...", help="as ham=other,spam=smishing,ads=")
    parser.add_argument("--columns", type=_columns, metavar="OURS=THEIRS,...", help="as text=body,label=category")
    parser.add_argument("--label", type=Label, choices=list(Label), help="the label of every row")
    for name, what in _GIVEN.items():
        parser.add_argument(f"--{name}", metavar=name.upper(), help=f"{what} of the rows that name none")


_GIVEN = {
    "licence": "the licence, as CC-BY-4.0,",
    "source": "the source",
    "language": "the language, en or es,",
    "channel": "the channel",
}


def asked_of(options: argparse.Namespace) -> "Asked":
    """How labelled files are to be read."""
    from training.intake import Asked

    given = {name: value for name in _GIVEN if (value := getattr(options, name))}
    return Asked(options.columns or {}, options.label, given)


def _columns(text: str) -> dict[str, str]:
    from training.intake.columns import mapping

    try:
        return mapping(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
