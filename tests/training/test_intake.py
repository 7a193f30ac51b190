import csv
import io
import json
import mailbox
import re
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from detector.label import Label
from detector.tables import MAX_CELL, TableError
from training.errors import CorpusError
from training.intake import Asked, columns_of, opened
from training.intake.columns import mapping
from training.intake.markup import shown
from training.rows import read

ROWS = [("USPS: your parcel is held, pay at usps-x.top/1", "smishing"), ("Café at seven? Bring the salad", "other")]


def _separated(separator: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator).writerows([("text", "label"), *ROWS])
    return file.getvalue()


def _workbook(path: Path, rows: list[tuple[object, ...]]) -> Path:
    book = Workbook()
    book.active.title = "March"
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes")
    book.save(path)
    return path


def _mail(text: str, *, html: str = "", label: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "desk@example.com", "Parcel", "Sat, 17 Aug 2024 09:30:00 +0000"
    if label:
        mail["X-Label"] = label
    if text:
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
    else:
        mail.set_content(html, subtype="html")
    return mail


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", _separated(",").encode(), ()),
        ("x.csv", _separated(";").encode(), ("separated by semicolons",)),
        ("x.tsv", _separated("\t").encode(), ("separated by tabs",)),
        ("x.csv", _separated(",").encode("utf-8-sig"), ("UTF-8 with a byte order mark",)),
        ("x.csv", _separated(",").encode("utf-16"), ("UTF-16, as its byte order mark says",)),
        ("x.csv", _separated(",").encode("utf-16-le"), ("UTF-16, as every other byte is zero",)),
        ("x.csv", _separated(",").encode("utf-16-be"), ("UTF-16, as every other byte is zero",)),
        ("x.csv", _separated(",").encode("cp1252"), ("Windows-1252, as it is not UTF-8",)),
    ],
)
def test_separators_and_encodings_are_found_and_told(
    tmp_path: Path, name: str, content: bytes, said: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    source = opened(path)
    assert source.said == said
    assert list(source.records()) == [
        (f"{path}:{line}", {"text": text, "label": label}) for line, (text, label) in enumerate(ROWS, 2)
    ]


def test_the_first_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "x.xlsx", [("text", "label", "from"), (*ROWS[0], 28777), (None,), (*ROWS[1],)])
    source = opened(path)
    assert source.said == ("its first sheet 'March' is read, and not 'Notes'",)
    assert list(source.records()) == [
        (f"{path}:2", {"text": ROWS[0][0], "label": "smishing", "from": 28777}),
        (f"{path}:4", {"text": ROWS[1][0], "label": "other", "from": None}),
    ]


def test_mails_are_labelled_by_header_or_folder(tmp_path: Path) -> None:
    folder = tmp_path / "smishing"
    folder.mkdir()
    (folder / "a.eml").write_bytes(_mail("Pay now", html="<p>Other words</p>").as_bytes())
    (folder / "b.eml").write_bytes(
        _mail("", html='<p>Pay <a href="https://x.top">here</a></p>', label="other").as_bytes()
    )
    (one, first), (_, second) = opened(tmp_path).records()
    assert one == f"{folder / 'a.eml'}:1"
    assert not isinstance(first, str) and not isinstance(second, str)
    assert first == {
        "text": "Subject: Parcel\n\nPay now",
        "label": "smishing",
        "sender": "desk@example.com",
        "channel": "email",
        "date": "2024-08-17",
    }
    assert (second["text"], second["label"]) == ("Subject: Parcel\n\nPay here <https://x.top>", "other")


def test_the_messages_of_a_mailbox_are_numbered(tmp_path: Path) -> None:
    path = tmp_path / "x.mbox"
    box = mailbox.mbox(path)
    for text in ("One", "Two"):
        box.add(_mail(text, label="other"))
    box.close()
    before = path.read_bytes()
    assert [place for place, _ in opened(path).records()] == [f"{path}:1", f"{path}:2"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Pay <b>now</b></p><p>or&nbsp;lose it</p>", "Pay now\n\nor lose it"),
        ("<style>p {}</style><script>x()</script>Hi", "Hi"),
        ('<a href="https://x.top">https://x.top</a>', "https://x.top"),
        ('<a href="mailto:a@example.com">write</a>', "write"),
        ("<a href='https://x.top'>usps.com", "usps.com"),
    ],
)
def test_markup_is_shown_with_the_targets_of_links(markup: str, text: str) -> None:
    assert shown(markup) == text


LONG = ["Your parcel is waiting at the depot", "Are we still on for dinner at eight?"]


