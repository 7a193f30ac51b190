"""Every rule has a table, and no table is thin: three rows that fire, and at least as many that stay silent."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from detector.facts import facts
from detector.label import Label
from detector.lure import Lure
from detector.rules import RULES
from detector.rules.rule import Rule

_HERE = Path(__file__).parent
_LEAST = 3


def _tables_of(rule: Rule) -> ModuleType:
    """The test file that mirrors the file in which the rule stands."""
    path = _HERE / f"test_{rule.find.__module__.rpartition('.')[2]}.py"
    assert path.exists(), f"{path.name} is missing: {rule.id} needs a table there"
    spec = importlib.util.spec_from_file_location(f"tables_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(rule: Rule) -> Sequence[tuple[object, ...]]:
    test = getattr(_tables_of(rule), f"test_{rule.id}", None)
    assert test is not None, f"{rule.id} has no table: write test_{rule.id}"
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    assert marks, f"test_{rule.id} has no parametrize table"
    rows: Sequence[tuple[object, ...]] = marks[0].args[1]
    return rows


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_table(rule: Rule) -> None:
    rows = _rows(rule)
    firing = [row for row in rows if row[-1]]
    silent = [row for row in rows if not row[-1]]
    assert len(firing) >= _LEAST
    assert len(silent) >= _LEAST
    assert len(silent) >= len(firing)
    assert len({row[:-1] for row in rows}) == len(rows)


@pytest.mark.parametrize("path", sorted(_HERE.glob("test_*.py")), ids=lambda path: path.stem)
def test_no_table_without_a_rule(path: Path) -> None:
    kind = path.stem.removeprefix("test_")
    ids = {rule.id for rule in RULES if rule.find.__module__ == f"detector.rules.{kind}"}
    tables = {
        line[9:].partition("(")[0] for line in path.read_text("utf-8").splitlines() if line.startswith("def test_")
    }
    if kind != "tables":
        assert tables == ids


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    assert rule.title.endswith((".", ":"))
    assert rule.page.startswith(rule.title)
    assert len(rule.page) > len(rule.title), "the page says what it covers and its false positives"
    assert rule.points_to in Label
    assert rule.lure is None or rule.lure in Lure
    assert not rule.fact or rule.fact in facts()


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_the_rules_that_read_the_sender_are_the_senders() -> None:
    """Counterfactuals ask only the rules marked so; an unmarked one would be forgotten."""
    reading = {rule.id for rule in RULES if rule.reads == "sender"}
    assert reading == {rule.id for rule in RULES if rule.find.__module__ == "detector.rules.sender"}
