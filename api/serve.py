"""`postproof-serve`: run the service, or one of its commands."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from uvicorn import Config

from api.app import create_app
from api.commands import CommandError, add_commands
from api.live import read_detector
from api.logs import logging_of
from api.memory import keep_flat
from api.packaged import PackagedError
from api.protocol import Connection
from api.review.safety import read_files
from api.settings import PREFIX, Settings, SettingsError, read_settings
from api.store import StoreError
from api.workers import run_one, run_workers
from detector import DetectorError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000

# How long a thread of the database waits for its turn while messages are judged, which it does after each statement:
# Python's 5 ms made a report, some thirty statements, hold its transaction open for a third of a second.
_SWITCH_SECONDS = 0.0005


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped, or run a command; 2 where that cannot be done."""
    options = _parser().parse_args(arguments)
    if options.model:
        # Workers read it there.
        os.environ[f"{PREFIX}MODEL"] = str(options.model)
    try:
        settings = read_settings()
        if "command" in options:
            status: int = options.command(options, settings)
            return status
        read_detector(settings.model, settings.runs)
        read_files()
    except StoreError as error:
        print(f"postproof-serve: the database cannot be used ({error}); see POSTPROOF_DATABASE_URL", file=sys.stderr)
        return 2
    except (CommandError, DetectorError, PackagedError, SettingsError) as error:
        for line in str(error).splitlines():
            print(f"postproof-serve: {line}", file=sys.stderr)
        return 2
    _serve(settings, options)
    return 0


def served() -> FastAPI:
    """The app of a process that serves."""
    app = create_app()
    keep_flat()
    sys.setswitchinterval(_SWITCH_SECONDS)
    # No line of the log names them, and each record would look them up.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    return app


def _serve(settings: Settings, options: argparse.Namespace) -> None:
    config = Config(
        "api.serve:served",
        factory=True,
        host=options.host,
        port=options.port,
        http=Connection,
        workers=settings.workers,
        log_config=logging_of(settings.log_format),
        # uvicorn's own access log holds addresses and queries; `api.journal` writes ours.
        access_log=False,
        server_header=False,
        # Forwarded addresses are believed from POSTPROOF_TRUSTED_PROXIES alone, in `api.app`.
        proxy_headers=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    if settings.workers == 1:
        run_one(config)
    else:
        run_workers(config)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "postproof-serve",
        description="Serve the page and the API of Postproof. Settings are environment variables, see api/README.md.",
    )
    parser.add_argument(
        "--host", default=DEFAULT_HOST, help="address to listen on (default: %(default)s, this machine)"
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="port to listen on (default: %(default)s)")
    parser.add_argument("--model", type=Path, metavar="PATH", help="scorecard to use instead of the shipped one")
    add_commands(parser)
    return parser


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) < 65536):
        raise argparse.ArgumentTypeError(f"{written!r} is not a port from 1 to 65535")
    return int(written)


if __name__ == "__main__":
    sys.exit(main())
