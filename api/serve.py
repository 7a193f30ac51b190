"""`postproof-serve`: run the service."""

import argparse
import logging.config
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from api.app import create_app
from detector import Detector, DetectorError
from detector.scorecard import load

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "postproof": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; 2 where the service cannot start."""
    options = _parser().parse_args(arguments)
    try:
        app = create_app(Detector(load(options.model)) if options.model else None)
    except DetectorError as error:
        print(f"postproof-serve: {error}", file=sys.stderr)
        return 2
    logging.config.dictConfig(LOGGING)
    # uvicorn's own access log holds addresses and queries; `api.journal` writes ours.
    uvicorn.run(app, host=options.host, port=options.port, log_config=None, access_log=False, server_header=False)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("postproof-serve", description="Serve the page and the API of Postproof.")
    parser.add_argument(
        "--host", default=DEFAULT_HOST, help="address to listen on (default: %(default)s, this machine)"
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="port to listen on (default: %(default)s)")
    parser.add_argument("--model", type=Path, metavar="PATH", help="scorecard to use instead of the shipped one")
    return parser


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 0 < int(written[:6]) < 65536):
        raise argparse.ArgumentTypeError(f"{written!r} is not a port from 1 to 65535")
    return int(written)


if __name__ == "__main__":
    sys.exit(main())
