"""`fetch`: the public data."""

import argparse
from pathlib import Path

from training.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the word."""
    fetch = commands.add_parser("fetch", help="fetch the public data of data/sources.toml")
    fetch.add_argument("--into", type=Path, default=Path("data/public"))
    fetch.set_defaults(run=_fetch)


def _fetch(options: argparse.Namespace) -> int:
    from training.public import fetch

    for source in fetch(options.into):
        print(f"{source.name}: has no address of its own; see data/sources.toml")
    return 0
