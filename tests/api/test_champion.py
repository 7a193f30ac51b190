"""The champion of a folder of runs, served by real processes."""

import json
import time
from pathlib import Path

import pytest

from api.champion import Watch
from api.live import read_detector
from detector import ModelError
from detector.champion import POINTER, champion
from detector.scan import written_whole
from detector.scorecard import dump, shipped
from tests.api.servers import Server, running

SHIPPED = Path(__file__).parents[2] / "detector" / "model" / "scorecard.json"


def _run(runs: Path, name: str, **changed: object) -> None:
    """A run whose scorecard is the shipped one under its own version, with some of it changed."""
    (runs / name).mkdir(parents=True)
    content = json.loads(SHIPPED.read_text("utf-8")) | {"version": name} | changed
    (runs / name / "scorecard.json").write_text(dump(content), "utf-8")


def _point(runs: Path, name: str) -> None:
    with written_whole(runs / POINTER) as file:
        file.write(f"{name}\n".encode())


def _serves(server: Server, version: str, times: int) -> None:
    """Wait until so many answers in a row name a version."""
    last = time.monotonic() + 20  # a busy machine
    row = 0
    while row < times:
        row = row + 1 if server.ask("GET", "/v1/model")[1]["version"] == version else 0
        assert time.monotonic() < last, f"{version} is not served: {server.log.read_text()}"


def test_a_promotion_is_served_within_seconds_and_a_step_back_too(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    _run(runs, "one")
    _run(runs, "two")
    never = {"smishing": 2.0, "genuine": 2.0, "other": 2.0}
    _run(runs, "unfit", thresholds=never)
    settings = {"runs": str(runs), "workers": "2", "database_url": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    with running(tmp_path, **settings) as server:
        _serves(server, shipped().version, 1)
        for name in ("one", "two", "one"):
            _point(runs, name)
            _serves(server, name, 8)
        _point(runs, "unfit")
        server.wait_for("scorecard refused, the old one stays", 2)
        _serves(server, "one", 8)
        _point(runs, "gone")
        server.wait_for("no such scorecard", 2)
        _point(runs, "shipped")
        _serves(server, shipped().version, 8)


def test_without_a_champion_the_shipped_one_is(tmp_path: Path) -> None:
    assert champion(tmp_path) == "shipped"
    assert read_detector(None, tmp_path).model.version == shipped().version


@pytest.mark.parametrize("written", [b"", b"../x\n", b"a/b", b"\xff"])
def test_a_pointer_that_names_no_run_is_refused(tmp_path: Path, written: bytes) -> None:
    (tmp_path / POINTER).write_bytes(written)
    with pytest.raises(ModelError, match=POINTER):
        read_detector(None, tmp_path)


def test_a_promotion_before_the_first_look_is_not_missed(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    _point(tmp_path, "one")
    assert watch.moved() and not watch.moved()
