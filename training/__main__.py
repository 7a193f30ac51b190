"""`python -m training`: fetch public data, train, and check labelled data."""

import argparse
import sys
from pathlib import Path

from training.errors import TrainingError

SEED = 20261123


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it worked and 2 when the input must be mended."""
    parser = argparse.ArgumentParser(
        prog="postproof-train", description="Train Postproof's scorecard from labelled messages."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, evaluate, and write scorecard, metrics and model card")
    train.add_argument("--seed", type=int, default=SEED)
    train.add_argument("--into", type=Path, help="write into this folder instead of the shipped places")
    fetch = commands.add_parser("fetch", help="fetch the public data of data/sources.toml")
    fetch.add_argument("--into", type=Path, default=Path("data/public"))
    check = commands.add_parser("check", help="name what is wrong with labelled files")
    check.add_argument("files", nargs="+", type=Path)
    try:
        return _run(parser.parse_args(arguments))
    except TrainingError as error:
        print(f"postproof-train: {error}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    if options.command == "train":
        from training.train import train

        print(f"wrote {train(options.seed, _progress, into=options.into)}")
    elif options.command == "fetch":
        from training.public import fetch

        for source in fetch(options.into):
            print(f"{source.name}: has no address of its own; see data/sources.toml")
    else:
        from training.corpus import read

        print(f"{sum(1 for _ in read(options.files)):,} rows can be used")
    return 0


def _progress(step: str) -> None:
    print(step, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
