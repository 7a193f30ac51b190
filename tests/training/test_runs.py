"""Runs from training to rollback, with real trainings on a small corpus."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from detector.champion import SHIPPED_NAME, champion
from tests.training.small_data import lay_out
from training import limits, promotion, resampling, retrain, runs
from training.__main__ import main
from training.errors import GateError, RunError
from training.pieces import Pieces
from training.progress import Progress
from training.promotion import Signed
from training.retrain import Wanted

ROOT = Path(__file__).parents[2]
FLIPPED = {"genuine": "smishing", "smishing": "genuine", "other": "other"}
WHO = Signed("somebody", "a test")


class Place:
    """A folder of data and one of runs: `good` and `again` of the same data, `flipped` of flipped labels."""

    def __init__(self, folder: Path) -> None:
        self.data, self.runs, self.reports = folder / "data", folder / "runs", folder / "reports.jsonl"

    def main(self, *words: str) -> int:
        return main([*words, "--data", str(self.data), "--runs", str(self.runs)])


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Three quick runs; none is the champion. The gate tries tricks on few messages, and few campaigns are drawn."""
    folder = tmp_path_factory.mktemp("project")
    place = Place(folder)
    lay_out(place.data)
    gate = files("training").joinpath(limits.FILE).read_text("utf-8")
    (folder / "gate.toml").write_text(gate.replace("tricks_of_label = 40", "tricks_of_label = 3"), "utf-8")
    report = {"text": "Toll notice: pay $4.15 at tolls-x.top", "sender": "", "channel": "sms", "label": "smishing"}
    report |= {"campaign": "report-1", "source": "hand-a", "language": "en", "lure": "toll"}
    place.reports.write_text(json.dumps(report) + "\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resampling, "DRAWS", 20)
        patch.setattr(limits, "FILE", folder / "gate.toml")
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))  # where no training data lie to be held against
        assert place.main("train", "--quick", "--name", "good") == 0
        assert place.main("train", "--quick", "--name", "again", "--with-reports", str(place.reports)) == 0
        for path in (place.data / "corpus").iterdir():
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            flipped = [row | {"label": FLIPPED[row["label"]]} for row in rows]
            path.write_text("".join(json.dumps(row) + "\n" for row in flipped), "utf-8")
        assert place.main("train", "--quick", "--name", "flipped") == 0
        yield place


@pytest.fixture
def place(trained: Place, tmp_path: Path) -> Place:
    """The three runs in a folder of their own, `good` the champion."""
    own = Place(tmp_path)
    own.data, own.reports = trained.data, trained.reports
    shutil.copytree(trained.runs, own.runs)
    (own.runs / "champion").write_text("good\n", "utf-8")
    return own


def test_a_run_says_what_it_was_made_of(trained: Place) -> None:
    manifest = runs.read(trained.runs, "again").manifest
    assert {path.name for path in (trained.runs / "again").iterdir()} == {"manifest.json", *manifest["wrote"]}
    assert set(manifest["wrote"]) == {"scorecard.json", "metrics.json", "MODEL_CARD.md", "report.html"}
    assert str(trained.reports) in manifest["read"] and str(trained.data / "costs.toml") in manifest["read"]
    assert manifest["quick"] and manifest["left_out"] and manifest["seconds"] > 0
    assert manifest["champion"] == SHIPPED_NAME
    rows = json.loads((trained.runs / "again" / "metrics.json").read_text("utf-8"))["provenance"]["data"]["rows"]
    assert rows["reports"] == {"smishing": 1}


def test_nothing_half_made_is_left(trained: Place) -> None:
    assert [run.name for run in runs.all_runs(trained.runs)] == ["good", "again", "flipped"]
    assert not list(trained.runs.glob(".*.part"))
    assert not list((trained.runs / retrain.WORK).iterdir())


def test_the_report_stands_alone_and_shows_no_text(trained: Place) -> None:
    html = (trained.runs / "again" / "report.html").read_text("utf-8")
    lines = (trained.data / "challenge" / "smishing.jsonl").read_text("utf-8").splitlines()
    assert not [line for line in lines if json.loads(line)["text"][:60] in html]
    for title in ("What was promised", "What changed since the champion", "What each rule weighs", "How sure it is"):
        assert f"<h2>{title}</h2>" in html
    assert "<script" not in html and html.count("<svg") >= 8


