import importlib
import re
from pathlib import Path

import pytest

from detector.label import Label
from detector.message import Message
from training.draft import Draft, draft, rule_of, table_of
from training.errors import TrainingError
from training.example import Example

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


def test_the_written_files_run_as_they_are(badge: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "badge_lapses.py").write_text(rule_of(badge), "utf-8")
    (tmp_path / "test_badge_lapses.py").write_text(table_of(badge), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    rules, tables = (importlib.import_module(name) for name in ("badge_lapses", "test_badge_lapses"))
    for name in ("badge_lapses", "badge_lapses_link"):
        rows = getattr(tables, f"test_{name}").pytestmark[0].args[1]
        assert {bool(expected) for _, expected in rows} == {True, False}
        for text, expected in rows:
            message = Message(text)
            assert [message.quote(span) for span in getattr(rules, name)(message)] == expected


def test_quotes_and_braces_survive(tmp_path: Path) -> None:
    odd = [f'Ref {{0}} """ \\d your "odd" parcel \'waits\' outside {number}' for number in range(4)]
    made = draft("odd_parcel", examples(odd, Label.SMISHING), examples(HONEST, Label.OTHER))
    for code in (rule_of(made), table_of(made)):
        compile(code, "x.py", "exec")
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
