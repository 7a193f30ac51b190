import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from api.protocol import MAX_HEAD, MAX_REQUESTS
from tests.api.servers import Server, running

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("protocol")
    with running(folder, database_url=f"sqlite:///{folder / 'x.sqlite3'}") as server:
        yield server


def answered(server: Server, *sent: bytes) -> bytes:
    """All that comes back, until the other side closes."""
    told = b""
    # Where something sent was not read any more, closing is a reset.
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection, suppress(ConnectionError):
        for part in sent:
            connection.sendall(part)
        while part := connection.recv(65536):
            told += part
    return told


@pytest.mark.parametrize("endless", [b"X-1: x\r\n", b"x", b"Cookie: x"])
def test_headers_without_end_end_the_connection(server: Server, endless: bytes) -> None:
    part = endless * (MAX_HEAD // len(endless) // 9)
    assert b" 200 " not in answered(server, REQUEST + b"X: ", *[part] * 10)
    assert server.ask("GET", "/healthz")[0] == 200


def test_a_long_body_is_no_head(server: Server) -> None:
    body = b'{"text": "' + b"x" * 60_000 + b'"}'
    head = b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    padded = head + b"X: " + b"x" * 20_000 + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert answered(server, padded, body).startswith(b"HTTP/1.1 422 ")


def test_answers_come_whole_and_in_order(server: Server) -> None:
    last = b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    told = answered(server, (REQUEST + b"\r\n") * 3 + last)
    assert told.count(b"HTTP/1.1 200 OK") == 4
    assert told.index(b'"ready"') > told.rindex(b'"alive"')


def test_a_connection_that_was_long_kept_is_closed_and_says_so(server: Server) -> None:
    *kept, last = answered(server, (REQUEST + b"\r\n") * MAX_REQUESTS).split(b"HTTP/1.1 200 OK")[1:]
    assert len(kept) == MAX_REQUESTS - 1
    assert [b"connection: close" in answer.lower() for answer in kept] == [False] * len(kept)
    assert b"connection: close" in last.lower()
