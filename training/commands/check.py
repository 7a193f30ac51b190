"""`check`: what is wrong, or in doubt, with labelled files."""

import argparse
import json
from pathlib import Path

from training.commands.options import SEED, Commands, add_intake, asked_of, progress_of


def add(commands: Commands) -> None:
    """Add the word."""
    check = commands.add_parser("check", help="name what is wrong, or in doubt, with labelled files; changes nothing")
    add_intake(check)
    check.add_argument("--json", type=Path, metavar="PATH", help="write all that was found as JSON too")
    check.add_argument("--show-texts", action="store_true", help="show the texts of the rows that are named")
    check.add_argument("--strict", action="store_true", help="exit with 1 where somebody should look at something")
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    """2 where rows cannot be used, 1 where the check is strict and somebody should look at something, else 0."""
    from detector.scan import written_whole
    from training.check import as_json, check
    from training.check_summary import summary

    progress = progress_of(options)
    checked = check(options.files, SEED, progress, options.labels, asked_of(options))
    progress.end()
    print(summary(checked, show_texts=options.show_texts), end="")
    if options.json:
        content = json.dumps(as_json(checked, show_texts=options.show_texts), indent=1)
        with written_whole(options.json) as file:
            file.write(f"{content}\n".encode())
    return 2 if checked.problems else int(options.strict and checked.to_look_at)
