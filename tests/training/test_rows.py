import json
from pathlib import Path

import pytest

from detector.label import Label
from training.intake import ENDINGS
from training.labelled import mapping
from training.rows import Problem, read

GOOD = {"text": "See you at six", "sender": "", "channel": "imessage", "label": "other"} | {
    "campaign": "evening",
    "source": "hand-x",
    "language": "en",
}

NO_TEXT = (
    "there is no column 'text', and none that looks like it; name one, as with --columns text=NAME; the columns are: "
)


def _file(path: Path, *rows: object) -> Path:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def test_every_row_of_the_corpus_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    bad = [{**GOOD, "label": "spam"}, {**GOOD, "colour": "red"}, {**GOOD, "text": " "}, "{broken"]
    path = _file(tmp_path / "x.jsonl", GOOD, *bad, "", GOOD)
    found = read([path])
    assert [row.place for row in found.usable] == [f"{path}:1", f"{path}:7"]
    assert found.problems == [
        Problem(f"{path}:2", "label 'spam' is not one of genuine, smishing, other"),
        Problem(
            f"{path}:3", "field 'colour' is not one of text, sender, channel, label, campaign, source, language, lure"
        ),
        Problem(f"{path}:4", "text: is empty; paste the message that you received"),
        Problem(f"{path}:5", "not JSON (Expecting property name enclosed in double quotes at column 2)"),
    ]
    assert not found.foreign


def test_every_row_of_another_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('text,label\nlunch?,ham\n"two\nlines",other\na,b,c\nhello,spam\n,ham\nsee you,ads\n', "utf-8")
    found = read([path], mapping("ham=other,ads="))
    assert [(row.place, row.example.label) for row in found.usable] == [
        (f"{path}:2", Label.OTHER),
        (f"{path}:3", Label.OTHER),
    ]
    assert found.problems == [
        Problem(f"{path}:5", "has 3 fields where the header has 2; quote fields with commas"),
        Problem(
            f"{path}:6",
            "label 'spam' is not one of genuine, smishing, other; map it, as with --labels spam=other",
        ),
        Problem(f"{path}:7", "text: is empty; paste the message that you received"),
    ]
    assert found.foreign == [str(path)]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.csv", b"words,label\nhi,other\n", NO_TEXT + "words, label"),
        ("x.jsonl", b'{"a": 1}\n', NO_TEXT + "a"),
        ("x.jsonl", b"\x81\n", "is neither UTF-8 nor UTF-16 nor Windows-1252; save it as UTF-8"),
        ("x.csv", b"text,label\n", "no labelled message in it"),
        ("x.jsonl", b"\n\n", "no labelled message in it"),
        ("x.mbox", b"", "no labelled message in it"),
        ("x.txt", b"hi", f"its name must end in one of {ENDINGS}, or it must be a folder of .eml"),
    ],
)
def test_a_file_that_cannot_be_used_stops_no_other(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = read([path, _file(tmp_path / "good.jsonl", GOOD)])
    assert len(found.usable) == 1
    assert found.problems == [Problem(str(path), problem)]


def test_what_stops_the_reading_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"text,label\n" + b"hi,other\n" * 300 + b'ho,"other\n')
    found = read([path])
    assert len(found.usable) == 300
    assert found.problems == [Problem(f"{path}:302", "unexpected end of data; nothing behind it can be read")]
