"""Screens that Chromium rendered, read: the message, the sender from the header, and the same decision."""

from dataclasses import replace

import pytest

from api.pictures import Picture, is_installed
from detector import Detector, Message
from tests.api.browsers import needs_chromium

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

from api.pictures.read import read_picture
from tests.api.pictures.distance import distance
from tests.api.pictures.rendered import rendered
from tests.api.pictures.shots import FEW

pytestmark = needs_chromium
# Screenshots, and photos of three of the screens, one with a keyboard and the user's own answer.
SHOTS = (
    *FEW,
    *(replace(shot, photo=lean, quality=80) for shot, lean in zip(FEW[::2], (-0.03, 0.02, -0.02), strict=True)),
)
SHOTS += (replace(FEW[5], photo=0.02),)


@pytest.fixture(scope="module")
def read() -> list[Picture]:
    return [read_picture(raw) for raw in list(rendered(SHOTS))]


def test_character_error_rate(read: list[Picture]) -> None:
    pairs = list(zip(SHOTS, read, strict=True))
    for kind in (pairs[: len(FEW)], pairs[len(FEW) :]):
        lost = sum(distance(shot.text, picture.text) for shot, picture in kind)
        assert lost <= 0.03 * sum(len(shot.text) for shot, _ in kind)


def test_senders(read: list[Picture]) -> None:
    assert [picture.sender.replace(" ", "") for picture in read] == [shot.sender.replace(" ", "") for shot in SHOTS]


def test_the_decision_is_that_for_the_text(read: list[Picture]) -> None:
    detector = Detector()
    expected = [detector.check(Message(shot.text, shot.sender)).decision for shot in SHOTS]
    assert [detector.check(Message(picture.text, picture.sender)).decision for picture in read] == expected
