"""`python -m training`, `postproof-train`: train, judge and promote scorecards, and check what they learn from."""

import argparse
import sys

from detector.errors import DetectorError
from training import commands
from training.errors import GateError, TrainingError

OK, REFUSED, INPUT = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it worked, 1 where a gate refuses, 2 when the input must be mended.

    `check --strict` exits with 1 where somebody should look at something.
    """
    parser = argparse.ArgumentParser(
        prog="postproof-train", description="Train Postproof's scorecard from labelled messages."
    )
    commands.add(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except (TrainingError, DetectorError) as error:
        print(f"postproof-train: {error}", file=sys.stderr)
        return REFUSED if isinstance(error, GateError) else INPUT
    return status


if __name__ == "__main__":
    sys.exit(main())
