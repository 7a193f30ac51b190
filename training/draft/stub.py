"""A draft as Python: a rule and its table, in the form that CONTRIBUTING.md asks for."""

from collections.abc import Sequence
from textwrap import fill, wrap

from training.draft.draft import Draft, Row, pattern_of
from training.draft.phrases import WordRun

_WIDTH, _PIECE = 120, 90
_HEAD = '''"""A draft of {messages} reports; nothing of it is in use.

{told}
Move what is good into the file of its kind in detector/rules/, write what its docstring must say, say it in Spanish in
detector/phrases/es.toml, and move the table into the test file of the same name.
"""

from collections.abc import Iterator

from detector.label import Label
from detector.message import Message
from detector.openings import Phrase
from detector.rules.rule import rule
from detector.span import Span
'''
_PHRASES = '''
_{constant} = Phrase(
    r"""{pattern}"""
)


@rule(Label.SMISHING)
def {name}(message: Message) -> Iterator[Span]:
    """TODO: what it says, in a sentence for its recipient.

    TODO: what it covers and where it is wrong.
    """
    yield from _{constant}(message)
'''
_LINK = '''

@rule(Label.SMISHING)
def {name}_link(message: Message) -> Iterator[Span]:
    """TODO: what its link is like, in a sentence for its recipient.

    Covers links {words}. TODO: where it is wrong.
    """
    for link in message.unverified_links:
        if {code}:
            yield link.span
'''
_TABLE_HEAD = '''"""Tables of the draft.

They can be tried as they are:

.venv/bin/python -m pytest -p tests.rules.conftest FOLDER

The rows that fire are messages that people received. Word them anew before the table goes into the project.
"""

from collections.abc import Callable

import pytest

import {module} as {kind}
'''
_TABLE = """

@pytest.mark.parametrize(
    ("text", "expected"),
    [
{rows}
    ],
)
def test_{name}(quotes: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert quotes({kind}.{name}, text) == expected
"""


def rule_of(draft: Draft) -> str:
    """The file of the rules."""
    told = "\n".join(fill(line, _WIDTH) for line in _told(draft).splitlines())
    code = _HEAD.format(messages=draft.messages, told=told)
    if draft.runs:
        pattern = pattern_of(draft.runs).replace("|", "\n        |")
        code += _PHRASES.format(constant=draft.name.upper(), pattern=pattern, name=draft.name)
    if draft.shape:
        code += _LINK.format(name=draft.name, words=draft.shape.words, code=draft.shape.code)
    return code


def table_of(draft: Draft) -> str:
    """The file of their tables; the module that it imports is named like the draft."""
    code = _TABLE_HEAD.format(module=draft.name, kind="drafted")
    if draft.runs:
        code += _TABLE.format(rows=_rows(draft.fires, draft.silent), name=draft.name, kind="drafted")
    if draft.shape:
        rows = _rows(draft.link_fires, draft.link_silent)
        code += _TABLE.format(rows=rows, name=f"{draft.name}_link", kind="drafted")
    return code


def summary(draft: Draft) -> str:
    """What was found, for the analyst."""
    return _told(draft) + "\n"


def _told(draft: Draft) -> str:
    lines = []
    if draft.runs:
        lines.append(
            f"Its words stand in {draft.covered} of {draft.messages} messages of the campaign and in {draft.wrong} of "
            f"{draft.honest:,} honest ones:"
        )
        lines += map(_run, draft.runs)
    if draft.other_runs:
        lines += ["Others to choose from:", *map(_run, draft.other_runs)]
    if draft.shape:
        lines.append(
            f"Links {draft.shape.words} stand in {draft.shape.campaign} messages and in {draft.shape.honest} honest "
            "ones."
        )
    if draft.domains:
        lines.append("Domains: " + ", ".join(f"{domain} ({count})" for domain, count in draft.domains) + ".")
    return "\n".join(lines)


def _run(run: WordRun) -> str:
    return f'- "{" ".join(run.words)}": {run.campaign}, and {run.honest} honest'


def _rows(fires: Sequence[Row], silent: Sequence[Row]) -> str:
    return "\n".join(map(_row, (*fires, *silent)))


def _row(row: Row) -> str:
    """A row of a table as the formatter leaves it: in one line, else a piece of the text a line."""
    expected = f"[{', '.join(map(_literal, row.expected))}]"
    line = f"        ({_literal(row.text)}, {expected}),"
    if len(line) <= _WIDTH:
        return line
    text = f"            {_literal(row.text)}"
    if len(text) >= _WIDTH:
        pieces = wrap(row.text, _PIECE, drop_whitespace=False, replace_whitespace=False, expand_tabs=False)
        text = "\n".join(f"            {_literal(piece)}" for piece in pieces)
    return f"        (\n{text},\n            {expected},\n        ),"


def _literal(text: str) -> str:
    """A string in Python, in the quotes that the formatter takes."""
    written = repr(text)
    return written if '"' in written else f'"{written[1:-1]}"'
