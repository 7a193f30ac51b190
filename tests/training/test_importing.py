import json
from pathlib import Path

import pytest

from training import corpus
from training.__main__ import main

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
