"""The list of words that broken ones are mended to."""

from pathlib import Path

from detector.label import Label
from detector.mend import vocabulary
from detector.message import Message
from training import data
from training.commands.options import SEED
from training.example import Example
from training.vocabulary import words, write


def _examples(*texts: str) -> list[Example]:
    return [Example(Message(text), Label.OTHER, f"c{at}", "hand-x", "en", "MIT", "") for at, text in enumerate(texts)]


def test_words_of_three_messages_are_kept() -> None:
    texts = ["Parcel here, parcel there", "the PARCEL", "a párcel to see", "the lorry", "The end", "see a.parcel.com"]
    assert words(_examples(*texts)) == ["parcel", "the"]


def test_the_shipped_list_is_that_of_our_messages(tmp_path: Path) -> None:
    write(data.own(SEED), tmp_path / "words.txt")
    shipped = (Path(__file__).parents[2] / "detector" / "words.txt").read_text("utf-8")
    assert (tmp_path / "words.txt").read_text("utf-8") == shipped, "the corpus has changed; run 'make train'"
    assert len(vocabulary()) > 3_000
