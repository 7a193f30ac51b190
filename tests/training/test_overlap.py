from pathlib import Path

import numpy as np
import pytest

from detector.label import Label
from detector.message import Message
from training import data, overlap
from training.example import Example

HELD = "Your parcel is held at the warehouse because the address is incomplete, please confirm it within 12 hours at "


def _example(text: str, label: Label = Label.SMISHING) -> Example:
    return Example(Message(text), label, "c", "x", "en", "MIT")


TRAINED = [_example(HELD + "bit.ly/3abc"), _example("Your code is 123456", Label.OTHER)]


@pytest.mark.parametrize(
    ("text", "verbatim", "near"),
    [
        ("Your code is 654321", True, False),
        (HELD + "usps-x.top/9", True, False),
        (HELD.replace("Your", "The") + "x.top now", False, True),
        ("Dinner at seven, bring the salad and the big bowl", False, False),
    ],
)
def test_a_message_is_known_word_for_word_or_nearly(text: str, verbatim: bool, near: bool) -> None:
    found = overlap.overlap([_example(text)], TRAINED)
    assert (found.verbatim.tolist(), found.near.tolist()) == ([verbatim], [near])


def test_shares_are_told_for_each_label() -> None:
    found = overlap.Overlap(np.array([True, False, False]), np.array([False, True, False]))
    shares = overlap.shares(found, np.array(["smishing", "smishing", "other"]))
    assert {
        name: (told["verbatim"]["hits"], told["near"]["hits"], told["near"]["n"]) for name, told in shares.items()
    } == {
        "all": (1, 1, 3),
        "smishing": (1, 1, 2),
        "other": (0, 0, 1),
    }


def test_what_was_trained_on_and_is_not_here_or_has_changed_is_named(workplace: Path) -> None:
    here = data.load(1).description["fingerprints"]
    provenance = {"seed": 1, "data": {"fingerprints": {**here, "corpus": "other", "uci": "gone"}}}
    found = overlap.trained_on(provenance)
    assert found is not None
    assert (found.missing, found.changed) == (["uci"], ["corpus"])
    assert overlap.overlap(found.examples, found.examples).verbatim.all()


def test_without_the_projects_data_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert overlap.trained_on({}) is None
