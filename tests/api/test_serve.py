import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from api.serve import main

ROOT = Path(__file__).parents[2]
CANARY = "canary7f3a"


class Running(NamedTuple):
    process: subprocess.Popen[str]
    address: str


@pytest.fixture
def running() -> Iterator[Running]:
    """A real server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "api.serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Running(process, f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.communicate()


def ask(address: str, body: bytes | None = None, content_type: str = "application/json") -> tuple[int, str]:
    request = urllib.request.Request(address, body, {"Content-Type": content_type})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def wait_for(server: Running) -> None:
    for _ in range(400):
        assert server.process.poll() is None, server.process.communicate()[0]
        try:
            if ask(f"{server.address}/healthz")[0] == 200:
                return
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail("the server did not start")


def test_real_server(running: Running, scam: str) -> None:
    wait_for(running)
    body = json.dumps({"text": f"{scam} {CANARY}", "sender": CANARY}).encode()
    assert ask(f"{running.address}/readyz")[0] == 200
    status, answer = ask(f"{running.address}/v1/check?text={CANARY}", body)
    assert (status, json.loads(answer)["decision"]) == (200, "smishing")
    assert ask(f"{running.address}/v1/check", CANARY.encode())[0] == 400
    assert ask(f"{running.address}/{CANARY}")[0] == 404
    form = f"text=Hello+{CANARY}".encode()
    assert ask(f"{running.address}/", form, "application/x-www-form-urlencoded")[0] == 200
    running.process.send_signal(signal.SIGINT)
    written, _ = running.process.communicate(timeout=10)
    assert "POST /v1/check 200" in written
    assert CANARY not in written
    assert "127.0.0.1:" not in written.replace(running.address.removeprefix("http://"), "")


def test_bad_scorecard_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.json"
    assert main(["--model", str(missing)]) == 2
    written = capsys.readouterr()
    assert written.err == f"postproof-serve: {missing}: no such scorecard; name another or run 'make train'\n"
    assert written.out == ""


def test_broken_scorecard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    assert main(["--model", str(broken)]) == 2
    assert capsys.readouterr().err.startswith(f"postproof-serve: {broken}: not a scorecard (")


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "", "99999999999"])
def test_port_is_checked(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([f"--port={port}"])
    assert stop.value.code == 2
    assert f"argument --port: {port!r} is not a port from 1 to 65535" in capsys.readouterr().err
