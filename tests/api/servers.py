"""Real processes of the service, on free ports."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
# Seconds until what does not come is given up: a machine may be busy.
PATIENCE = 60


class Server(NamedTuple):
    """A running service; its log is a file."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON, or text, of an answer. Raises `OSError` or `http.client.HTTPException`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
            connection.request(method, path, sent, {"Content-Type": "application/json"} | headers)
            response = connection.getresponse()
            written = response.read().decode()
            is_json = "json" in response.headers.get("content-type", "")
            return response.status, json.loads(written) if is_json else written
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """The processes that it started and that serve."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [pid for pid in map(int, listed) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def wait_for(self, line: str, times: int = 1) -> None:
        """Wait until its log holds a line so many times."""
        for _ in range(PATIENCE * 20):
            if self.log.read_text().count(line) >= times:
                return
            time.sleep(0.05)
        raise AssertionError(f"{line!r} was not logged: {self.log.read_text()}")

    def wait_for_port(self) -> None:
        """Wait until it takes connections: a lone worker listens only after it has told that it is ready."""
        for _ in range(PATIENCE * 20):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise AssertionError(f"nobody listens: {self.log.read_text()}")


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[Server]:
    """The service with settings, once every worker answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "service.log"
    named = {f"POSTPROOF_{name.upper()}": value for name, value in settings.items()}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.serve", "--port", str(port), *arguments],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | named,
            stdout=file,
            stderr=file,
        )
    server = Server(process, port, log)
    try:
        server.wait_for("Application startup complete", int(settings.get("workers", 1)))
        server.wait_for_port()
        yield server
    finally:
        process.terminate()
        process.wait(20)