@pytest.mark.parametrize(
    ("header", "rows", "taken", "said"),
    [
        ("text,label", ["hi,other"], {"text": "text", "label": "label"}, ()),
        (
            "v1,v2,,",
            [f"ham,{LONG[0]},,"],
            {"text": "v2", "label": "v1"},
            (
                "text: column 'v2', by its name, which is usual for it",
                "label: column 'v1', by its name, which is usual for it",
                "not read: column 3, column 4",
            ),
        ),
        (
            "Message,Class,From",
            [f"{LONG[0]},spam,28777"],
            {"text": "Message", "label": "Class", "sender": "From"},
            (
                "text: column 'Message', by its name, which is usual for it",
                "label: column 'Class', by its name, which is usual for it",
                "sender: column 'From', by its name, which is usual for it",
            ),
        ),
        (
            "a,b",
            [f"0,{LONG[0]}", f"1,{LONG[1]}"],
            {"text": "b", "label": "a"},
            (
                "text: column 'b', by what it holds: long and different texts",
                "label: column 'a', by what it holds: names of labels",
            ),
        ),
    ],
)
def test_columns_are_guessed_and_told(
    tmp_path: Path, header: str, rows: list[str], taken: dict[str, str], said: tuple[str, ...]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    found = columns_of(opened(path), Asked())
    assert (found.taken, found.said) == (taken, said)


@pytest.mark.parametrize(
    ("header", "row", "asked", "problem"),
    [
        (
            "message,body,label",
            "hi,ho,other",
            Asked(),
            "the columns message, body fit 'text' equally well; name one, as with --columns text=message",
        ),
        (
            "a,b,label",
            f"{LONG[0]},{LONG[1]},other",
            Asked(),
            "the columns a, b fit 'text' equally well; name one, as with --columns text=a",
        ),
        (
            "text,label",
            "hi,other",
            Asked({"text": "words"}),
            "there is no column 'words' for 'text'; the columns are: text, label",
        ),
    ],
)
def test_columns_in_doubt_are_refused(tmp_path: Path, header: str, row: str, asked: Asked, problem: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n{row}\n", "utf-8")
    with pytest.raises(CorpusError) as caught:
        columns_of(opened(path), asked)
    assert str(caught.value) == f"{path}: {problem}"


def test_what_is_asked_stands_over_what_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("message,body,class,licence\nhi,ho,ham,\n", "utf-8")
    asked = Asked(mapping("text=body"), Label.SMISHING, {"licence": "MIT"})
    source = opened(path)
    ((_, cells),) = source.records()
    assert not isinstance(cells, str)
    assert columns_of(source, asked).row(cells) == {"text": "ho", "label": "smishing", "licence": "MIT"}


@pytest.mark.parametrize("text", ["text", "text=", "=a", "colour=a"])
def test_a_mapping_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not OURS=COLUMN with one of text, label"):
        mapping(text)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.csv", b"", "is empty; its first line must name the columns"),
        ("x.csv", b"a,a\n", "the column 'a' stands twice; rename one"),
        ("x.csv", b"a,b\n\x81,\n", "is neither UTF-8 nor UTF-16 nor Windows-1252; save it as UTF-8"),
        ("x.xlsx", b"PK", "is not a whole Excel workbook (.xlsx)"),
        (
            "x.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1"),
            "is locked by a password, or of Excel before 2007; save it as .xlsx without a password",
        ),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((CorpusError, TableError)) as caught:
        opened(path)
    assert str(caught.value) == f"{path}: {problem}"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.csv", b"a,b\nc,d\x00\n", ":2: has a NUL character, which no text has; remove it, or save it as UTF-8"),
        ("x.jsonl", b'{"text": "\x00"}', ":1: has a NUL character, which no text has; remove it, or save it as UTF-8"),
        (
            "x.csv",
            b"text,label\n" + b"x" * (MAX_CELL + 1),
            ":2: is longer than 16,777,216 characters; is this a file of messages?",
        ),
        (
            "x.jsonl",
            b"{}\n" + b"x" * (MAX_CELL + 1),
            ":2: is longer than 16,777,216 characters; is this a file of messages?",
        ),
        (
            "x.csv",
            "text,label\nñandú,other\n".encode() + b"caf\xe9,other\n",
            ":3: is not UTF-8, as other lines are; mend it, or save all as UTF-8",
        ),
        ("x.csv", b'text,label\nhi,other\n"a"b,c\n', ":3: ',' expected after '\"'; nothing behind it can be read"),
        (
            "x.jsonl",
            json.dumps(dict.fromkeys(map(str, range(2_001)), 1)).encode(),
            ":1: more than 2,000 different keys so far; is this a file of messages?",
        ),
    ],
    ids=[
        "nul in csv",
        "nul in json",
        "endless line",
        "endless json",
        "two encodings",
        "quotes in a cell",
        "endless keys",
    ],
)
def test_the_line_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CorpusError) as caught:
        list(opened(path).records())
    assert str(caught.value) == f"{path}{problem}"


def test_columns_of_a_workbook_stand_once(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "x.xlsx", [("text", "text"), ("a", "b")])
    with pytest.raises(TableError, match="the column 'text' stands twice; rename one"):
        opened(path)


def test_a_workbook_that_breaks_off_is_told(tmp_path: Path) -> None:
    whole, path = _workbook(tmp_path / "whole.xlsx", [("text", "label"), *ROWS]), tmp_path / "x.xlsx"
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(path, "w") as broken:
        for name in parts.namelist():
            content = parts.read(name)
            broken.writestr(name, content[: content.index(b"</row>")] if name.endswith("sheet1.xml") else content)
    with pytest.raises(CorpusError) as caught:
        list(opened(path).records())
    assert str(caught.value) == f"{path}: is not a whole Excel workbook (.xlsx)"


def test_a_folder_without_mails_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=re.escape("no mail in it (*.eml)")):
        opened(tmp_path)


@pytest.mark.parametrize(("text", "kind"), [([{"body": "hi"}], "dict"), ([["hi"]], "list"), ([b"hi"], "bytes")])
def test_nested_columns_and_bytes_of_parquet_are_no_text(tmp_path: Path, text: list[object], kind: str) -> None:
    path = tmp_path / "x.parquet"
    table = {"text": text, "label": ["other"], "tags": [[1, 2]]}
    pq.write_table(pa.table(table), path)
    found = read([path])
    assert found.usable == []
    assert [problem.problem for problem in found.problems] == [f"text: must be text, not {kind}"]
