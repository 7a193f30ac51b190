"""`gate`, `promote`, `rollback`, `compare` and `list`: what becomes of runs."""

import argparse
import getpass
import json  # noqa: F401

from training.commands.options import Commands, add_places, add_progress, progress_of  # noqa: F401

_NAMES = "a run's name; 'champion' is the one in use, 'shipped' the scorecard of the package"


def add(commands: Commands) -> None:
    """Add the words."""
    gate = commands.add_parser("gate", help="hold a run against the champion; 1 where it is refused")
    gate.add_argument("name", metavar="RUN", help="the run to judge")
    _add_telling(gate)
    gate.set_defaults(run=_gate)
    compare = commands.add_parser("compare", help="the difference between two scorecards on the locked set")
    compare.add_argument("one", metavar="A", help=_NAMES)
    compare.add_argument("other", metavar="B", help=_NAMES)
    _add_telling(compare)
    compare.set_defaults(run=_compare)
    promote = commands.add_parser("promote", help="make a run the champion; 1 without a passed gate")
    promote.add_argument("name", metavar="RUN")
    _add_signing(promote)
    promote.set_defaults(run=_promote)
    rollback = commands.add_parser("rollback", help="bring back the champion before this one")
    _add_signing(rollback)
    rollback.set_defaults(run=_rollback)
    listed = commands.add_parser("list", help="the runs, newest last, and which is the champion")
    listed.add_argument("--json", action="store_true", help="print JSON")
    add_places(listed)
    listed.set_defaults(run=_list)


def _add_telling(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--show-texts", action="store_true", help="show messages whose decision changed, as they are")
    add_places(parser)
    add_progress(parser)


def _add_signing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", default="", help="the reason, kept in the log")
    parser.add_argument("--who", default=getpass.getuser(), help="whose decision it is (default: %(default)s)")
    add_places(parser)


def _gate(options: argparse.Namespace) -> int:
    raise NotImplementedError


def _compare(options: argparse.Namespace) -> int:
    raise NotImplementedError


def _promote(options: argparse.Namespace) -> int:
    raise NotImplementedError


def _rollback(options: argparse.Namespace) -> int:
    raise NotImplementedError


def _list(options: argparse.Namespace) -> int:
    raise NotImplementedError
