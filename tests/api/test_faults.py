"""Faults, on real processes: nothing accepted is lost, nobody else waits, nothing that was sent is found."""

import http.client
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from api.keys import make_key
from api.scopes import Scope
from api.store import Database, Keys
from tests.api.servers import Server, running

SHIPPED = Path(__file__).parents[2] / "detector" / "model" / "scorecard.json"
CANARY = "canary7f3a"
REPORT = {"text": "USPS: pay at usps.com-track.top/x", "label": "smishing", "consent": True}
HEAD = b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


def report_until(server: Server, stop: threading.Event, receipts: list[str]) -> None:
    while not stop.is_set():
        try:
            status, told = server.ask("POST", "/v1/reports", REPORT)
        except (OSError, http.client.HTTPException):
            continue
        if status == 201:
            receipts.append(told["receipt"])
        time.sleep(0.02)


def test_workers_die_and_reload(tmp_path: Path, scam: str) -> None:
    model = tmp_path / "scorecard.json"
    model.write_bytes(SHIPPED.read_bytes())
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    with running(tmp_path, "--model", str(model), workers="2", database_url=url) as server:
        # kill -9 under load
        receipts: list[str] = []
        stop = threading.Event()
        loads = [threading.Thread(target=report_until, args=(server, stop, receipts)) for _ in range(3)]
        for load in loads:
            load.start()
        while len(receipts) < 20:
            time.sleep(0.01)
        os.kill(server.workers()[0], signal.SIGKILL)
        server.wait_for("Application startup complete", 3)
        stop.set()
        for load in loads:
            load.join()
        assert len(server.workers()) == 2
        assert [receipt for receipt in receipts if server.ask("GET", f"/v1/reports/{receipt}")[0] != 200] == []
        # each worker reloads when the parent is told to, and none with a bad scorecard
        database = Database(url)
        secret, row = make_key("operator", [Scope.ADMIN])
        Keys(database).add(row)
        database.close()
        assert server.ask("POST", "/v1/admin/reload", Authorization=f"Bearer {secret}")[0] == 200
        server.wait_for("is in use", 3)
        model.write_text("{}")
        workers = server.workers()
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("scorecard refused, the old one stays", 2)
        assert server.workers() == workers
        assert server.ask("POST", "/v1/check", {"text": scam})[1]["decision"] == "smishing"
        counted = server.ask("GET", "/metrics")[1]
        assert 'postproof_reloads_total{outcome="refused"} 2.0' in counted
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0


def test_a_slow_client_is_given_up_and_nobody_waits_for_it(tmp_path: Path, scam: str) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    with running(tmp_path, database_url=url, request_seconds="1") as server:
        slow = [socket.create_connection(("127.0.0.1", server.port), 10) for _ in range(50)]
        for one in slow:
            one.sendall(HEAD % 1000 + b"{")
        assert server.ask("POST", "/v1/check", {"text": scam})[0] == 200
        for one in slow:
            answer = one.recv(65536).decode()
            assert answer.startswith("HTTP/1.1 408") and "connection: close" in answer.lower()
            one.close()


def test_a_request_ends_before_the_service_does(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    with running(tmp_path, database_url=url) as server, socket.create_connection(("127.0.0.1", server.port)) as one:
        body = b'{"text": "See you at six"}'
        one.sendall(HEAD % len(body) + body[:5])
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        server.wait_for("Shutting down")
        one.sendall(body[5:])
        assert one.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.process.wait(20) == -signal.SIGTERM


REQUESTS: list[tuple[str, str, Any, dict[str, str]]] = [
    ("POST", "/v1/check", {"text": f"Hi {CANARY} see https://{CANARY}.top/{CANARY}", "sender": CANARY}, {}),
    ("POST", "/v1/check", {"text": "x", CANARY: CANARY}, {}),
    ("POST", "/v1/check", f'{{"text": "{CANARY}'.encode(), {}),
    ("POST", "/v1/check", {"text": "x"}, {"Authorization": f"Bearer {CANARY}"}),
    ("POST", "/v1/check", {"text": "x"}, {"X-Request-ID": CANARY, "X-Forwarded-For": CANARY, "Cookie": CANARY}),
    ("POST", "/v1/check/batch", {"messages": [{"text": CANARY, "id": CANARY}]}, {}),
    (
        "POST",
        "/v1/check/email",
        f"From: {CANARY}@x.example\r\n\r\n{CANARY}".encode(),
        {"Content-Type": "message/rfc822"},
    ),
    ("POST", "/v1/reports", {"text": CANARY, "label": "smishing", "consent": False}, {}),
    ("POST", "/v1/reports", {"text": CANARY, "label": "smishing"}, {}),
    ("GET", f"/v1/reports/{CANARY}", None, {}),
    ("DELETE", f"/v1/reports/{CANARY}", None, {}),
    ("GET", f"/{CANARY}?{CANARY}", None, {}),
    ("POST", "/", f"text={CANARY}".encode(), {"Content-Type": "application/x-www-form-urlencoded"}),
    ("POST", "/v1/check", b"x" * 10_000_000, {}),
    ("POST", "/v1/check", f'{{"text": "{CANARY}\xff"}}'.encode("latin-1"), {}),
]


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_sent_is_found_in_log_files_database_or_metrics(tmp_path: Path, form: str) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    with running(tmp_path, database_url=url, log_format=form, anonymous_limit="1000/minute") as server:
        for method, path, body, headers in REQUESTS:
            try:
                assert server.ask(method, path, body, **headers)[0] < 500
            except (ConnectionError, http.client.HTTPException):
                assert len(body) == 10_000_000
        found = server.ask("GET", "/metrics")[1]
        assert "postproof_requests_total" in found and CANARY not in found.lower()
        assert server.ask("POST", "/v1/reports", REPORT)[0] == 201
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {"service.log", "x.sqlite3"} <= {file.name for file in files}
    assert [file for file in files if CANARY.encode() in file.read_bytes()] == []
