import json

import pytest

from training.progress import JsonLines, Lines


class Eager(Lines):
    pace = 0.0


def test_rows_of_a_step_are_told_and_given_on(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Eager()
    progress("reading")
    assert list(progress.rows(range(130), 200)) == list(range(130))
    told = capsys.readouterr().err.splitlines()
    assert told == ["reading", "reading: 64 rows of 200", "reading: 128 rows of 200"]


def test_what_is_told_of_a_step_ends_none(capsys: pytest.CaptureFixture[str]) -> None:
    progress = JsonLines()
    progress.expect(2)
    progress("one")
    progress.tell("one: 7 rows")
    progress("two")
    progress.end()
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["step"], line["done"], line["total"]) for line in told] == [
        ("one", 0, 2),
        ("one: 7 rows", 0, 2),
        ("two", 1, 2),
        ("done", 2, 2),
    ]
