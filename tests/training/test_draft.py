import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from detector.label import Label
from detector.message import Message
from training.draft import Draft, draft, rule_of, table_of
from training.errors import TrainingError
from training.example import Example

ROOT = Path(__file__).parents[2]
# One hand, many moods: a badge renewal that no rule knows.
SCAMS = [
    "GateBadge: your visitor badge lapses tonight. Renew it at https://gate-badge7.top/in before 6 pm",
    "Reminder: your visitor badge lapses tonight, renew at http://badge-gate2.top/in",
    "FINAL NOTE. Your visitor badge lapses tonight!! renew: badge-desk44.top/in",
    "hello, your visitor badge lapses on friday. you can renew at https://desk-badge9.top/in thank you",
    "Your visitor badge lapses tomorrow 0700. Renew https://badge-renew3.top/in or lose entry",
]
HONEST = [
    "Your visitor badge is ready at the front desk. Bring a photo ID.",
    "Your library card lapses tonight. Renew at https://cityofaurora-library.org/renew",
    "Badge photos are on Friday at 9 in room 12.",
    "USPS: your parcel was delivered at 2:10 pm in DENVER, CO 80266.",
    "We will see you tonight at 6 pm, bring the badge",
    "Renew your membership before 6 pm and save: https://oak-gym.com/in",
]


def examples(texts: list[str], label: Label) -> list[Example]:
    return [Example(Message(text), label, f"c{at}", "x", "en", "") for at, text in enumerate(texts)]


@pytest.fixture(scope="module")
def badge() -> Draft:
    return draft("badge_lapses", examples(SCAMS, Label.SMISHING), examples(HONEST, Label.OTHER))


def test_it_finds_what_separates(badge: Draft) -> None:
    assert badge.runs[0].words[:4] == ("your", "visitor", "badge", "lapses")
    assert (badge.covered, badge.wrong) == (5, 0)
    assert badge.shape is not None
    assert badge.shape.words == 'with "badge" in its host'
    assert (badge.shape.campaign, badge.shape.honest) == (5, 0)
    assert dict(badge.domains).keys() >= {"gate-badge7.top", "badge-desk44.top"}


def test_the_nearest_honest_messages_are_the_silent_rows(badge: Draft) -> None:
    assert HONEST[1] in {row.text for row in badge.silent[:2]}
    assert not any(row.expected for row in (*badge.silent, *badge.link_silent))


def run(*words: str | Path) -> str:
    """What a module of Python says where it fails."""
    command = [sys.executable, "-m", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_written_files_pass_as_they_are(badge: Draft, tmp_path: Path) -> None:
    (tmp_path / "badge_lapses.py").write_text(rule_of(badge), "utf-8")
    table = tmp_path / "test_badge_lapses.py"
    table.write_text(table_of(badge), "utf-8")
    assert not run("pytest", "-p", "tests.rules.conftest", tmp_path)
    assert not run("ruff", "check", "--select", "E501,Q,F", "--config", ROOT / "pyproject.toml", tmp_path)
    assert not run("ruff", "format", "--check", "--config", ROOT / "pyproject.toml", table)
    # A row that says what the rule does not find fails.
    table.write_text(table.read_text("utf-8").replace("[]", '["x"]', 1), "utf-8")
    assert "1 failed" in run("pytest", "-p", "tests.rules.conftest", tmp_path)


def test_quotes_and_braces_survive(tmp_path: Path) -> None:
    odd = [f'Ref {{0}} """ \\d your "odd" parcel \'waits\' outside {number}' for number in range(4)]
    odd += [text + ' it\'s\t\N{ZERO WIDTH SPACE}\n  "so" \\' * 20 for text in odd]
    made = draft("odd_parcel", examples(odd, Label.SMISHING), examples(HONEST, Label.OTHER))
    compile(rule_of(made), "x.py", "exec")
    written = [node.value for node in ast.walk(ast.parse(table_of(made))) if isinstance(node, ast.Constant)]
    assert {row.text for row in (*made.fires, *made.silent)} <= set(written)
    assert made.fires[0].text in odd


def test_one_domain_is_no_shape() -> None:
    texts = [re.sub(r"\S+\.top", "https://one-host.top", text) for text in SCAMS]
    assert draft("x_y", examples(texts, Label.SMISHING), examples(HONEST, Label.OTHER)).shape is None


@pytest.mark.parametrize(
    ("texts", "label", "problem"),
    [
        (SCAMS[:2], Label.SMISHING, "2 messages labelled smishing; a rule is drafted from 3 or more"),
        (SCAMS, Label.OTHER, "0 messages labelled smishing"),
        (HONEST, Label.SMISHING, "no words and no links separate these messages from honest ones"),
    ],
)
def test_refusals(texts: list[str], label: Label, problem: str) -> None:
    with pytest.raises(TrainingError, match=problem):
        draft("x_y", examples(texts, label), examples(HONEST, Label.OTHER))
