"""The tricks on messages: what each leaves alone, that it repeats itself, and how the decisions are counted."""

import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from random import Random

import disarm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.channel import Channel
from detector.classifier import Detector, fire
from detector.label import Decision, Label
from detector.message import MAX_TEXT, Message
from training import attacks
from training.__main__ import main
from training.attacks import ATTACKS
from training.attacks.attack import Attack
from training.attacks.measure import Trial, as_written, measure
from training.attacks.wording import paraphrases
from training.example import Example

BY_NAME = {attack.name: attack for attack in ATTACKS}
TABLE = tomllib.loads((Path(attacks.__file__).parent / "paraphrases.toml").read_text("utf-8"))

LURE = Message(
    "USPS: your package 9400 1000 0000 0000 0000 00 can't be delivered, the address is incomplete. Update it within "
    '12 hours - "no fee": https://usps.com-redelivery.top/i or call 1-800-275-8777. Thank you...',
    "+63 912 345 6789",
    Channel.SMS,
)
GENUINE = Message("USPS 9400100000000000000000, Out for Delivery 06/02/2025 8:15am\nReply STOP to cancel", "28777")
MAIL = Message("Subject: Your order\nFrom: Shop <care@shop.example.com>\n\nHello, your order A-771 left our warehouse.")
SPANISH = Message("FedEx: su paquete está en camino. Gracias, más en fedex.com/es", "33339")
CHAT = Message("hey,can u pick up the keys? 5pm ok", "+1 202-555-0143")
MESSAGES = (LURE, GENUINE, MAIL, SPANISH, CHAT)

# Tricks that leave every letter and digit where it was, whatever its case.
ONLY_LAYOUT = (
    "spaced dotted hyphenated emoji_in_words upper_case lower_case title_case emoji_between_words line_breaks one_line"
    " no_gaps_after_marks double_gaps typographic_marks quoted"
).split()
ONLY_FORM = ("zero_width", "full_width", "mathematical_letters")
each = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)

texts = st.lists(
    st.one_of(
        st.sampled_from(re.findall(r"\S+|\s", LURE.text + MAIL.text + SPANISH.text)),
        st.text(max_size=12),
        st.sampled_from([" ", "\n", ". "]),
    ),
    min_size=1,
    max_size=30,
).map("".join)
messages = texts.filter(lambda text: "\0" not in text and any(map(str.isalnum, text))).map(Message)


def rewritten(name: str, message: Message, seed: int = 1) -> Message:
    return BY_NAME[name](message, Random(seed))


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def unfolded(text: str) -> str:
    """Without invisible characters, in plain forms."""
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", seen)


def test_names_are_unique_and_every_trick_says_what_it_does() -> None:
    assert len(BY_NAME) == len(ATTACKS)
    assert all(re.fullmatch(r"[A-Z].+\.", attack.title) for attack in ATTACKS)


def test_what_adds_innocence_is_tried_on_scams_alone() -> None:
    assert {attack.name for attack in ATTACKS if attack.keeps != frozenset(Label)} == {
        "genuine_notice_above", "genuine_notice_below", "other_notice_above", "other_notice_below",
        "sender_short_code", "sender_local_number",
    }  # fmt: skip


@each
def test_every_trick_changes_a_message(attack: Attack) -> None:
    assert any(attack(message, Random(seed)) != message for message in MESSAGES for seed in range(5))


@settings(max_examples=300)
@given(message=messages, attack=st.sampled_from(ATTACKS), seed=st.integers(0, 9))
def test_the_same_seed_gives_the_same_message(message: Message, attack: Attack, seed: int) -> None:
    assert attack(message, Random(seed)) == attack(message, Random(seed))


@settings(max_examples=300)
@given(message=messages, attack=st.sampled_from(ATTACKS))
def test_what_comes_out_can_be_checked(message: Message, attack: Attack) -> None:
    found = attack(message, Random(3))
    for spans in fire(found).values():
        assert all(0 <= span.start <= span.end <= len(getattr(found, span.field)) for span in spans)


@each
@pytest.mark.parametrize("message", MESSAGES)
def test_links_numbers_and_addresses_still_lead_where_they_led(attack: Attack, message: Message) -> None:
    for seed in range(5):
        found = attack(message, Random(seed))
        assert {link.host for link in message.links} <= {link.host for link in found.links}
        assert {phone.number for phone in message.phones} <= {phone.number for phone in found.phones}
        assert {email.value for email in message.emails} <= {email.value for email in found.emails}
        assert {n.digits for n in message.tracking_numbers} <= {n.digits for n in found.tracking_numbers}


