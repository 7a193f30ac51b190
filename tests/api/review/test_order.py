"""The order of the queue: uncertain x frequent x new."""

from datetime import datetime, timedelta

import pytest

from api.review.numbers import numbers
from api.review.queue import Filter, listed
from api.review.standing import priority
from api.store import Database
from detector import Label
from detector.verdict import Probabilities
from tests.api.review.conftest import NOW, Sender

SURE, SPLIT = Probabilities(genuine=0.0, smishing=1.0, other=0.0), Probabilities(genuine=0.5, smishing=0.5, other=0.0)
HALF = timedelta(days=numbers().queue.half_life_days)
Kind = tuple[Probabilities, int, int, datetime]


def of(kind: Kind) -> float:
    """The priority of what the model says, how many call it smishing and how many other, and when it began."""
    said, smishing, other, seen = kind
    return priority(said, {Label.SMISHING: smishing, Label.GENUINE: 0, Label.OTHER: other}, seen)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Uncertain: the model is, the callers are, or the two disagree.
        ((SPLIT, 3, 0, NOW), (SURE, 3, 0, NOW)),
        ((SURE, 2, 1, NOW), (SURE, 3, 0, NOW)),
        ((SURE, 0, 3, NOW), (SURE, 3, 0, NOW)),
        # Frequent, and new.
        ((SPLIT, 4, 0, NOW), (SPLIT, 3, 0, NOW)),
        ((SPLIT, 3, 0, NOW), (SPLIT, 3, 0, NOW - timedelta(hours=1))),
        # A product: what is twice as frequent outweighs less than a half-life, and no more.
        ((SPLIT, 7, 0, NOW - 0.9 * HALF), (SPLIT, 3, 0, NOW)),
        ((SPLIT, 3, 0, NOW), (SPLIT, 7, 0, NOW - 1.1 * HALF)),
        # Nothing is so sure that many callers would not bring it up.
        ((SURE, 60, 0, NOW), (SPLIT, 1, 0, NOW - 3 * HALF)),
    ],
)
def test_what_comes_first(first: Kind, second: Kind) -> None:
    assert of(first) > of(second)


def test_the_list_is_in_this_order(database: Database, send: Sender) -> None:
    days = 24 * 60
    for number in range(3):
        send("Choir archive: your file waits. Reply SONG", f"a{number}", minutes=-9 * days)
    send("The package could not be delivered today. Please call us to arrange a new time.", "b")
    for number in range(5):
        send("Your badge lapses tonight, call the desk today", f"c{number}")
    with database.session() as session:
        shown = [row.snippet.split()[0] for row in listed(session, Filter(), "ana", NOW).rows]
    assert shown == ["Your", "The", "Choir"]
