"""`gate`, `promote`, `rollback`, `compare` and `list`: what becomes of runs."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterable

from training.commands.options import Commands, add_places, add_progress, progress_of

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
    parser.add_argument("--who", default="", help="whose decision it is (default: who runs it)")
    add_places(parser)


def _gate(options: argparse.Namespace) -> int:
    from training.gate import judge, refusal
    from training.sentences import lines

    progress = progress_of(options)
    judged = judge(options.runs, options.name, options.data, progress)
    progress.end()
    if options.json:
        print(json.dumps(judged.content))
    else:
        _print(lines(judged.content["figures"], judged.comparison.changes, show_texts=options.show_texts))
    if not judged.passed:
        print(f"postproof-train: refused: {refusal(judged.content)}", file=sys.stderr)
    return int(not judged.passed)


def _compare(options: argparse.Namespace) -> int:
    from training import runs
    from training.comparison import compare
    from training.limits import limits
    from training.sentences import lines

    progress = progress_of(options)
    one, other = (
        runs.scorecard_of(options.runs, runs.resolved(options.runs, name)) for name in (options.one, options.other)
    )
    found = compare(one, other, options.data, limits(), progress)
    progress.end()
    if options.json:
        print(json.dumps({"figures": found.figures, "changed": [change[:4] for change in found.changes]}))
    else:
        _print(lines(found.figures, found.changes, show_texts=options.show_texts))
    return 0


def _promote(options: argparse.Namespace) -> int:
    from training.promotion import Signed, promote

    before = promote(options.runs, options.name, Signed(options.who or _user(), options.why))
    print(f"{options.name} is the champion; it was {before}")
    return 0


def _rollback(options: argparse.Namespace) -> int:
    from training.promotion import Signed, rollback

    now, back = rollback(options.runs, Signed(options.who or _user(), options.why))
    print(f"{back} is the champion again; it was {now}")
    return 0


def _list(options: argparse.Namespace) -> int:
    from detector.champion import champion
    from training import runs

    now, found = champion(options.runs), runs.all_runs(options.runs)
    if options.json:
        print(json.dumps({"champion": now, "runs": [run.manifest for run in found]}))
        return 0
    print(f"champion: {now}")
    for run in found:
        mark, made, quick = "*" if run.name == now else " ", run.manifest["made"], run.manifest["quick"]
        print(f"{mark} {run.name}  {made}  {run.manifest['scorecard']['version']}{'  quick' if quick else ''}")
    return 0


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may know no name for its user
        return f"user {os.getuid()}"
