"""What is masked, and where each term stands."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.message import Message
from detector.wording import mask


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USPS: see usps.com/x or a@b.com", ["~carrier", "see", "~knownlink", "or", "~email"]),
        ("Call 800-275-8777 about 9400111206206406260787", ["call", "~phone", "about", "~tracking"]),
        ("FedEx and Netflix", ["~carrier", "and", "~brand"]),
        ("The U.S. Postal Service", ["the", "~carrier", "service"]),
        # digits
        (
            "at 10:42 on 7th, 85204 or 123456789, T3ST01",
            ["at", "00", "00", "on", "0th", "00000", "or", "~number", "~code"],
        ),
        # a disguised name is masked as a plain one, and moves no other word
        ("a u\u200bsps\u200b b ＵＳＰＳ c", ["a", "~carrier", "b", "~carrier", "c"]),
        ("one", ["one"]),
    ],
)
def test_masked_words(text: str, expected: list[str]) -> None:
    message = Message(text)
    assert list(mask(message).tokens) == expected
    assert list(mask(message).terms) == expected + [f"{first} {second}" for first, second in pairwise(expected)]


@pytest.mark.parametrize(
    ("term", "quote"),
    [
        ("pay", "Pay"),
        ("~link", "hxxps://usps[.]top/x"),
        ("pay at", "Pay at"),
        ("at ~link", "at hxxps://usps[.]top/x"),
        ("~link ~carrier", "hxxps://usps[.]top/x, U.S.P.S"),
    ],
)
def test_where_a_term_first_stands(term: str, quote: str) -> None:
    message = Message("Pay at hxxps://usps[.]top/x, U.S.P.S says: pay at a.top")
    assert message.quote((wording := mask(message)).span(wording.terms.index(term))) == quote


_PIECES = st.sampled_from(
    ["USPS", "u\u200bsps", "U.S.P.S", "pay", "p-a-c-k-a-g-e", "ﬃ", "é", "usps.com/x", "a@b.com", "(800) 555-0142", "12"]
)


@given(st.lists(_PIECES, min_size=1, max_size=12), st.sampled_from([" ", " \u200b", ", ", "\n"]))
def test_each_token_is_a_word_or_what_was_masked_over_words(pieces: list[str], gap: str) -> None:
    message = Message(gap.join(pieces))
    wording = mask(message)
    places = [wording.original(at) for at in range(len(wording.tokens))]
    found = list(zip(wording.tokens, places, strict=True))
    masked = [place for token, place in found if token.startswith("~") and token != "~number"]
    assert all(first[1] <= second[0] for first, second in pairwise(places))
    assert all(0 <= start < end <= len(message.text) for start, end in places)
    kept = [place for token, place in found if not token.startswith("~")]
    free = [
        (start, end)
        for start, end in map(message.folded.original, message.words.starts, message.words.ends)
        if all(end <= left or right <= start for left, right in masked)
    ]
    assert kept == free


_NOTICE = "USPS: your package was delivered at the front door at three. Thank you for using us. Reply STOP to end."
_LURE = "Post office here. A fee of three dollars is due by tonight, or it goes back to whoever sent it."


def test_short_messages_have_no_passages() -> None:
    assert mask(Message(_LURE)).passages == ()


@pytest.mark.parametrize("text", [f"{_NOTICE}\n\n{_LURE}", f"{_LURE}\n\n{_NOTICE}", f"{_NOTICE} {_LURE}"])
def test_a_lure_beside_a_notice_is_a_passage_of_its_own(text: str) -> None:
    lure = set(mask(Message(_LURE)).tokens)
    wording = mask(Message(text))
    passages = [set(wording.tokens[first:last]) for first, last in wording.passages]
    assert any(lure <= passage and "delivered" not in passage for passage in passages)


@given(st.lists(st.sampled_from(["pay", "now.", "USPS", "a@b.com", "x\n\n", "y\n", "delivered!"]), max_size=120))
def test_every_token_is_in_a_passage_of_a_long_message(pieces: list[str]) -> None:
    wording = mask(Message(" ".join([*pieces, "end"])))
    places = {place for first, last in wording.passages for place in range(first, last)}
    assert not wording.passages or places == set(range(len(wording.tokens)))


def test_the_terms_within_a_range_are_its_tokens_and_their_pairs() -> None:
    assert mask(Message("one two three four")).within(1, 4) == ("two", "three", "four", "two three", "three four")
