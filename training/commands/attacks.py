"""`attacks`: tricks on messages."""

import argparse
from pathlib import Path

from training.commands.options import SEED, Commands


def add(commands: Commands) -> None:
    """Add the word."""
    attacks = commands.add_parser("attacks", help="measure whether tricks on messages change decisions")
    attacks.add_argument("files", nargs="*", type=Path, help="labelled files; without any, challenge set and notices")
    attacks.add_argument("--model", type=Path, help="a scorecard instead of the shipped one")
    attacks.add_argument("--each", type=int, default=2, help="examples of each notice of the grammar")
    attacks.add_argument("--write", action="store_true", help="write the table to data/TRICKS.md")
    attacks.set_defaults(run=_attacks)


def _attacks(options: argparse.Namespace) -> int:
    from training.attacks.report import PAGE, report

    page = report(options.files, options.model, options.each, SEED)
    print(page, end="")
    if options.write:
        PAGE.write_text(page, "utf-8")
    return 0
