"""The grammar of notices: what it refuses, that it repeats itself, and that what it makes is sound."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from detector.channel import Channel
from detector.label import Label
from training.errors import CorpusError
from training.example import Example
from training.forms import parse, render
from training.notices import load_notices, load_words, notices
from training.slots import COMPUTED, Draw

FOLDER = Path(__file__).parents[2] / "data" / "notices"

SLOTS = """
place = ["North Andover, MA 01845"]
first = ["Maya"]
last = ["Brandt"]
street = ["Elm St"]
shop = ["Old Mill"]
clinic = ["Summit"]
"""
NOTICE = """
[[notice]]
campaign = "usps-text-delivered"
label = "genuine"
language = "en"
channel = "sms"
senders = ["28777", ""]
forms = ['USPS {tracking}, Delivered {date_numeric} {city_state_zip}', '[a|b] {code6}']
"""


def grammar(folder: Path, notice: str = NOTICE, slots: str = SLOTS) -> Path:
    """Write a grammar of one family."""
    (folder / "slots.toml").write_text(slots, encoding="utf-8")
    (folder / "x.toml").write_text(notice, encoding="utf-8")
    return folder


def form(text: str) -> str:
    """Write the notice with one form of its own."""
    return NOTICE[: NOTICE.index("forms")] + f"forms = ['{text}']"


@pytest.fixture(scope="module")
def drawn() -> tuple[Example, ...]:
    """Many examples of the grammar in the repository."""
    return tuple(notices(FOLDER, seed=7, each=24))


@pytest.mark.parametrize(
    ("notice", "error"),
    [
        # Slots
        (form("{tracknig}"), "slot 'tracknig' is not one of the known slots; did you mean 'tracking'?"),
        (form("{zzzzzz}"), "slot 'zzzzzz' is not one of the known slots"),
        (form("{tracking:1}"), "slot 'tracking:1' is not one of the known slots; did you mean 'tracking'?"),
        (form("{}"), "'{' is never closed"),
        (form("{tracking"), "'{' is never closed"),
        (form("a {"), "'{' is never closed"),
        (form("a }"), "'}' closes nothing"),
        # Brackets
        (form("[a|b"), "'[' is never closed"),
        (form("[a|[b|c]"), "'[' is never closed"),
        (form("a]"), "']' closes nothing"),
        (form("a | b"), r"'|' stands outside of brackets; write \|"),
        (form("[a]"), r"'[...]' holds one alternative; add one after |, or write \[ and \]"),
        (form(r"a \n"), r"'\n' escapes nothing; a backslash goes before one of [ ] { } | \ "),
        (form("a \\"), "'\\' escapes nothing; a backslash goes before one of [ ] { } | \\ "),
        (form("[a|] [b|]"), "form 1 can come out empty"),
        (form(""), "form 1 can come out empty"),
        # Values
        (NOTICE.replace('"genuine"', '"spam"'), "label 'spam' is not one of genuine, other"),
        (NOTICE.replace('"genuine"', '"smishing"'), "label 'smishing' is not one of genuine, other"),
        (NOTICE.replace('"en"', '"fr"'), "language 'fr' is not one of en, es"),
        (NOTICE.replace('"sms"', '"fax"'), "channel 'fax' is not one of sms, imessage, email, unknown"),
        (NOTICE.replace('["28777", ""]', "[]"), "senders must be a list of texts, with at least one"),
        (NOTICE.replace('["28777", ""]', "[28777]"), "senders must be a list of texts, with at least one"),
        (NOTICE.replace('channel = "sms"', ""), "key 'channel' is missing"),
        (
            NOTICE + "lure = 'fee'",
            "key 'lure' is not one of campaign, label, language, channel, senders, forms",
        ),
    ],
)
def test_bad_notice(tmp_path: Path, notice: str, error: str) -> None:
    """The error names the file, the campaign and the fault."""
    with pytest.raises(CorpusError) as caught:
        list(notices(grammar(tmp_path, notice), seed=1, each=1))
    assert str(caught.value) == f"{tmp_path}/x.toml: notice 'usps-text-delivered': {error}"


@pytest.mark.parametrize(
    ("notice", "error"),
    [
        (NOTICE + NOTICE, "notice 'usps-text-delivered' stands twice in {folder}"),
        (
            NOTICE.replace("usps-text", "USPS text"),
            "campaign 'USPS text-delivered' is not a name in lower case with hyphens",
        ),
        (
            NOTICE.replace('campaign = "usps-text-delivered"', ""),
            "campaign None is not a name in lower case with hyphens",
        ),
        ("", "must hold [[notice]] tables and nothing else"),
        ("notice = 1", "must hold [[notice]] tables and nothing else"),
        ("a = 1" + NOTICE, "must hold [[notice]] tables and nothing else"),
        ("[[notice]", "not TOML: Expected ']]' at the end of an array declaration (at line 1, column 9)"),
    ],
)
def test_bad_file(tmp_path: Path, notice: str, error: str) -> None:
    """A fault outside of a known campaign is named by file."""
    with pytest.raises(CorpusError) as caught:
        list(notices(grammar(tmp_path, notice), seed=1, each=1))
    assert str(caught.value) == f"{tmp_path}/x.toml: {error.format(folder=tmp_path)}"


@pytest.mark.parametrize(
    ("slots", "error"),
    [
        (SLOTS + "tracking = ['1']", "list 'tracking' has the name of a computed slot"),
        (SLOTS + "car = []", "list 'car' must be a list of texts, with at least one"),
        (SLOTS + "car = 'x'", "list 'car' must be a list of texts, with at least one"),
        (SLOTS.replace("place", "places"), "list 'place' is missing"),
        (
            SLOTS.replace(" MA 01845", ""),
            "place 'North Andover,' is not written like 'North Andover, MA 01845'",
        ),
    ],
)
def test_bad_words(tmp_path: Path, slots: str, error: str) -> None:
    """A fault in the word lists is named by file and list."""
    with pytest.raises(CorpusError) as caught:
        load_words(grammar(tmp_path, slots=slots))
    assert str(caught.value) == f"{tmp_path}/slots.toml: {error}"


def test_no_words(tmp_path: Path) -> None:
    """A folder without word lists is no grammar."""
    with pytest.raises(CorpusError) as caught:
        load_words(tmp_path)
    assert str(caught.value) == f"{tmp_path}/slots.toml: there is no such file"


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("plain", {"plain"}),
        ("[a|b|]c", {"ac", "bc", "c"}),
        ("[a[1|2]|b]", {"a1", "a2", "b"}),
        (r"\[a\|b\] \{c\} \\", {r"[a|b] {c} \\"[:-1]}),
        ("{city_state_zip}/{zip}", {"NORTH ANDOVER MA 01845/01845"}),
        ("[{first}|{last}]", {"Maya", "Brandt"}),
    ],
)
def test_render(tmp_path: Path, text: str, possible: set[str]) -> None:
    """All alternatives are drawn, and nothing else."""
    words = load_words(grammar(tmp_path))
    parsed = parse(text, frozenset({*COMPUTED, *words}))
    random = Random(1)
    assert {render(parsed, Draw(random, words)) for _ in range(60)} == possible


def test_a_slot_keeps_its_value_within_a_message(tmp_path: Path) -> None:
    """The same slot twice is the same number; its second value is another."""
    words = load_words(grammar(tmp_path))
    first, again, second = render(
        parse("{tracking_22} {tracking_22} {tracking_22:2}", COMPUTED.keys()), Draw(Random(1), words)
    ).split()
    assert first == again != second


def test_the_same_seed_gives_the_same_examples(drawn: tuple[Example, ...]) -> None:
    """Seeded twice alike, examples are alike; another seed gives others."""
    assert tuple(notices(FOLDER, seed=7, each=24)) == drawn
    assert tuple(notices(FOLDER, seed=8, each=24)) != drawn


def test_adding_a_notice_changes_no_other(tmp_path: Path) -> None:
    """Each notice is seeded by itself."""
    alone = tuple(notices(grammar(tmp_path), seed=3, each=9))
    added = NOTICE.replace("usps-text-delivered", "another")
    with_another = tuple(notices(grammar(tmp_path, added + NOTICE), seed=3, each=9))
    assert with_another[9:] == alone


def test_forms_are_drawn_evenly(tmp_path: Path) -> None:
    """Of nine examples of two forms, each has four or five."""
    starts = Counter(example.message.text[:4] == "USPS" for example in notices(grammar(tmp_path), seed=3, each=9))
    assert sorted(starts.values()) == [4, 5]


def test_every_notice_gives_its_examples(drawn: tuple[Example, ...]) -> None:
    """Every entry is drawn as often as asked, under its own label, with source and licence."""
    entries = load_notices(FOLDER, load_words(FOLDER))
    assert Counter(example.campaign for example in drawn) == {entry.campaign: 24 for entry in entries}
    assert {(example.source, example.licence, example.lure) for example in drawn} == {("notices", "MIT", "")}
    assert {example.label for example in drawn} == {Label.GENUINE, Label.OTHER}


def test_no_syntax_is_left_over(drawn: tuple[Example, ...]) -> None:
    """Nothing of the grammar shows in a message: no brace, no backslash, brackets only around an image."""
    for example in drawn:
        text = example.message.text
        for written in ("[image: scanned image of your mailpiece]", "[Mailpiece image]", "[image]"):
            text = text.replace(written, "")
        assert text.strip() and not set(text) & set("[]{}\\"), example
        assert not set(example.message.sender) & set("[]{}|\\"), example


def test_half_come_without_sender(drawn: tuple[Example, ...]) -> None:
    """People paste only the text about half of the time."""
    for label in (Label.GENUINE, Label.OTHER):
        empty = [not example.message.sender for example in drawn if example.label is label]
        assert 0.45 < sum(empty) / len(empty) < 0.58


def test_genuine_texts_keep_what_usps_states(drawn: tuple[Example, ...]) -> None:
    """A genuine USPS text has no link, no mail address and no fee, and comes from a published short code."""
    entries = load_notices(FOLDER, load_words(FOLDER))
    texts = {e.campaign for e in entries if e.label is Label.GENUINE and e.channel is not Channel.EMAIL}
    for message in (example.message for example in drawn if example.campaign in texts):
        assert message.sender in {"28777", "69975", ""}
        assert not message.links and not message.emails and "$" not in message.text, message


def test_usps_numbers_are_right_or_placeholders(drawn: tuple[Example, ...]) -> None:
    """Nearly every tracking number in a notice has its right check digit; the rest are USPS's own samples."""
    found = [number.check_digit_ok for example in drawn for number in example.message.tracking_numbers]
    assert len(found) > 500
    assert found.count(False) / len(found) < 0.1
