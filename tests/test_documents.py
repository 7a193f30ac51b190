"""What the documents say is what the project does."""

import json
import re
from pathlib import Path

import pytest

from detector.rules import RULES
from training.card import figures

ROOT = Path(__file__).parents[1]


def test_the_readme_shows_the_figures_of_the_shipped_scorecard() -> None:
    metrics = json.loads((ROOT / "data" / "metrics.json").read_text("utf-8"))
    assert figures(metrics) in (ROOT / "README.md").read_text("utf-8")


def test_the_scorecard_and_the_metrics_are_of_one_training() -> None:
    metrics = json.loads((ROOT / "data" / "metrics.json").read_text("utf-8"))
    shipped = json.loads((ROOT / "detector" / "model" / "scorecard.json").read_text("utf-8"))
    assert shipped["provenance"]["figures"] == metrics["figures"]
    assert {entry["rule"] for entry in metrics["rules"]} == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "data/README.md",
        "api/README.md",
        "training/README.md",
        "plugins/python/README.md",
        "plugins/shortcuts/README.md",
        "plugins/README.md",
        "plugins/browser/STORE.md",
    ],
)
def test_every_link_to_a_file_leads_to_one(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_no_file_names_a_package_registry() -> None:
    registry = re.compile("py" + r"pi\.org|pythonhosted\.org|registry\." + "npmjs|deb\\.debian\\.org")
    for path in (*ROOT.glob("*.*"), *(ROOT / ".ci").iterdir(), ROOT / "Makefile"):
        if path.is_file():
            assert not registry.search(path.read_text("utf-8", errors="replace")), path
