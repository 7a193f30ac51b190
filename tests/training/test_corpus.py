import json
from pathlib import Path

import pytest

from detector.label import Label
from training.corpus import read
from training.errors import CorpusError

GOOD = {
    "text": "USPS: your package was delivered",
    "sender": "28777",
    "channel": "sms",
    "label": "genuine",
    "campaign": "usps-delivered",
    "source": "hand-x",
    "language": "en",
}


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "x.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def test_a_good_row_is_read(tmp_path: Path) -> None:
    (example,) = read([_file(tmp_path, GOOD, "")])
    assert (example.label, example.campaign, example.message.sender) == (Label.GENUINE, "usps-delivered", "28777")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({**GOOD, "label": "spam"}, "label 'spam' is not one of genuine, smishing, other"),
        ({**GOOD, "channel": "fax"}, "channel 'fax' is not one of sms, imessage, email, unknown"),
        (
            {**GOOD, "label": "smishing", "lure": "cake"},
            "lure 'cake' is not one of address, fee, customs, held, refund, survey, prize, job, stamps, account, "
            "delivery, toll, bank, tax, family, wrong-number, crypto, shop, subscription, tech-support, government, "
            "code, utility, rental, medical, debt, other",
        ),
        ({**GOOD, "language": "fr"}, "language 'fr' is not one of en, es"),
        ({key: value for key, value in GOOD.items() if key != "campaign"}, "field 'campaign' is missing"),
        (
            {**GOOD, "colour": "red"},
            "field 'colour' is not one of text, sender, channel, label, campaign, source, language, lure",
        ),
        ({**GOOD, "text": 7}, "text: Input should be a valid string"),
        ({**GOOD, "text": "  "}, "text: is empty; paste the message that you received"),
        ("{broken", "not JSON (Expecting property name enclosed in double quotes at column 2)"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, row: object, problem: str) -> None:
    path = _file(tmp_path, GOOD, row)
    with pytest.raises(CorpusError) as caught:
        list(read([path]))
    assert str(caught.value) == f"{path}:2: {problem}"


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CorpusError, match=r"x\.jsonl: not UTF-8 \(byte 0\)"):
        list(read([path]))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.jsonl: cannot be read"):
        list(read([tmp_path / "none.jsonl"]))


def test_the_whole_corpus_can_be_read() -> None:
    data = Path(__file__).parents[2] / "data"
    examples = list(read(sorted((data / "corpus").glob("*.jsonl")) + sorted((data / "challenge").glob("*.jsonl"))))
    for label in Label:
        assert sum(example.label is label for example in examples) > 500
