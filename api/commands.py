"""The words of `postproof-serve` beside serving: keys and reports."""

import argparse
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import limits

from api.export import accepted_rows, corpus_rows
from api.keys import make_key
from api.live import read_detector
from api.scopes import Scope
from api.settings import Settings
from api.store import Database, Keys

Command = Callable[[argparse.Namespace, Settings], int]


class CommandError(Exception):
    """What was asked cannot be done; says why."""


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the words to the parser; each leaves its function in `command`."""
    words = parser.add_subparsers(title="commands", metavar="", description="without one, it serves")
    keys = words.add_parser("keys", help="make, list and revoke keys").add_subparsers(required=True, metavar="")
    make = keys.add_parser("make", help="make a key, and show it this once")
    make.add_argument("--name", required=True, type=_name, help="who it is for: letters, digits, dot, hyphen")
    make.add_argument("--scopes", type=_scopes, default=[Scope.CHECK], help=f"with commas, of {', '.join(Scope)}")
    make.add_argument(
        "--rate", type=_rate, default="", help="messages, such as 6000/minute (default: that of all keys)"
    )
    make.set_defaults(command=_make)
    keys.add_parser("list", help="list the keys, without their secrets").set_defaults(command=_list)
    revoke = keys.add_parser("revoke", help="make a key invalid, within ten seconds")
    revoke.add_argument("--name", required=True)
    revoke.set_defaults(command=_revoke)
    reports = words.add_parser("reports", help="take reports out").add_subparsers(required=True, metavar="")
    export = reports.add_parser("export", help="print reports as rows of the corpus, JSON Lines")
    export.add_argument("--since", type=_moment, default=datetime.min.replace(tzinfo=UTC), help="2026-11-01 or later")
    export.add_argument("--accepted", action="store_true", help="only what reviewers accepted, under their labels")
    export.set_defaults(command=_export)


def _make(options: argparse.Namespace, settings: Settings) -> int:
    keys = Keys(_database(settings))
    if keys.named(options.name):
        raise CommandError(f"there is or was a key named {options.name!r}; take another name")
    secret, row = make_key(options.name, options.scopes, options.rate)
    keys.add(row)
    print(secret)
    print("Shown this once; only a hash of it is kept. Send it as 'Authorization: Bearer <key>'.", file=sys.stderr)
    return 0


def _list(_: argparse.Namespace, settings: Settings) -> int:
    print("name\tstarts with\tscopes\trate\tmade\trevoked")
    for key in Keys(_database(settings)).all():
        revoked = f"{key.revoked:%Y-%m-%d}" if key.revoked else ""
        rate = key.rate or settings.key_limit
        print(f"{key.name}\t{key.prefix}\t{key.scopes}\t{rate}\t{key.made:%Y-%m-%d}\t{revoked}")
    return 0


def _revoke(options: argparse.Namespace, settings: Settings) -> int:
    if not Keys(_database(settings)).revoke(options.name, datetime.now(UTC)):
        raise CommandError(f"there is no valid key named {options.name!r}; 'keys list' shows all")
    return 0


def _export(options: argparse.Namespace, settings: Settings) -> int:
    rows = accepted_rows if options.accepted else corpus_rows
    for row in rows(_database(settings), read_detector(settings.model, settings.runs), options.since):
        print(json.dumps(row, ensure_ascii=False))
    return 0


def _database(settings: Settings) -> Database:
    database = Database(settings.database_url)
    database.upgrade()
    return database


def _name(written: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,63}", written):
        raise argparse.ArgumentTypeError(f"{written!r} is no name of letters, digits, dots and hyphens")
    return written


def _scopes(written: str) -> list[Scope]:
    try:
        return [Scope(part.strip()) for part in written.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is not some of {', '.join(Scope)}, with commas") from None


def _rate(written: str) -> str:
    try:
        if written:
            limits.parse(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is not a rate such as 6000/minute") from None
    return written


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is not a day such as 2026-11-01, nor a moment") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
