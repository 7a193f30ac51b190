"""The command line: `postproof check`, `scan`, `rules` and `facts`."""

import argparse
import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

from detector.channel import Channel
from detector.classifier import Detector
from detector.errors import DetectorError, InvalidMessageError
from detector.label import Decision
from detector.message import MAX_TEXT, Message
from detector.phrases import LANGUAGES
from detector.render import Style, escape, facts_data, render_facts, render_rules, render_verdict, rules_data
from detector.scan import Columns, Summary, check_paths, load_scorecard, open_reader, scan
from detector.scan.workers import How

NAME = "postproof"
EXIT_CODES = {Decision.GENUINE: 0, Decision.OTHER: 0, Decision.SMISHING: 10, Decision.UNCERTAIN: 11}
BAD_INPUT = 2
STOPPED = 130
CLOSED_PIPE = 141
MAX_WORKERS = 256
_STOPPED = ("stopped; nothing was written", "stopped; run the same scan again and it goes on from here")
# No text that can be checked is longer, whatever its characters.
_MAX_BYTES = 2**20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code: 2 for a usage error or bad input."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a character gets its number rather than a failure.
        sys.stdout.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        code = run(options)
        sys.stdout.flush()
    except DetectorError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail(_STOPPED[options.run is _scan], STOPPED)
    except BrokenPipeError:
        _drop_output()
        return CLOSED_PIPE
    except OSError as error:
        _drop_output()
        return _fail(f"the answer cannot be written: {error.strerror or error}")
    return code


def _fail(problem: str, code: int = BAD_INPUT) -> int:
    sys.stderr.write(f"{NAME}: {escape(problem)}\n")
    return code


def _drop_output() -> None:
    """Send what is still waiting nowhere, or Python complains of it once more at its end."""
    with suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Usage errors without the control characters of what was typed."""

    def error(self, message: str) -> NoReturn:
        super().error(escape(message))


class _Version(argparse.Action):
    """Look the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        try:
            version = metadata.version(NAME)
        except metadata.PackageNotFoundError:
            version = "(not installed)"
        sys.stdout.write(f"{NAME} {version}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=NAME, description="Tell genuine USPS messages from scams. Nothing is sent anywhere or kept.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands.add_parser("check", help="check one message"))
    _add_scan(commands.add_parser("scan", help="check every message of a CSV, JSONL or Parquet file"))
    _add_rules(commands.add_parser("rules", help="list the rules and their weights"))
    _add_facts(commands.add_parser("facts", help="list the USPS facts, their sources and dates"))
    return parser


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="the message; - reads it from standard input")
    parser.add_argument("--sender", default="", help="who sent it, as the phone shows it")
    channels = [channel.value for channel in Channel if channel is not Channel.UNKNOWN]
    parser.add_argument("--channel", choices=channels, default=Channel.UNKNOWN.value, help="how it came")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="the language of the answer")
    parser.add_argument("--exit-code", action="store_true", help="exit with 10 for smishing, 11 for uncertain, else 0")
    _add_model(parser)
    parser.set_defaults(run=_check)


def _add_scan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="INPUT", type=Path, help="a .csv, .jsonl or .parquet file")
    parser.add_argument("--output", metavar="OUTPUT", type=Path, required=True, help="the file to write, likewise")
    parser.add_argument("--text-column", metavar="NAME", default="text", help="default: text")
    parser.add_argument("--sender-column", metavar="NAME", help="default: sender, if there is one")
    parser.add_argument("--channel-column", metavar="NAME", help="default: channel, if there is one")
    parser.add_argument("--workers", metavar="N", type=_workers, default=1, help="how many processes check; default: 1")
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        nargs="?",
        const="local",
        help="scan Parquet on the Dask cluster of this scheduler; without an address on a new one of N processes",
    )
    parser.add_argument("--reasons", action="store_true", help="add the headline and the strongest reasons; slower")
    _add_model(parser)
    parser.set_defaults(run=_scan)


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print them as JSON")
    _add_model(parser)
    parser.set_defaults(run=_rules)


def _add_facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print them as JSON")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="the language of the statements")
    parser.set_defaults(run=_facts)


def _share(written: str) -> float:
    """A share between 0 and 1, both left out."""
    try:
        share = float(written)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{written!r} is not a share between 0 and 1, such as 0.02")
    return share


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="PATH", type=Path, help="a scorecard other than the shipped one")
    parser.add_argument(
        "--base-rate", metavar="SHARE", type=_share, help="how many of your messages are scams, such as 0.02"
    )


