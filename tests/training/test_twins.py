from detector.label import Label
from detector.message import Message
from training.campaigns import fingerprint
from training.example import Example
from training.predictions import LABELS
from training.rows import Row
from training.twins import Pair, near_duplicates, repeats, twins
from training.twins import pairs as pairs_of
from training.wordings import Wordings, mark

HELD = "Your parcel is held at the warehouse because the address is incomplete, please confirm it within 12 hours at "
KNOWN = "known.jsonl:1"


def _row(place: str, text: str, label: Label = Label.SMISHING) -> Row:
    return Row(place, Example(Message(text), label, place, "hand-x", "en", "MIT"))


def pairs(rows: list[Row], known: list[Row]) -> list[Pair]:
    """The pairs of rows with each other and with what is known."""
    wordings, everything = Wordings(), dict(enumerate([*known, *rows]))
    for row in everything.values():
        wordings.add(mark(fingerprint(row.example)), LABELS.index(row.example.label.value))
    alike, _ = wordings.alike(len(known), 10)
    return pairs_of(alike, everything)


def test_a_row_that_differs_in_numbers_and_links_alone_is_a_repeat() -> None:
    found = pairs([_row("x:1", HELD + "bit.ly/1a"), _row("x:2", HELD.replace("12", "24") + "bit.ly/2b")], [])
    assert repeats(found) == [Pair("x:2", "smishing", "x:1", "smishing", 1.0)]
    assert not twins(found) and not near_duplicates(found)


def test_a_row_that_differs_in_a_word_is_a_near_duplicate() -> None:
    (pair,) = near_duplicates(pairs([_row("x:1", HELD.replace("please", "kindly"))], [_row(KNOWN, HELD)]))
    assert (pair.place, pair.other) == ("x:1", KNOWN)
    assert 0.6 <= pair.similarity < 1


def test_the_nearest_of_each_label_is_named() -> None:
    known = [_row("k:1", HELD.replace("please", "kindly")), _row("k:2", HELD), _row("k:3", HELD, Label.OTHER)]
    found = pairs([_row("x:1", HELD)], known)
    assert {(pair.other, pair.other_label, pair.similarity) for pair in found} == {
        ("k:2", "smishing", 1.0),
        ("k:3", "other", 1.0),
    }


def test_twins_that_no_rule_tells_apart_come_first() -> None:
    rows = [
        _row("x:1", "USPS: your parcel is at the post office. See https://usps.com/track", Label.GENUINE),
        _row("x:2", "USPS: your parcel is at the post office. See https://usps-x.top/track"),
        _row("x:3", "Are you coming to dinner on Thursday at 7?", Label.OTHER),
        _row("x:4", "Are you coming to dinner on Thursday at 8?"),
    ]
    plain, explained = twins(pairs(rows, []))
    assert (plain.place, plain.other, plain.apart) == ("x:4", "x:3", ())
    assert (explained.place, explained.other) == ("x:2", "x:1")
    assert {"lookalike_domain", "official_links_only"} <= set(explained.apart)


def test_rows_that_say_different_things_are_no_pair() -> None:
    rows = [_row("x:1", HELD), _row("x:2", "Dinner at seven, bring the salad and the big bowl", Label.OTHER)]
    assert pairs(rows, [_row(KNOWN, "Your prescription is ready at the pharmacy on Main Street")]) == []
