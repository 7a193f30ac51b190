"""Broken words are mended where that makes a word, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.mend import find_mends, vocabulary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # on purpose
        ("your del1very failed", [("del1very", "delivery", True)]),
        ("p@ckage", [("p@ckage", "package", True)]),
        ("pack·age", [("pack·age", "package", True)]),
        ("d.e.l.i.v.e.r.y", [("d.e.l.i.v.e.r.y", "delivery", True)]),
        ("y o u r p a r c e l is", [("y o u r p a r c e l", "your parcel", True)]),
        ("packa-ge", [("packa-ge", "package", True)]),
        ("cl1ck l1nk 0r", [("cl1ck", "click", True), ("l1nk", "link", True), ("0r", "or", True)]),
        ("packa ge", [("packa ge", "package", False)]),
        # by a slip
        ("delviery", [("delviery", "delivery", False)]),
        ("handlling", [("handlling", "handling", False)]),
        ("adrdess", [("adrdess", "address", False)]),
        ("e-mail", [("e-mail", "email", False)]),
        # nothing to mend
        ("th3", []),
        ("order t3st-01, flat 4b, zip 70115", []),
        ("https://p4ckage.com and pack.age.com/a", []),
        ("mr. quimby-vanterpool of ypsilanti", []),
        ("i a m o k", []),
        ("1 2 3 4 5", []),
        ("well-known", []),
    ],
)  # fmt: skip
def test_mends(text: str, expected: list[tuple[str, str, bool]]) -> None:
    found = [(text[mend.start : mend.end], mend.word, mend.hidden) for mend in find_mends(text)]
    assert list(dict.fromkeys(found)) == expected


@given(st.text(alphabet=st.sampled_from("abcdelivry0139@$!|.-_*· \n"), max_size=60))
def test_what_is_mended_are_words(text: str) -> None:
    for mend in find_mends(text):
        assert 0 <= mend.start < mend.end <= len(text)
        assert all(word in vocabulary() or word in ("a", "i") for word in mend.word.split())


@given(st.lists(st.sampled_from(sorted(vocabulary())), min_size=1, max_size=8))
def test_words_are_left_alone(words: list[str]) -> None:
    assert not [mend for mend in find_mends(" ".join(words)) if len(words) == 1]