def _workers(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= MAX_WORKERS):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MAX_WORKERS}")
    return int(written)


def _check(options: argparse.Namespace) -> int:
    text = _standard_input() if options.text == "-" else options.text
    message = Message(text, options.sender, Channel(options.channel))
    verdict = Detector(load_scorecard(options.model, options.base_rate)).check(message)
    if options.json:
        _print_json(verdict.to_dict(options.lang))
    else:
        sys.stdout.write(render_verdict(verdict, options.lang, _style()))
    return EXIT_CODES[verdict.decision] if options.exit_code else 0


def _standard_input() -> str:
    """The text of standard input without the line end that `echo` adds."""
    try:
        # A program started without standard input has None here.
        content = sys.stdin.buffer.read(_MAX_BYTES + 1) if sys.stdin else b""
    except OSError as error:
        raise InvalidMessageError("text", f"standard input cannot be read: {error.strerror or error}") from None
    if len(content) > _MAX_BYTES:
        problem = f"standard input is over {_MAX_BYTES:,} bytes; at most {MAX_TEXT:,} characters can be checked"
        raise InvalidMessageError("text", problem)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"standard input is not UTF-8 (byte {error.start + 1:,}); save the message as UTF-8"
        raise InvalidMessageError("text", problem) from None
    return text.removesuffix("\n").removesuffix("\r")


def _style() -> Style:
    """What standard output can show. See no-color.org for NO_COLOR."""
    terminal = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    blocks = (sys.stdout.encoding or "").lower().startswith("utf")
    return Style(ansi=terminal and not os.environ.get("NO_COLOR"), blocks=blocks)


def _print_json(data: object) -> None:
    # All but printable ASCII is escaped, so that nothing of a pasted text reaches the terminal raw.
    sys.stdout.write(json.dumps(data, indent=2).replace("\x7f", "\\u007f") + "\n")


def _scan(options: argparse.Namespace) -> int:
    columns = Columns(options.text_column, options.sender_column, options.channel_column)
    if options.scheduler is not None:
        return _scan_on_cluster(options, columns)
    check_paths(options.input, options.output)
    reader = open_reader(options.input)
    started = time.perf_counter()
    with _stopped_cleanly(), _progress(reader.rows) as progress:
        summary = scan(
            reader,
            options.output,
            model=options.model,
            base_rate=options.base_rate,
            reasons=options.reasons,
            columns=columns,
            workers=options.workers,
            progress=progress,
        )
    sys.stdout.write(_told(summary, time.perf_counter() - started) + "\n")
    return 0


def _scan_on_cluster(options: argparse.Namespace, columns: Columns) -> int:
    try:
        from detector.scan import cluster, parts
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed", "pyarrow"):
            raise
        problem = "a scan on a cluster needs Dask, which is not installed: pip install 'postproof[dask]'"
        raise DetectorError(problem) from None
    how = How(options.model, options.base_rate, options.reasons)
    plan = parts.plan(options.input, options.output, columns, how)
    started = time.perf_counter()
    with (
        _stopped_cleanly(),
        cluster.connected(options.scheduler, options.workers) as client,
        _progress(plan.rows) as progress,
    ):
        summary = cluster.scan_on_cluster(client, plan, progress)
    sys.stdout.write(_told(summary, time.perf_counter() - started) + "\n")
    return 0


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """Let what ends a program politely (SIGTERM, of `timeout` or a service) end a scan as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(rows: int | None) -> Iterator[Callable[[int], object]]:
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=rows, unit=" messages", file=sys.stderr, leave=False) as bar:
        yield bar.update


def _told(summary: Summary, seconds: float) -> str:
    decisions = ", ".join(f"{summary.decisions[decision]:,} {decision}" for decision in Decision)
    errors = f"{summary.errors:,} {'error' if summary.errors == 1 else 'errors'}"
    rows = f"{summary.rows:,} {'row' if summary.rows == 1 else 'rows'}"
    return f"{rows}: {decisions}, {errors}; {summary.rows / max(seconds, 1e-9):,.0f} messages a second"


def _rules(options: argparse.Namespace) -> int:
    model = load_scorecard(options.model, options.base_rate)
    if options.json:
        _print_json(rules_data(model))
    else:
        sys.stdout.write(render_rules(model))
    return 0


def _facts(options: argparse.Namespace) -> int:
    if options.json:
        _print_json(facts_data(options.lang))
    else:
        sys.stdout.write(render_facts(options.lang))
    return 0
