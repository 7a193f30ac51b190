from dataclasses import replace

import pytest

from detector.channel import Channel
from detector.label import Label
from detector.message import Message
from training.doubt import contradictions, suspects
from training.example import Example
from training.rows import Row


def _rows(examples: list[Example]) -> list[Row]:
    return [Row(f"x:{number}", example) for number, example in enumerate(examples, 1)]


def _quiet(_: str) -> None:
    pass


def test_flipped_labels_are_doubted_and_nearly_no_other(examples: list[Example]) -> None:
    new = [example for label in Label for example in [e for e in examples if e.label is label][::7][:10]]
    flipped = {4: Label.SMISHING, 14: Label.OTHER, 24: Label.GENUINE}
    rows = _rows([replace(example, label=flipped.get(at, example.label)) for at, example in enumerate(new)])
    found = suspects(rows, [example for example in examples if example not in new], 1, _quiet)
    assert found is not None
    assert {f"x:{at + 1}" for at in flipped} <= {suspect.place for suspect in found[:4]}
    assert len(found) <= 6
    for suspect in found:
        if int(suspect.place[2:]) - 1 in flipped:
            assert suspect.likely == new[int(suspect.place[2:]) - 1].label
            assert suspect.p_label < 0.3 < suspect.p_likely
    assert [suspect.p_label for suspect in found] == sorted(suspect.p_label for suspect in found)


def test_with_too_little_to_learn_from_nothing_is_said(examples: list[Example]) -> None:
    honest = [example for example in examples if example.label is not Label.SMISHING]
    assert suspects(_rows(honest[:5]), honest[5:], 1, _quiet) is None


def test_without_rows_there_is_nothing_to_doubt(examples: list[Example]) -> None:
    assert suspects([], examples, 1, _quiet) == []


@pytest.mark.parametrize(
    ("text", "sender", "label", "expected"),
    [
        ("USPS: track it at https://usps-x.top/1", "", Label.GENUINE, ["leads to nobody known by link"]),
        (
            "USPS: call 212-736-5000 or see usps-x.top",
            "28777",
            Label.GENUINE,
            ["leads to nobody known by link and phone"],
        ),
        (
            "USPS: your parcel was delivered",
            "FedEx <a@fedex.com>",
            Label.GENUINE,
            ["was sent by somebody else than USPS"],
        ),
        (
            "USPS: your parcel was delivered. https://usps.com",
            "",
            Label.SMISHING,
            ["leads to USPS alone and asks for nothing"],
        ),
        (
            "USPS: your parcel was delivered. https://usps.com",
            "auto-reply@usps.com",
            Label.OTHER,
            ["was sent by USPS and leads to USPS alone"],
        ),
        ("Your service request 35220418 was closed. usps.com", "", Label.GENUINE, []),
        # in keeping with the facts
        ("USPS: your parcel was delivered. https://usps.com", "28777", Label.GENUINE, []),
        ("USPS: your parcel was delivered", "28777", Label.GENUINE, []),
        ("USPS: track it at https://usps-x.top/1", "", Label.SMISHING, []),
        ("Your USPS.com passcode: 774019. Reply with it within 5 minutes", "", Label.SMISHING, []),
        ("USPS: your parcel was delivered. https://usps.com", "jane.roe@gmail.com", Label.SMISHING, []),
        ("Hi is this Anna from the gym?", "", Label.SMISHING, []),
        ("Dad, I put the mail on hold at usps.com", "", Label.OTHER, []),
        ("See you at bellaspizza.com", "", Label.OTHER, []),
    ],
)
def test_labels_are_held_against_facts(text: str, sender: str, label: Label, expected: list[str]) -> None:
    message = Message(text, sender, Channel.EMAIL if "@" in sender else Channel.UNKNOWN)
    found = contradictions(_rows([Example(message, label, "c", "hand-x", "en", "MIT")]))
    assert [(entry.place, entry.label, entry.why) for entry in found] == [("x:1", label, why) for why in expected]
