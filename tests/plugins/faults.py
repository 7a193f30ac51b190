"""What stands between a client and the service when something is wrong: real sockets on free ports."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

_PASSED_ON = ("Accept", "Authorization", "Content-Type")


class Refusal(NamedTuple):
    """An answer that does not come from the service."""

    status: int
    headers: dict[str, str]
    body: bytes


class Proxy(ThreadingHTTPServer):
    """A proxy that gives its own answers first, and passes what comes afterwards on to the service.

    `seen` are the requests that came, as `POST /v1/check`: each stands there before it is answered.
    """

    def __init__(self, service: str, refusals: list[Refusal]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = service.removeprefix("http://")
        self.refusals = refusals
        self.seen: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(f"{self.command} {self.path}")
        answer = self.server.refusals.pop(0) if self.server.refusals else self._passed_on(body)
        self.send_response(answer.status)
        for name, value in (answer.headers | {"Content-Length": str(len(answer.body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_DELETE = do_POST  # noqa: N815 - names of the library

    def _passed_on(self, body: bytes) -> Refusal:
        connection = http.client.HTTPConnection(self.server.service, timeout=20)
        try:
            headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            return Refusal(response.status, {"Content-Type": response.headers.get("Content-Type", "")}, response.read())
        finally:
            connection.close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def proxy(service: str, *refusals: Refusal) -> Iterator[Proxy]:
    """A proxy that gives these answers before those of the service."""
    server = Proxy(service, list(refusals))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def nobody() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@contextmanager
def silence() -> Iterator[str]:
    """An address where connections are taken and nothing is ever answered."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def hanging_up(times: int) -> Iterator[tuple[str, list[int]]]:
    """An address where each request is read and its connection closed, so many times; and the lengths of what came."""
    came: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(times):
                connection, _ = listening.accept()
                with connection:
                    came.append(len(connection.recv(65536)))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", came
        thread.join(20)