def test_a_run_of_flipped_labels_fails_the_gate(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.main("gate", "flipped") == 1
    told = capsys.readouterr()
    assert "REFUSED smishing missed: " in told.out and "postproof-train: refused: " in told.err
    judged = json.loads((place.runs / "gates" / "flipped-vs-good.json").read_text("utf-8"))
    assert not judged["passed"] and judged["changed"]
    assert place.main("promote", "flipped") == 1
    assert "nothing was promoted" in capsys.readouterr().err
    assert champion(place.runs) == "good"


def test_promotion_and_a_step_back(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GateError, match="run 'again' was not judged against the champion 'good'"):
        promotion.promote(place.runs, "again", WHO)
    assert place.main("gate", "again", "--json") == 0
    judged = json.loads(capsys.readouterr().out)
    assert judged["passed"] and all(figure["passed"] for figure in judged["figures"])
    assert place.main("promote", "again", "--who", "ana", "--why", "tolls") == 0
    assert champion(place.runs) == "again"
    assert place.main("list", "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["champion"] == "again"
    with pytest.raises(RunError, match="is the champion already"):
        promotion.promote(place.runs, "again", WHO)
    assert place.main("rollback") == 0
    assert champion(place.runs) == "good"
    with pytest.raises(RunError, match="nothing to go back to"):
        promotion.rollback(place.runs, WHO)
    did = [(line["did"], line["run"], line["previous"]) for line in promotion.log(place.runs)]
    assert did == [("promote", "again", "good"), ("rollback", "good", "again")]
    assert promotion.log(place.runs)[0]["who"] == "ana" and promotion.log(place.runs)[0]["why"] == "tolls"


def test_a_gate_counts_for_these_scorecards_alone(place: Place) -> None:
    assert place.main("gate", "again") == 0
    other = place.runs / "gate.toml"
    other.write_text(Path(limits.FILE).read_text("utf-8") + "\n# other limits\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "FILE", other)
        with pytest.raises(GateError, match="have changed"):
            promotion.promote(place.runs, "again", WHO)
    (place.runs / "champion").write_text("flipped\n", "utf-8")
    with pytest.raises(GateError, match="not judged against the champion 'flipped'"):
        promotion.promote(place.runs, "again", WHO)


@pytest.mark.parametrize("file", ["scorecard.json", "report.html"])
def test_a_run_that_was_changed_is_used_no_more(place: Place, file: str) -> None:
    assert place.main("gate", "again") == 0
    changed = place.runs / "again" / file
    assert changed.stat().st_mode & 0o222 == 0
    changed.unlink()
    shutil.copy(place.runs / "flipped" / file, changed)
    with pytest.raises(RunError, match=f"{file}: is not what its training wrote"):
        promotion.promote(place.runs, "again", WHO)
    assert place.main("gate", "again") == 2


def test_a_promotion_that_was_killed_counts_for_nothing(place: Place) -> None:
    line = {"when": "", "did": "promote", "run": "again", "previous": "good", "who": "", "why": ""}
    (place.runs / promotion.LOG).write_text(json.dumps(line) + "\n", "utf-8")
    assert promotion.log(place.runs) == []


def test_a_training_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    import numpy as np

    made: list[str] = []

    def step(name: str) -> tuple[float, ...]:
        def make() -> tuple[np.ndarray, ...]:
            made.append(name)
            return np.arange(3.0), np.ones(2)

        return tuple(float(part.sum()) for part in Pieces(tmp_path)(name, make))

    assert [step("fold-1"), step("source-a/b"), step("fold-1"), step("source-a_b")] == [(3.0, 2.0)] * 4
    assert made == ["fold-1", "source-a/b", "source-a_b"]


def test_a_training_that_is_killed_leaves_nothing_and_goes_on(trained: Place, tmp_path: Path) -> None:
    own = Place(tmp_path)
    lay_out(own.data)
    command = [
        sys.executable, "-m", "training", "train", "--quick", "--name", "x", "--json-progress",
        "--runs", str(own.runs), "--data", str(own.data),
    ]  # fmt: skip
    steps: list[list[str]] = []
    for most in (1, 6, 1000):
        told: list[str] = []
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as child:
            for line in child.stderr or ():
                told.append(json.loads(line)["step"])
                if len(told) == most:
                    child.kill()
        steps.append(told)
        killed = child.returncode == -signal.SIGKILL
        assert killed is (most < 1000)
        assert [run.name for run in runs.all_runs(own.runs)] == ([] if killed else ["x"])
    assert not list(own.runs.glob(".*.part")) and not list((own.runs / retrain.WORK).iterdir())
    same = runs.read(own.runs, "x").manifest["scorecard"] == runs.read(trained.runs, "good").manifest["scorecard"]
    assert same, steps


def test_a_run_never_changes_and_one_training_runs_at_a_time(place: Place) -> None:
    with pytest.raises(RunError, match="runs never change; take another name"):
        retrain.retrain(Wanted(1), place.data, place.runs, Progress(), name="good")
    with runs.alone(place.runs), pytest.raises(RunError, match="another training or promotion is under way"):
        promotion.rollback(place.runs, WHO)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["gate", "none"], "there is no run 'none'; 'postproof-train list' names all"),
        (["promote", "../x"], "'../x' cannot be the name of a run"),
        (["compare", "good", "nobody"], "there is no run 'nobody'"),
        (["train", "--name", "shipped"], "'shipped' cannot be the name of a run"),
        (["train", "--with-reports", "none.jsonl"], "none.jsonl: cannot be read (No such file or directory)"),
        (["evaluate", "good", "--model", "x.json"], "'good' is a run, with a scorecard of its own"),
    ],
)
def test_what_must_be_mended(place: Place, capsys: pytest.CaptureFixture[str], words: list[str], problem: str) -> None:
    assert place.main(*words) == 2
    assert problem in capsys.readouterr().err


def test_progress_for_programs(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.main("compare", "good", "again", "--json", "--json-progress") == 0
    told = capsys.readouterr()
    steps = [json.loads(line) for line in told.err.splitlines()]
    assert [step["done"] for step in steps] == list(range(6)) and steps[-1]["total"] == 5
    assert {"figures", "changed"} == json.loads(told.out).keys()


def test_a_run_is_evaluated_on_any_file(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    file = place.data / "corpus" / "hand-b-other-1.jsonl"
    assert place.main("evaluate", "champion", str(file), "--out", str(place.runs / "out")) == 0
    metrics = json.loads((place.runs / "out" / "metrics.json").read_text("utf-8"))
    assert metrics["scorecard"]["digest"] == runs.read(place.runs, "good").manifest["scorecard"]["digest"]