@each
def test_a_text_that_would_be_too_long_stays_as_it_is(attack: Attack) -> None:
    message = Message("verify the address. " * (MAX_TEXT // 20))
    assert len(attack(message, Random(1)).text) <= MAX_TEXT


@pytest.mark.parametrize("name", ONLY_FORM)
@given(message=messages)
def test_unfolding_gives_the_letters_back(name: str, message: Message) -> None:
    assert unfolded(rewritten(name, message).text) == unfolded(message.text)


@pytest.mark.parametrize("name", ONLY_LAYOUT)
@pytest.mark.parametrize("message", MESSAGES)
def test_layout_touches_no_letter(name: str, message: Message) -> None:
    assert letters(rewritten(name, message).text) == letters(message.text)


@pytest.mark.parametrize("name", ["confusables", "brand_homoglyph"])
@pytest.mark.parametrize("message", MESSAGES)
def test_look_alikes_are_those_of_unicode(name: str, message: Message) -> None:
    found = rewritten(name, message).text
    assert disarm.normalize_confusables(found) == disarm.normalize_confusables(message.text)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("leet", "USPS parcel", {"USPS parcel", "USPS parc3l"}),
        ("spaced", "your parcel address is", {"your p a r c e l   a d d r e s s is"}),
        ("dotted", "delivery of USPS", {"d.e.l.i.v.e.r.y of U.S.P.S"}),
        ("title_case", "USPS can't find you", {"USPS Can't Find You"}),
        ("upper_case", "see usps.com now", {"SEE usps.com NOW"}),
        ("no_gaps_after_marks", "Hi, it is me. See 5. Floor", {"Hi,it is me.See 5. Floor"}),
        ("typographic_marks", "it's \"so\" - 'yes'...", {"it’s “so” – ‘yes’…"}),
        ("quoted", "one\ntwo", {"> one\n> two"}),
        ("one_line", "one\n\ntwo", {"one two"}),
        # Links
        ("link_last", "Pay at https://a.top/x today", {"Pay at today\nhttps://a.top/x"}),
        ("link_last", "Pay at https://a.top/x", {"Pay at https://a.top/x"}),
        ("link_last", "https://a.top or https://b.top", {"https://a.top or https://b.top"}),
        ("link_without_scheme", "Pay HTTPS://a.top/x", {"Pay a.top/x"}),
        (
            "defanged",
            "Pay https://a.top/x.y",
            {f"Pay hxxps://a{dot}top/x.y" for dot in ("[.]", "(.)", "[dot]", " (dot) ")},
        ),
        ("link_with_query", "See https://a.top/#top", {"See https://a.top/#top"}),
        # Nothing to do
        ("brand_homoglyph", "Hello there", {"Hello there"}),
        ("defanged", "Hello there", {"Hello there"}),
        # Words
        ("paraphrase", "Kindly wait, PLEASE", {f"{a} wait, {b}" for a in ("Please", "Pls") for b in ("KINDLY", "PLS")}),
        ("paraphrase", "your item", {"your package", "your parcel", "your box"}),
        ("paraphrase", "ESTIMADO CLIENTE", {"APRECIADO CLIENTE", "QUERIDO CLIENTE"}),
        ("paraphrase", "Ultimo aviso", {"Aviso final", "Última advertencia"}),
        ("paraphrase", "displease the thanksgiving", {"displease the thanksgiving"}),
    ],
)
def test_what_a_trick_writes(name: str, text: str, expected: set[str]) -> None:
    assert {rewritten(name, Message(text), seed).text for seed in range(40)} == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [("https://a.top", "https://a.top/?"), ("a.top/x", "a.top/x?"), ("a.top/x?y=1", "a.top/x?y=1&")],
)
def test_a_query_joins_what_is_there(link: str, expected: str) -> None:
    assert rewritten("link_with_query", Message(f"Pay at {link}")).text.startswith(f"Pay at {expected}")


def test_a_mail_keeps_its_sender_and_a_text_does_not() -> None:
    mail = Message(MAIL.text, "care@shop.example.com", Channel.EMAIL)
    assert rewritten("sender_short_code", mail) is mail
    assert rewritten("sender_short_code", LURE).sender == "28777"
    assert rewritten("sender_local_number", LURE).sender_id.country == "US"
    assert rewritten("sender_unknown", LURE).sender == ""


