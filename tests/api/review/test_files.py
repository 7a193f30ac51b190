"""The files of the review: a mistake in one stops the service at its start, with the file and the field."""

import re
import subprocess
import sys
from importlib.resources import files

import pytest

from api.packaged import PackagedError, formed, packaged
from api.review.canaries import File
from api.review.numbers import Numbers, numbers
from tests.api.servers import ROOT

SAFETY = (files("api.review") / "safety.toml").read_text("utf-8")
CANARIES = (files("api.review") / "canaries.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "half_life_days",
            "half_live_days",
            "safety.toml: queue.half_life_days: is missing\nsafety.toml: queue.half_live_days: is no field of it",
        ),
        ("days = 2", "", "safety.toml: caller.days: is missing"),
        ("days = 2", 'days = "two"', "safety.toml: caller.days: input should be a valid integer"),
        ("days = 2", "days = 0", "safety.toml: caller.days: input should be greater than or equal to 1"),
        ("least_share = 0.8", "least_share = 80", "safety.toml: fast_lane.least_share: input should be less than or"),
        ("[burst]", "[bursts]", "safety.toml: burst: is missing\nsafety.toml: bursts: is no field of it"),
        ("days = 2", "days = ", "safety.toml: is no TOML: "),
    ],
)
def test_a_mistake_in_the_numbers_is_named(right: str, wrong: str, told: str) -> None:
    assert formed("safety.toml", SAFETY, Numbers) == numbers()
    with pytest.raises(PackagedError, match=f"^{re.escape(told)}"):
        formed("safety.toml", SAFETY.replace(right, wrong, 1), Numbers)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('label = "genuine"', 'label = "real"', "canaries.toml: canary 1.label: input should be 'genuine'"),
        ('text = "USPS 9400', 'txt = "USPS 9400', "canaries.toml: canary 1.text: is missing"),
        ('sender = "28777"', f'sender = "{"x" * 400}"', "canaries.toml: canary 1: value error, sender"),
    ],
)
def test_a_mistake_in_the_known_messages_is_named(right: str, wrong: str, told: str) -> None:
    assert CANARIES.startswith("#")
    with pytest.raises(PackagedError, match=f"^{re.escape(told)}"):
        formed("canaries.toml", CANARIES.replace(right, wrong, 1), File)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(PackagedError, match=r"^api/review/none\.toml: cannot be read \(FileNotFoundError\); install"):
        packaged("api.review", "none.toml", Numbers)


def test_the_service_does_not_start_with_a_mistake() -> None:
    program = "import api.review.numbers as own; own.FILE = 'canaries.toml'; from api.serve import main; exit(main([]))"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "postproof-serve: api/review/canaries.toml: caller: is missing" in ended.stderr.splitlines()
