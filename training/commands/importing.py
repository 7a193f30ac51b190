"""`import`: labelled data of any kind, in the form of the corpus."""

import argparse
import sys
from pathlib import Path

from training.commands.options import Commands, add_intake, asked_of


def add(commands: Commands) -> None:
    """Add the word."""
    word = commands.add_parser("import", help="write labelled data of any kind in the form of the corpus")
    add_intake(word)
    word.add_argument("--into", type=Path, required=True, metavar="PATH.jsonl", help="the file to write; a new one")
    word.add_argument("--skip-bad", action="store_true", help="leave out the rows that cannot be used")
    word.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    from training.importing import into, told

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    asked = asked_of(options)
    done = into(options.files, options.into, options.labels or {}, asked, tell, skip_bad=options.skip_bad)
    print("\n".join(told(done, options.into)))
    return 0