def test_notices_stand_around_the_lure() -> None:
    for name in ("genuine_notice_above", "other_notice_above"):
        assert rewritten(name, LURE).text.endswith(f"\n\n{LURE.text}")
    for name in ("genuine_notice_below", "other_notice_below"):
        assert rewritten(name, LURE).text.startswith(f"{LURE.text}\n\n")


@pytest.mark.parametrize(("language", "fewest"), [("en", 60), ("es", 30)])
def test_the_table_of_paraphrases_is_sound(language: str, fewest: int) -> None:
    groups = TABLE[language]
    assert len(groups) >= fewest
    assert all(len(group) > 1 and all(phrase == phrase.lower().strip() for phrase in group) for group in groups)


def test_a_phrase_stands_once() -> None:
    count = Counter(phrase for groups in TABLE.values() for group in groups for phrase in group)
    assert [phrase for phrase, times in count.items() if times > 1] == []
    assert len(paraphrases().others) == len(count)


def trial(label: Label, before: Decision, after: Decision) -> Trial:
    return Trial(ATTACKS[0], example(LURE, label), LURE, before, after)


def example(message: Message, label: Label) -> Example:
    return Example(message, label, "x", "x", "en", "MIT")


@pytest.mark.parametrize(
    ("label", "before", "after", "kept", "flipped", "unsettled"),
    [
        ("smishing", "smishing", "smishing", True, False, False),
        ("smishing", "smishing", "genuine", False, True, False),
        ("smishing", "uncertain", "other", False, True, False),
        ("smishing", "smishing", "uncertain", False, False, True),
        ("smishing", "genuine", "other", False, False, False),  # wrong before
        ("genuine", "genuine", "smishing", False, True, False),
        ("genuine", "genuine", "other", False, False, False),
        ("other", "other", "smishing", False, True, False),
        ("other", "uncertain", "uncertain", True, False, False),
        ("other", "smishing", "uncertain", False, False, True),
    ],
)
def test_what_a_trick_did(label: str, before: str, after: str, kept: bool, flipped: bool, unsettled: bool) -> None:
    done = trial(Label(label), Decision(before), Decision(after))
    assert (done.kept, done.flipped, done.unsettled) == (kept, flipped, unsettled)


@pytest.fixture(scope="module")
def sample(examples: list[Example]) -> list[Example]:
    """A few messages of each label."""
    return [found for label in Label for found in [entry for entry in examples if entry.label is label][:4]]


def test_the_measure_counts_what_was_changed_and_repeats_itself(sample: list[Example]) -> None:
    outcomes = measure(Detector(), sample, seed=1)
    assert outcomes == measure(Detector(), sample, seed=1)
    assert {outcome.attack for outcome in outcomes} <= set(BY_NAME)
    for outcome in outcomes:
        assert outcome.label in BY_NAME[outcome.attack].keeps
        assert 0 < outcome.kept["n"] == outcome.flipped["n"] == outcome.unsettled["n"] <= 4
        assert outcome.kept["hits"] + outcome.flipped["hits"] + outcome.unsettled["hits"] <= outcome.kept["n"]


def test_what_is_said_of_the_messages_as_written(sample: list[Example]) -> None:
    scams = [entry for entry in sample if entry.label is Label.SMISHING]
    written = as_written(Detector(), scams)
    assert list(written) == [Label.SMISHING]
    assert sum(said["hits"] for said in written[Label.SMISHING].values()) == len(scams)


def test_the_page_is_printed_and_written(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (workplace / "data" / "challenge").iterdir():
        path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    page = workplace / "data" / "TRICKS.md"
    assert main(["attacks", "data/challenge/smishing.jsonl"]) == 0
    printed = capsys.readouterr().out
    assert "with 3 messages: data/challenge/smishing.jsonl." in printed
    assert "| upper_case | smishing | 3 |" in printed
    assert not page.exists()
    assert main(["attacks", "--each", "1", "--write"]) == 0
    assert page.read_text("utf-8") == capsys.readouterr().out


def test_a_scorecard_that_is_not_there_is_named(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["attacks", "--model", "none.json"]) == 2
    assert "none.json" in capsys.readouterr().err
