"""Mixed traffic of a service: checks, batches, mails, reports with what becomes of them, and pages.

A small HTTP client of our own, since client and service share a machine here: what it costs, the service lacks.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
MESSAGES = 3000
BATCH = 10
CONNECTIONS = 16
# In a thousand requests.
MIX = {"check": 860, "batch": 20, "mail": 40, "page": 30, "form": 30, "report": 10, "state": 6, "delete": 4}
EXPECTED = {"report": 201, "delete": 204}
JSON = "application/json"


class Request(NamedTuple):
    """A request, ready to be sent."""

    kind: str
    line: str
    media_type: str = ""
    body: bytes = b""


class Done(NamedTuple):
    """A request that was answered, or was not: status 0. Seconds since the beginning, and of waiting."""

    kind: str
    status: int
    at: float
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether this is not what was to be answered."""
        return self.status != EXPECTED.get(self.kind, 200)


class Receipts(NamedTuple):
    """The reports that were answered with 201: those that are there, and those deleted again."""

    kept: list[str]
    deleted: list[str]


def rows() -> list[dict[str, str]]:
    """Messages of the corpus, drawn by seed."""
    lines = (line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines() if line)
    return random.Random(1).sample([json.loads(line) for line in lines], MESSAGES)


def mixed(receipts: Receipts, seed: int = 1) -> Iterator[Request]:
    """Requests without end, in the shares of `MIX`."""
    draw, known = random.Random(seed), rows()
    kinds, shares = list(MIX), list(MIX.values())
    while True:
        kind = draw.choices(kinds, shares)[0]
        row = draw.choice(known)
        if kind in ("state", "delete"):
            if not receipts.kept:
                continue
            receipt = receipts.kept.pop() if kind == "delete" else draw.choice(receipts.kept)
            yield Request(kind, f"{'DELETE' if kind == 'delete' else 'GET'} /v1/reports/{receipt}")
        elif kind == "page":
            yield Request(kind, "GET /")
        elif kind == "form":
            body = urlencode({"text": row["text"], "sender": row["sender"]}).encode()
            yield Request(kind, "POST /", "application/x-www-form-urlencoded", body)
        elif kind == "mail":
            yield Request(kind, "POST /v1/check/email", "message/rfc822", mail(row))
        elif kind == "batch":
            messages = [message(other) for other in draw.sample(known, BATCH)]
            yield Request(kind, "POST /v1/check/batch", JSON, json.dumps({"messages": messages}).encode())
        elif kind == "report":
            report = message(row) | {"label": row["label"], "consent": True}
            yield Request(kind, "POST /v1/reports", JSON, json.dumps(report).encode())
        else:
            yield check(row)


def check(row: dict[str, str]) -> Request:
    """A check of a row of the corpus."""
    return Request("check", "POST /v1/check", JSON, json.dumps(message(row)).encode())


def message(row: dict[str, str]) -> dict[str, str]:
    """A row of the corpus as the service takes it."""
    return {name: row[name] for name in ("text", "sender", "channel")}


def mail(row: dict[str, str]) -> bytes:
    """A row of the corpus as the text of a mail."""
    written = EmailMessage()
    written["From"], written["Subject"] = "Ann <ann@example.org>", "Hello"
    written.set_content(row["text"])
    return written.as_bytes()


class Connection:
    """A connection that is kept, and opened anew when it is lost."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Request) -> tuple[int, bytes]:
        """Status and body of an answer; status 0 where there was none."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
            reader, writer = self._streams
            head = f"{request.line} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(request.body)}\r\n"
            head += f"Authorization: Bearer {self._key}\r\n" * bool(self._key and " /v1/" in request.line)
            head += f"Content-Type: {request.media_type}\r\n" * bool(request.media_type)
            writer.write(head.encode() + b"\r\n" + request.body)
            return await self._read(reader)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0, b""

    async def _read(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return int(first.split()[1]), body

    def close(self) -> None:
        """Close it."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


async def send(
    port: int,
    requests: Iterator[Request],
    receipts: Receipts,
    *,
    key: str = "",
    seconds: float = 0,
    rate: float = 0,
    seen: Callable[[Done], None],
) -> None:
    """Send requests for so many seconds, or until there are no more; as fast as answers come, or at a rate.

    At a rate time counts from the moment at which a request was to be sent, so that waiting in line is waiting too.
    """
    begun, sent = time.perf_counter(), 0

    async def keep_asking() -> None:
        nonlocal sent
        connection = Connection(port, key)
        while True:
            now = time.perf_counter()
            due = begun + sent / rate if rate else now
            if seconds and max(due, now) - begun >= seconds:
                break
            sent += 1
            await asyncio.sleep(max(0, due - now))
            request = next(requests, None)
            if request is None:
                break
            status, body = await connection.ask(request)
            end = time.perf_counter()
            done = Done(request.kind, status, end - begun, end - due)
            if request.kind == "report" and not done.failed:
                receipts.kept.append(json.loads(body)["receipt"])
            elif request.kind == "delete":
                receipts.deleted.append(request.line.rpartition("/")[2])
            seen(done)
        connection.close()

    await asyncio.gather(*(keep_asking() for _ in range(CONNECTIONS)))


async def lost(port: int, receipts: Receipts, key: str) -> int:
    """How many reports are not as their receipts say."""
    connection, wrong = Connection(port, key), 0
    for status, some in ((200, receipts.kept), (404, receipts.deleted)):
        for receipt in some:
            wrong += (await connection.ask(Request("state", f"GET /v1/reports/{receipt}")))[0] != status
    connection.close()
    return wrong
