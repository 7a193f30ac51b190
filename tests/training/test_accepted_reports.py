"""Accepted reports: what the challenge set holds is never learnt, however it came to be reported."""

import json
from pathlib import Path

import pytest

from tests.training.small_data import lay_out
from training import data
from training.errors import CorpusError

OWN = {"text": "Toll notice: pay $4.15 at tolls-x.top", "sender": "", "channel": "sms", "label": "smishing"}
FIELDS = {"campaign": "report-1", "source": "reports", "language": "en"}


def reported(path: Path, *texts: str) -> Path:
    rows = [OWN | FIELDS, *(OWN | FIELDS | {"text": text} for text in texts)]
    path.write_text("".join(json.dumps(row | {"lure": "toll"}) + "\n" for row in rows), "utf-8")
    return path


def test_what_the_challenge_set_holds_is_refused(tmp_path: Path) -> None:
    lay_out(root := tmp_path / "data")
    locked = [example.message.text for example in data.challenge(root)[:3]]
    # Spaces, capitals and numbers are no other wording.
    changed = "  ".join(locked[2].upper().split(" "))
    loaded = data.load(
        1, root, reported(tmp_path / "reports.jsonl", *locked[:2], changed, "See you at six, bring the bowl")
    )
    assert loaded.refused == 3
    assert loaded.description["rows"][data.REPORTS] == {"smishing": 2}
    assert not {example.message.text for example in loaded.examples} & {*locked, changed}


def test_without_reports_nothing_is_refused(tmp_path: Path) -> None:
    lay_out(root := tmp_path / "data")
    assert data.load(1, root).refused == 0


def test_without_a_challenge_set_no_report_is_trained_on(tmp_path: Path) -> None:
    lay_out(root := tmp_path / "data")
    for path in (root / "challenge").iterdir():
        path.unlink()
    with pytest.raises(CorpusError, match="no challenge set in it"):
        data.load(1, root, reported(tmp_path / "reports.jsonl"))
