"""HTTP on the wire: uvicorn's with httptools, with a bound on headers, and an answer sent at once."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# As much as uvicorn's other parser, h11, takes.
MAX_HEAD = 64 * 1024
# Requests that a connection may bring, as many as by Apache's default. A worker takes all connections that wait when it
# wakes; those that are opened anew come to whoever is idle, so that no worker has most of the work for long.
MAX_REQUESTS = 100


class Connection(HttpToolsProtocol):
    """A connection that is closed when the headers of a request never end, and after many requests.

    Bodies are bounded by `api.body`; httptools itself would keep headers without end.
    """

    _in_head = False
    _head = 0
    _requests = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to serve a client."""
        super().connection_made(Joined(transport, self.loop))  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                self.send_400_response("Too many headers.")

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        super().on_message_begin()
        self._in_head, self._head = True, 0

    def on_headers_complete(self) -> None:
        """Note that its headers are whole."""
        self._in_head = False
        self._requests += 1
        super().on_headers_complete()
        if self._requests >= MAX_REQUESTS and self.cycle:
            self.cycle.keep_alive = False


class Joined:
    """A transport that sends at once what is written in one turn of the loop: the head and the body of an answer.

    Apart they would be two system calls, and wake the client twice.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send bytes when this turn of the loop ends."""
        if not self._written:
            self._loop.call_soon(self._send)
        self._written.append(data)

    def close(self) -> None:
        """Send what was written, and close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._written:
            self._transport.write(b"".join(self._written))
            self._written.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
