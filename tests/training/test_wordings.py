"""Equal and similar wordings among many."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.wordings import Like, Wordings, mark

WORDS = "your parcel is held at the depot since nobody was in when we came to bring it on monday".split()
HELD = " ".join(WORDS)


def _of(wordings: list[tuple[str, int]]) -> Wordings:
    found = Wordings()
    for wording, label in wordings:
        found.add(mark(wording), label)
    return found


@given(st.lists(st.tuples(st.sampled_from([HELD, "see you at six", "lunch ?"]), st.integers(0, 2)), max_size=30))
@settings(max_examples=30)
def test_the_last_equal_one_of_each_label_is_found(rows: list[tuple[str, int]]) -> None:
    expected = {
        (number, max(at for at in range(number) if rows[at] == (wording, label)))
        for number, (wording, _) in enumerate(rows)
        for label in range(3)
        if (wording, label) in rows[:number]
    }
    listed, more = _of(rows).alike(0, 1_000)
    assert {(like.number, like.other) for like in listed} == expected
    assert {like.similarity for like in listed} <= {1.0}
    assert not more


def test_similar_ones_are_found_and_never_told_as_equal() -> None:
    listed, _ = _of([(HELD, 1), ("dinner at the old mill on friday", 2), (HELD.replace("monday", "friday"), 1)]).alike(
        0, 9
    )
    ((number, other, similarity),) = listed
    assert (number, other) == (2, 0)
    assert 0.6 <= similarity < 1


def test_what_is_known_is_compared_with_nothing_before_it() -> None:
    listed, _ = _of([(HELD, 1), (HELD, 1), (HELD, 1)]).alike(2, 9)
    assert listed == [Like(2, 1, 1.0)]


@pytest.mark.parametrize("label", [1, 2])
def test_of_a_campaign_of_any_size_each_has_one_and_most_are_counted(label: int) -> None:
    draw = Random(3)
    rows = [(HELD.replace(draw.choice(WORDS), draw.choice(WORDS)), 1 if at else label) for at in range(400)]
    listed, more = _of(rows).alike(0, 50)
    assert len(listed) + more.total() in range(390, 800)
    kinds = {"repeats", "near_duplicates"} if label == 1 else {"repeats", "near_duplicates", "twins"}
    assert set(more) <= kinds and more["near_duplicates"] + more["repeats"] > 250
