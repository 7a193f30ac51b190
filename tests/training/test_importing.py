import json
from pathlib import Path

import pytest

from training import corpus
from training.__main__ import main
from training.importing import MOST_NAMED

TABLE = "v1,v2\nham,See you at six\nspam,Pay at usps-x.top/1\nads,Half price today\n"
FLAGS = ["--labels", "ham=other,spam=smishing,ads=", "--language", "en", "--source", "uci", "--licence", "CC-BY-4.0"]


def _import(folder: Path, content: str, *flags: str) -> tuple[int, Path]:
    path, target = folder / "x.csv", folder / "out.jsonl"
    path.write_text(content, "utf-8")
    return main(["import", str(path), "--into", str(target), *flags]), target


def test_a_foreign_table_becomes_the_corpus_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, target = _import(tmp_path, TABLE, *FLAGS)
    assert status == 0
    found = list(corpus.read([target]))
    assert [(one.message.text, one.label.value, one.source, one.language) for one in found] == [
        ("See you at six", "other", "uci", "en"),
        ("Pay at usps-x.top/1", "smishing", "uci", "en"),
    ]
    told = capsys.readouterr()
    assert "text: column 'v2', by its name, which is usual for it" in told.err
    assert f"wrote 2 rows to {target}: 1 other, 1 smishing\nleft out: 1 of label 'ads'\n" in told.out
    origin = json.loads((tmp_path / "out.jsonl.origin.json").read_text("utf-8"))
    assert (origin["licences"], origin["left_out"]) == ({"CC-BY-4.0": 2}, {"ads": 1})


@pytest.mark.parametrize(
    ("content", "flags", "problem"),
    [
        (TABLE + "spam,a,b\n", FLAGS, "x.csv:5: has 3 fields where the header has 2; quote fields with commas"),
        (TABLE, FLAGS[:2], "x.csv:2: field 'language' is missing"),
        (TABLE, FLAGS[2:], "x.csv:2: label 'ham' is not one of genuine, smishing, other; map it"),
    ],
)
def test_bad_rows_are_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, flags: list[str], problem: str
) -> None:
    status, _ = _import(tmp_path, content, *flags)
    assert status == 2
    assert problem in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_bad_rows_are_left_out_where_that_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, target = _import(tmp_path, TABLE + "spam,a,b\n", *FLAGS, "--skip-bad")
    assert status == 0
    assert len(list(corpus.read([target]))) == 2
    assert "left out: 1 bad rows" in capsys.readouterr().out


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out.jsonl").write_text("mine", "utf-8")
    status, target = _import(tmp_path, TABLE, *FLAGS)
    assert status == 2
    assert target.read_text("utf-8") == "mine"
    assert "is there already; name another file to write to" in capsys.readouterr().err


def test_bad_rows_of_all_files_are_counted_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = "v1,v2\n" + "ham,\n" * (MOST_NAMED + 7)
    folders = [tmp_path / name for name in ("a", "b")]
    for folder, content in zip(folders, (bad, TABLE), strict=True):
        folder.mkdir()
        (folder / "x.csv").write_text(content, "utf-8")
    target = tmp_path / "out.jsonl"
    files = [str(folder / "x.csv") for folder in folders]
    assert main(["import", *files, "--into", str(target), *FLAGS, "--skip-bad"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert sum("text: is empty" in line for line in told) == MOST_NAMED
    assert [line for line in told if "more bad rows" in line] == ["and 7 more bad rows"]
    origin = json.loads((tmp_path / "out.jsonl.origin.json").read_text("utf-8"))
    assert origin["bad"] == {files[0]: MOST_NAMED + 7}


def test_the_licence_is_there_before_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was killed between the two leaves no rows without a licence, and nothing that stands in the way."""
    target, origin = tmp_path / "out.jsonl", tmp_path / "out.jsonl.origin.json"
    replace, there = Path.replace, []

    def watched(self: Path, to: Path) -> Path:
        there.append((to.name, origin.exists()))
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", watched)
    assert _import(tmp_path, TABLE, *FLAGS)[0] == 0
    assert there == [("out.jsonl.origin.json", False), ("out.jsonl", True)]
    target.unlink()
    assert _import(tmp_path, TABLE, *FLAGS)[0] == 0
    assert target.exists() and origin.exists()


def test_what_is_written_is_read_whatever_ends_a_line_elsewhere(tmp_path: Path) -> None:
    status, target = _import(tmp_path, 'v1,v2\nham,"See\u2028you\x85at\x0csix"\n', *FLAGS)
    assert status == 0
    assert [one.message.text for one in corpus.read([target])] == ["See\u2028you\x85at\x0csix"]
