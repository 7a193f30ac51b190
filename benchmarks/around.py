"""What the service does around a verdict, part by part: in one process, without sockets.

The least time of many tries for each message of a sample, one part after the other, so that all that a part reads
lies in the processor's caches. Within a request it does not, since a verdict was made just before: the parts sum to
less than the whole.
"""

import argparse
import asyncio
import json
import logging.config
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import uvloop
from pages import add_write, told
from speed import Row, read_corpus

MESSAGES = 200
TRIES = 15
HEAD = [(b"host", b"127.0.0.1:8000"), (b"content-type", b"application/json")]


def scope_of(body: bytes) -> dict[str, Any]:
    """A check as a server hands it on."""
    asked = {"type": "http", "method": "POST", "path": "/v1/check", "query_string": b"", "root_path": ""}
    return {
        **asked,
        "http_version": "1.1",
        "scheme": "http",
        "headers": [*HEAD, (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 1234),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


async def drive(app: Callable[..., Awaitable[None]], body: bytes) -> None:
    """Ask an app."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(_: object) -> None:
        return None

    await app(scope_of(body), receive, send)


async def microseconds(task: Callable[[int], object]) -> float:
    """The mean over all messages of the least time that a task took on each."""
    best = [float("inf")] * MESSAGES
    for _ in range(TRIES):
        for at in range(MESSAGES):
            begun = time.perf_counter_ns()
            waited = task(at)
            if asyncio.iscoroutine(waited):
                await waited
            best[at] = min(best[at], (time.perf_counter_ns() - begun) / 1000)
    return sum(best) / MESSAGES


async def measure(rows: Sequence[Row], folder: Path) -> None:
    """Print a row for each part."""
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from api.access import Access
    from api.app import create_app, max_body, max_seconds, refuse, refuse_kind
    from api.body import BodyLimit
    from api.deadline import Deadline
    from api.drift import Tally
    from api.headers import SecurityHeaders
    from api.journal import Journal
    from api.keys import KeyRing
    from api.limits import Limiter
    from api.logs import logging_of
    from api.metrics import count_verdict
    from api.schema import CheckRequest
    from api.settings import read_settings
    from api.store import Database
    from api.wire import respond
    from detector import Detector

    logging.config.dictConfig(logging_of("text"))
    logging.getLogger("postproof").handlers[0].setStream((folder / "log").open("w"))  # type: ignore[attr-defined]
    settings, detector, tally, empty = read_settings(), Detector(), Tally(), FastAPI()

    @empty.post("/v1/check")
    async def check(_: CheckRequest) -> dict[str, str]:
        return {"decision": "uncertain"}

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await Response(b"x" * 2500, media_type="application/json")(scope, receive, send)

    bodies = [json.dumps(row).encode() for row in rows]
    asked = [CheckRequest.model_validate_json(body) for body in bodies]
    messages = [each.message() for each in asked]
    verdicts = [detector.check(message) for message in messages]
    alone = await microseconds(lambda at: drive(inner, bodies[at]))
    keys = KeyRing(Database(settings.database_url), settings.key_limit)
    layers = {
        "id, log line, count and time of the request (`api/journal.py`)": Journal(inner, refuse),
        "the caller's limit and its headers (`api/access.py`)": Access(inner, settings, keys, Limiter(), refuse_kind),
        "time limit (`api/deadline.py`)": Deadline(inner, partial(max_seconds, 15), refuse_kind),
        "length of the body (`api/body.py`)": BodyLimit(inner, max_body),
        "headers of every answer (`api/headers.py`)": SecurityHeaders(inner),
    }
    print("| | µs |\n|---|---:|")
    for name, app in {"an empty endpoint": empty, "the whole service": create_app(detector, settings)}.items():
        print(f"| **{name}** | {await microseconds(lambda at, app=app: drive(app, bodies[at])):.0f} |", flush=True)
    for name, task in {
        "the verdict": lambda at: detector.check(asked[at].message()),
        "the verdict as plain data": lambda at: verdicts[at].to_dict(),
        "as JSON in the form asked for, with that plain data (`api/wire.py`)": lambda at: respond(
            Request(scope_of(bodies[at])), verdicts[at], asked[at]
        ),
        "counts for metrics (`api/metrics.py`)": lambda at: count_verdict(verdicts[at]),
        "counts for drift (`api/drift/tally.py`)": lambda at: tally.count(
            messages[at], verdicts[at], detector.scorecard
        ),
        "the body, read and validated": lambda at: CheckRequest.model_validate_json(bodies[at]),
    }.items():
        print(f"| {name} | {await microseconds(task):.1f} |", flush=True)
    for name, layer in layers.items():
        print(
            f"| {name} | {await microseconds(lambda at, app=layer: drive(app, bodies[at])) - alone:.1f} |", flush=True
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_write(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, told("around", write=options.write):
        os.environ["POSTPROOF_ANONYMOUS_LIMIT"] = "1000000000/minute"
        os.environ["POSTPROOF_DATABASE_URL"] = f"sqlite:///{name}/postproof.sqlite3"
        uvloop.run(measure(random.Random(1).sample(read_corpus(), MESSAGES), Path(name)))


if __name__ == "__main__":
    main()
