import csv
import json
from pathlib import Path

import pytest

from detector.channel import Channel
from detector.label import Label
from training.errors import CorpusError
from training.labelled import Labelled, mapping, read

ROWS: list[dict[str, object]] = [
    {"text": "USPS: your package was delivered", "label": "genuine", "sender": "28777", "channel": "SMS"},
    {"text": "Pay the fee at usps-x.top/1", "label": "smishing", "lure": "fee", "date": "2024-08-17T09:30:00"},
    {"text": "Dinner at seven,\nbring the salad?", "label": "other", "language": "en", "source": "mine"},
]
NAMES = ("text", "label", "sender", "channel", "source", "language", "lure", "date")


def _csv(path: Path, rows: list[dict[str, object]] = ROWS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, NAMES)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _jsonl(path: Path, rows: list[dict[str, object]] = ROWS) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def _parquet(path: Path, rows: list[dict[str, object]] = ROWS) -> Path:
    pyarrow = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({name: [row.get(name) for row in rows] for name in NAMES}), path)
    return path


@pytest.mark.parametrize(
    ("write", "name", "lines"),
    [(_csv, "x.csv", (2, 3, 4)), (_jsonl, "x.jsonl", (1, 2, 3)), (_parquet, "x.parquet", (1, 2, 3))],
)
def test_every_kind_of_file_gives_the_same_messages(tmp_path: Path, write, name: str, lines: tuple[int]) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path / name)
    found = read([path])
    assert found.places == [f"{path}:{line}" for line in lines]
    assert [example.message.text for example in found.examples] == [row["text"] for row in ROWS]
    assert [example.label for example in found.examples] == [Label.GENUINE, Label.SMISHING, Label.OTHER]
    assert [example.source for example in found.examples] == [name, name, "mine"]
    assert [example.language for example in found.examples] == ["", "", "en"]
    assert [example.lure for example in found.examples] == ["", "fee", ""]
    assert [example.date for example in found.examples] == ["", "2024-08-17", ""]
    first = found.examples[0].message
    assert (first.sender, first.channel) == ("28777", Channel.SMS)
    assert len({example.campaign for example in found.examples}) == 3
    assert [(file.name, file.rows) for file in found.files] == [(name, 3)]


def test_blank_lines_are_counted_and_numbers_are_senders(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('\n{"text": "See you at six", "label": "other", "sender": 28777.0, "likes": [1]}\n', "utf-8")
    found = read([path])
    assert found.places == [f"{path}:2"]
    assert found.examples[0].message.sender == "28777"


def test_near_duplicates_share_a_campaign_and_named_campaigns_stay(tmp_path: Path) -> None:
    text = "Your parcel is held at the warehouse because the address is incomplete, please confirm it at "
    rows: list[dict[str, object]] = [
        {"text": text + "bit.ly/3abc", "label": "smishing"},
        {"text": text + "usps-x.top/1 thanks", "label": "smishing"},
        {"text": "Lunch tomorrow?", "label": "other", "campaign": "lunch"},
        {"text": "The soup was lovely, thank you", "label": "other", "campaign": "lunch"},
    ]
    one, other, third, fourth = (example.campaign for example in read([_jsonl(tmp_path / "x.jsonl", rows)]).examples)
    assert one == other != third == fourth


def _foreign(path: Path) -> Path:
    rows: list[dict[str, object]] = [
        {"text": "See you at six", "label": "ham"},
        {"text": "Win a holiday", "label": "ads"},
        {"text": "Your account is locked: x.top", "label": 1},
    ]
    return _jsonl(path, rows)


def test_foreign_labels_are_mapped_or_left_out(tmp_path: Path) -> None:
    found = read([_foreign(tmp_path / "x.jsonl")], mapping("ham=other, 1=smishing, ads="))
    assert [example.label for example in found.examples] == [Label.OTHER, Label.SMISHING]
    assert found.left_out == {"ads": 1}
    assert found.files[0].rows == 2


@pytest.mark.parametrize("text", ["ham", "=other", "ham=spam", "ham=other,,"])
def test_a_mapping_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not NAME=LABEL with a label of genuine, smishing, other"):
        mapping(text)


GOOD = '{"text": "See you at six", "label": "other"}\n'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            GOOD + '{"text": "Win", "label": "spam"}',
            ":2: label 'spam' is not one of genuine, smishing, other; map it, as with --labels spam=other",
        ),
        (
            GOOD + '{"text": "Win"}',
            ":2: label '' is not one of genuine, smishing, other; map it, as with --labels NAME=other",
        ),
        (GOOD + '\n{"label": "other"}', ":3: text: is empty; paste the message that you received"),
        (GOOD + '{"text": 7, "label": "other"}', ":2: text: must be text, not int"),
        (
            GOOD + '{"text": "Hi there", "label": "other", "channel": "fax"}',
            ":2: channel: 'fax' is not one of sms, imessage, email, unknown",
        ),
        (
            GOOD + '{"text": "Hi there", "label": "other", "date": "May 24"}',
            ":2: date 'May 24' is not a date like 2026-11-23",
        ),
        (GOOD + "{broken", ":2: is not JSON (Expecting property name enclosed in double quotes at column 2)"),
        (
            '{"text": "Hi there", "colour": "red"}',
            ": there is no column 'label', and none that looks like it; "
            "name one, as with --columns label=NAME; the columns are: text, colour",
        ),
        ("", ": no labelled message in it"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(CorpusError) as caught:
        read([path])
    assert str(caught.value) == f"{path}{problem}"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("none.csv", "cannot be read: No such file or directory"),
        ("x.txt", "its name must end in one of .csv, .tsv, .jsonl"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(CorpusError, match=problem):
        read([tmp_path / name])


def test_a_row_of_another_length_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('text,label\n"two\nlines",other\nsee you, at six,other\n', "utf-8")
    with pytest.raises(CorpusError) as caught:
        read([path])
    assert str(caught.value) == f"{path}:4: has 3 fields where the header has 2; quote fields with commas"


def test_several_files_are_one_list(tmp_path: Path) -> None:
    found: Labelled = read([_csv(tmp_path / "a.csv"), _jsonl(tmp_path / "b.jsonl")])
    assert len(found.examples) == 6
    assert [file.name for file in found.files] == ["a.csv", "b.jsonl"]
    assert found.examples[0].campaign == found.examples[3].campaign
