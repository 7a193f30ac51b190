"""Files of messages: every pair of formats, rows that cannot be checked, files that cannot be read or written."""

import csv
import datetime
import json
import math
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.channel import Channel
from detector.classifier import Detector
from detector.label import Decision
from detector.message import Message
from detector.scan import Columns, Summary, added_columns, check_paths, open_reader, scan, written_whole
from detector.tables import BATCH_ROWS, MAX_CELL, TableError

SCAM = "USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x"
NOTICE = "USPS 9505061325044591228481, Delivered 06/11/2016 10:42am MESA AZ 85204 Reply HELP 4 info-STOP to cancel"
CHAT = "Running late, see you at 6"
ENDINGS = ("csv", "jsonl", "parquet")
ADDED = added_columns()
ROWS: list[dict[str, Any]] = [
    {"id": "1", "text": SCAM, "note": 'a "quoted", note', "sender": "+63 917 555 0101", "channel": "sms"},
    {"id": "2", "text": NOTICE, "note": "two\r\nlines", "sender": "28777", "channel": ""},
    {"id": "3", "text": CHAT, "note": "¡olé! 📦", "sender": "", "channel": "imessage"},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows with the format's own library, not with ours."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    else:
        pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """Read rows with the format's own library."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            limit = csv.field_size_limit(10**6)
            try:
                return list(csv.DictReader(file))
            finally:
                csv.field_size_limit(limit)
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def run(source: Path, output: Path, columns: Columns | None = None, workers: int = 1, reasons: bool = False) -> Summary:
    check_paths(source, output)
    return scan(open_reader(source), output, columns=columns or Columns(), workers=workers, reasons=reasons)


def fails(source: Path, output: Path, columns: Columns | None = None) -> str:
    """What is told of a scan that must fail, without the folder; nothing may be left behind."""
    before = sorted(output.parent.iterdir()) if output.parent.is_dir() else []
    with pytest.raises(TableError) as caught:
        run(source, output, columns)
    if before:
        assert sorted(output.parent.iterdir()) == before
    return str(caught.value).removeprefix(f"{source.parent}/")


@pytest.mark.parametrize("to", ENDINGS)
@pytest.mark.parametrize("of", ENDINGS)
def test_every_pair_of_formats(tmp_path: Path, of: str, to: str) -> None:
    output = tmp_path / f"out.{to}"
    summary = run(write(tmp_path / f"in.{of}", ROWS), output, reasons=True)
    rows = read(output)
    assert [list(row) for row in rows] == [[*ROWS[0], *added_columns(reasons=True)]] * 3
    assert [{name: row[name] for name in ROWS[0]} for row in rows] == ROWS
    assert [row["decision"] for row in rows] == ["smishing", "genuine", "other"]
    assert [row["error"] or None for row in rows] == [None] * 3
    assert (summary.rows, summary.errors) == (3, 0)
    assert summary.decisions == {"smishing": 1, "genuine": 1, "other": 1}
    for row, given_row in zip(rows, ROWS, strict=True):
        message = Message(given_row["text"], given_row["sender"], Channel(given_row["channel"] or "unknown"))
        verdict = Detector().check(message, counterfactuals=False)
        assert [float(row[f"p_{name}"]) for name in verdict.probabilities._fields] == list(verdict.probabilities)
        assert row["headline"] == verdict.headline()
        reasons = row["reasons"].split(";")
        assert len(reasons) == len(set(reasons)) <= 3
        assert reasons[0] == verdict.reasons(1)[0].source
        assert set(reasons) <= {item.source for item in verdict.evidence}


BAD_TEXTS = [
    ("", "text: is empty; paste the message that you received"),
    ("  \n", "text: is empty; paste the message that you received"),
    ("...", "text: there is nothing to read in it; paste the message that you received"),
    ("x" * 10_001, "text: is 10,001 characters long; at most 10,000 can be checked"),
    ("x" * 200_000, "text: is 200,000 characters long; at most 10,000 can be checked"),
    ("a\0b", "text: has a NUL character at position 1; remove it"),
]


@pytest.mark.parametrize("to", ENDINGS)
@pytest.mark.parametrize("of", ENDINGS)
def test_bad_rows_are_kept_with_an_error(tmp_path: Path, of: str, to: str) -> None:
    texts = [text for text, _ in BAD_TEXTS]
    source = write(tmp_path / f"in.{of}", [{"n": str(at), "text": text} for at, text in enumerate([*texts, CHAT])])
    summary = run(source, tmp_path / f"out.{to}")
    rows = read(tmp_path / f"out.{to}")
    assert [row["text"] for row in rows] == [*texts, CHAT]
    assert [row["error"] for row in rows[:-1]] == [error for _, error in BAD_TEXTS]
    assert [row["decision"] or None for row in rows] == [None] * len(texts) + ["other"]
    assert (summary.rows, summary.errors, summary.decisions.total()) == (len(texts) + 1, len(texts), 1)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("[1, 2]", "line 2: is not a JSON object"),
        ('"text"', "line 2: is not a JSON object"),
        ("null", "line 2: is not a JSON object"),
        ("{'text': 'a'}", "line 2: is not JSON"),
        ('{"text": "a"', "line 2: is not JSON"),
        ("[" * 100_000, "line 2: is not JSON"),
        ('{"text": ' + "9" * 5_000 + "}", "line 2: is not JSON"),
        ("{}", "text: is empty; paste the message that you received"),
        ('{"text": null}', "text: is empty; paste the message that you received"),
        ('{"text": 5}', "text: must be text, not int"),
        ('{"text": ["a"]}', "text: must be text, not list"),
        (
            '{"text": "half \\ud800"}',
            "text: has half of a character (a lone surrogate) at position 5; paste the text again",
        ),
        ('{"text": "hello", "sender": " \\u0000"}', "sender: has a NUL character at position 1; remove it"),
        (
            '{"text": "hello", "sender": "' + "x" * 321 + '"}',
            "sender: is 321 characters long; at most 320 can be checked",
        ),
        ('{"text": "hello", "channel": "fax"}', "channel: 'fax' is not one of sms, imessage, email, unknown"),
    ],
)
@pytest.mark.parametrize("to", ENDINGS)
def test_bad_lines_are_kept_with_an_error(tmp_path: Path, to: str, line: str, error: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(f'{{"text": "{CHAT}"}}\n{line}\n\n{{"text": "{CHAT}"}}')
    summary = run(source, tmp_path / f"out.{to}")
    rows = read(tmp_path / f"out.{to}")
    assert [row["error"] or None for row in rows] == [None, error, None]
    assert (summary.rows, summary.errors) == (3, 1)


def test_rows_of_another_length_than_the_header(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a,text,b\n1,hello\n2,Hi, see you,later\n\n3,hello,x\n")
    summary = run(tmp_path / "in.csv", tmp_path / "out.csv")
    rows = read(tmp_path / "out.csv")
    assert [row["error"] for row in rows] == [
        "line 2: has 2 fields where the header has 3; quote fields with commas",
        "line 3: has 4 fields where the header has 3; quote fields with commas",
        "",
    ]
    assert [(row["a"], row["text"], row["b"]) for row in rows] == [
        ("1", "hello", ""),
        ("2", "Hi", " see you,later"),
        ("3", "hello", "x"),
    ]
    assert (summary.rows, summary.errors) == (3, 2)


@pytest.mark.parametrize(
    ("sender", "channel", "same_as"),
    [
        ("28777", "SMS ", Message(NOTICE, "28777", Channel.SMS)),
        (28777, None, Message(NOTICE, "28777")),
        (28777.0, "", Message(NOTICE, "28777")),
        (math.nan, "unknown", Message(NOTICE)),
        (None, None, Message(NOTICE)),
        ("  ", "email", Message(NOTICE, "", Channel.EMAIL)),
    ],
)
def test_senders_and_channels_as_files_have_them(
    tmp_path: Path, sender: object, channel: object, same_as: Message
) -> None:
    source = write(tmp_path / "in.jsonl", [{"text": NOTICE, "sender": sender, "channel": channel}])
    run(source, tmp_path / "out.jsonl")
    (row,) = read(tmp_path / "out.jsonl")
    assert row["p_genuine"] == Detector().check(same_as, counterfactuals=False).probabilities.genuine


def test_named_columns(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.csv", [{"body": NOTICE, "from": "28777", "sender": "ignored", "text": "", "by": "sms"}]
    )
    run(source, tmp_path / "out.jsonl", Columns("body", "from", "by"))
    (row,) = read(tmp_path / "out.jsonl")
    message = Message(NOTICE, "28777", Channel.SMS)
    assert row["p_genuine"] == Detector().check(message, counterfactuals=False).probabilities.genuine


def test_json_lines_keep_their_characters(tmp_path: Path) -> None:
    lines = [
        '{"text":"hello","price":1.10,"big":12345678901234567890123,"wide":1e400,"caf\\u00e9":"\\ud83d\\udce6 é"}',
        '{ "b" : {"c": [1, {}]} , "text" : "hello" }',
        "{ }",
        '{"text": "{"}',
    ]
    (tmp_path / "in.jsonl").write_text("\ufeff" + "\r\n".join(lines), "utf-8")
    run(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    written = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    for line, out in zip(lines, written, strict=True):
        assert out.startswith(line[:-1].rstrip())
        assert list(json.loads(out))[-len(ADDED) :] == list(ADDED)


@pytest.mark.parametrize(
    ("values", "expected", "kind"),
    [
        ([1, None, 3], [1, None, 3], pa.int64()),
        ([1, 2**62], [1, 2**62], pa.int64()),
        ([1, 2.5], [1.0, 2.5], pa.float64()),
        ([True, None], [True, None], pa.bool_()),
        ([True, 1], ["true", "1"], pa.string()),
        ([2**62, 0.5], [str(2**62), "0.5"], pa.string()),
        ([2**70, 1], [str(2**70), "1"], pa.string()),
        (["a", 1, ["é"]], ["a", "1", '["é"]'], pa.string()),
        ([None, None], [None, None], pa.string()),
        (["\ud800", "b"], ["\\ud800", "b"], pa.string()),
    ],
)
def test_json_values_become_columns_that_hold_them_exactly(
    tmp_path: Path, values: list[Any], expected: list[Any], kind: pa.DataType
) -> None:
    source = write(tmp_path / "in.jsonl", [{"text": CHAT, "value": value} for value in values])
    run(source, tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.field("value").type == kind
    assert table.column("value").to_pylist() == expected


def test_parquet_keeps_types_and_metadata(tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 11, 20, 9, 30, tzinfo=datetime.UTC)
    table = pa.table(
        {
            "text": pa.array([CHAT, None]).dictionary_encode(),
            "at": pa.array([moment, None], pa.timestamp("us", "UTC")),
            "price": pa.array([Decimal("1.10"), None], pa.decimal128(5, 2)),
            "raw": pa.array([b"\xff", None]),
            "nested": pa.array([{"a": [1.5, math.nan]}, None]),
            "number": pa.array([math.inf, 1.0]),
        }
    ).replace_schema_metadata({"made": "by us"})
    pq.write_table(table, tmp_path / "in.parquet")
    for ending in ENDINGS:
        run(tmp_path / "in.parquet", tmp_path / f"out.{ending}")
    written = pq.read_table(tmp_path / "out.parquet")
    before = pq.read_table(tmp_path / "in.parquet")
    assert list(written.schema)[: len(before.schema)] == list(before.schema)
    assert repr(written.select(before.column_names).to_pylist()) == repr(before.to_pylist())
    assert written.schema.metadata[b"made"] == b"by us"
    first = read(tmp_path / "out.jsonl")[0]
    assert {name: first[name] for name in before.column_names} == {
        "text": CHAT,
        "at": "2026-11-20T09:30:00+00:00",
        "price": "1.10",
        "raw": "/w==",
        "nested": {"a": [1.5, None]},
        "number": None,
    }
    assert read(tmp_path / "out.csv")[0]["nested"] == '{"a": [1.5, null]}'
    assert [row["error"] or None for row in read(tmp_path / "out.csv")] == [
        None,
        "text: is empty; paste the message that you received",
    ]


def test_parquet_values_that_python_has_none_for(tmp_path: Path) -> None:
    nanoseconds = pa.array([1_700_000_000_123_456_789], pa.timestamp("ns"))
    table = pa.table({"text": [CHAT], "at": nanoseconds, "day": pa.array([10**7], pa.date32())})
    pq.write_table(table, tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.csv")
    (row,) = read(tmp_path / "out.csv")
    assert (row["at"], row["day"]) == ("2023-11-14 22:13:20.123456789", "29349-01-26")
    listed = pa.table({"text": [CHAT], "at": pa.array([[10**7]], pa.list_(pa.date32()))})
    pq.write_table(listed, tmp_path / "in.parquet")
    told = fails(tmp_path / "in.parquet", tmp_path / "out.jsonl")
    assert told.startswith("in.parquet: 'at' (list<")
    assert told.endswith(" cannot be written as text; leave it out")
    assert run(tmp_path / "in.parquet", tmp_path / "out.parquet").rows == 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_rows(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"in.{ending}"
    if ending == "csv":
        source.write_text("id,text\n")
    elif ending == "parquet":
        pq.write_table(pa.table({"text": pa.array([], pa.string())}), source)
    else:
        source.write_text("\n")
        assert fails(source, tmp_path / "out.csv") == "in.jsonl: there is no column 'text'; the columns are: none"
        return
    assert run(source, tmp_path / "out.csv").rows == 0
    assert (tmp_path / "out.csv").read_text().split(",")[-1].strip() == "error"


@pytest.mark.parametrize(
    ("content", "columns", "told"),
    [
        (b"", Columns(), "in.csv: is empty; its first line must name the columns"),
        (b"id,body\n", Columns(), "in.csv: there is no column 'text'; the columns are: id, body"),
        (b"text;sender\n", Columns(), "in.csv: there is no column 'text'; the columns are: text;sender"),
        (b"text,id\n", Columns(sender="from"), "in.csv: there is no column 'from'; the columns are: text, id"),
        (b"text,id\n", Columns(channel="by"), "in.csv: there is no column 'by'; the columns are: text, id"),
        (b"text,id,text\n", Columns(), "in.csv: the column 'text' stands twice; rename one"),
        (
            b"text,error,p_other\n",
            Columns(),
            "in.csv: the scan adds columns of the names p_other, error; rename those of the input",
        ),
        (b"text\nhello\nol\xe9\n", Columns(), "in.csv: line 3 is not UTF-8; save the file as UTF-8"),
        (
            b"text\n" + b"hello\n" * 9_000 + b"\xff\n",
            Columns(),
            "in.csv: line 9002 is not UTF-8; save the file as UTF-8",
        ),
        (b'text\n"hello\n', Columns(), "in.csv: line 2: unexpected end of data"),
        (b'text\n"hel"lo\n', Columns(), "in.csv: line 2: ',' expected after '\"'"),
        (b"te\xffxt\n", Columns(), "in.csv: line 1 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_csv_files_that_cannot_be_scanned(tmp_path: Path, content: bytes, columns: Columns, told: str) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    assert fails(tmp_path / "in.csv", tmp_path / "out.csv", columns) == told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"body": "a"}\n{"id": 1}\n', "in.jsonl: there is no column 'text'; the columns are: body, id"),
        (
            b'{"text": "a"}\n' * 600 + b'{"decision": 1}\n',
            "in.jsonl: the scan adds columns of the names decision; rename those of the input",
        ),
        (b'{"text": "a"}\n\n{"text": "\xe9"}\n', "in.jsonl: line 3 is not UTF-8; save the file as UTF-8"),
        (
            b"".join(b'{"%d": 1}\n' % at for at in range(3_000)),
            "in.jsonl: line 2001: more than 2,000 different keys",
        ),
        (b'{"text": "' + b"a" * MAX_CELL, "in.jsonl: line 1: is longer than 16,777,216 bytes"),
    ],
)
def test_json_lines_files_that_cannot_be_scanned(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "in.jsonl").write_bytes(content)
    assert fails(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == told


def test_parquet_files_that_cannot_be_scanned(tmp_path: Path) -> None:
    source, output = tmp_path / "in.parquet", tmp_path / "out.jsonl"
    source.write_bytes(b"PAR1 or not")
    assert fails(source, output) == "in.parquet: is not a whole Parquet file"
    whole = write(source, [{"text": f"{CHAT} {at}"} for at in range(2_000)]).read_bytes()
    source.write_bytes(whole[:4] + b"\xff" * 2_000 + whole[2_004:])
    assert fails(source, output) == "in.parquet: is not a whole Parquet file"
    broken = pa.array([b"ok", b"\xff"]).view(pa.string())
    pq.write_table(pa.table({"text": broken}), source)
    assert fails(source, output) == "in.parquet: row 2: 'text' is not UTF-8; write the file again"
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]), source)
    assert fails(source, output) == "in.parquet: the column 'text' stands twice; rename one"


@pytest.mark.parametrize(
    ("source", "output", "told"),
    [
        ("in.csv", "in.csv", "in.csv: is the input itself; name another output"),
        ("in.csv", "sub/../in.csv", "sub/../in.csv: is the input itself; name another output"),
        ("in.csv", "link.csv", "link.csv: is the input itself; name another output"),
        ("in.csv", "hard.csv", "hard.csv: is the input itself; name another output"),
        ("in.txt", "out.csv", "in.txt: its name must end in .csv, .jsonl or .parquet"),
        ("in.csv", "out", "out: its name must end in .csv, .jsonl or .parquet"),
        ("none.csv", "out.csv", "none.csv: cannot be read: No such file or directory"),
        ("none.jsonl", "out.csv", "none.jsonl: cannot be read: No such file or directory"),
        ("none.parquet", "out.csv", "none.parquet: cannot be read: No such file or directory"),
        ("folder.csv", "out.csv", "folder.csv: is not a file"),
        ("in.csv", "none/out.csv", "none/out.csv: there is no folder none; make it first"),
        ("in.csv", "folder.csv", "folder.csv: is a folder; name a file in it"),
        ("in.csv", "x" * 252 + ".csv", "x" * 252 + ".csv: cannot be used: File name too long"),
    ],
)
def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, output: str, told: str) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("in.csv"), ROWS)
    Path("link.csv").symlink_to("in.csv")
    Path("hard.csv").hardlink_to("in.csv")
    Path("folder.csv").mkdir()
    Path("sub").mkdir()
    before = Path("in.csv").read_bytes()
    assert fails(Path(source), Path(output)) == told
    assert Path("in.csv").read_bytes() == before


def test_a_failing_scan_leaves_the_old_output(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("precious")
    (tmp_path / "in.csv").write_bytes(b"text\n" + b"hello\n" * 2_000 + b"\xff\n")
    fails(tmp_path / "in.csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "precious"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), SystemExit(1)])
def test_what_is_half_written_is_removed(tmp_path: Path, error: BaseException) -> None:
    def write_half() -> None:
        with written_whole(tmp_path / "out.csv") as file:
            file.write(b"half")
            assert len(list(tmp_path.iterdir())) == 1
            raise error

    with pytest.raises(type(error)):
        write_half()
    assert list(tmp_path.iterdir()) == []


def test_written_like_any_other_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    with written_whole(tmp_path / "out.csv") as file:
        file.write(b"whole")
    assert (tmp_path / "out.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_workers_change_nothing(tmp_path: Path) -> None:
    rows = [{"text": f"{text} {at}", "n": str(at)} for at in range(BATCH_ROWS // 2) for text in (SCAM, CHAT, "")]
    source = write(tmp_path / "in.csv", rows)
    told: list[int] = []
    one = scan(open_reader(source), tmp_path / "one.csv", progress=told.append)
    two = scan(open_reader(source), tmp_path / "two.csv", workers=2)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert one == two
    assert sum(told) == one.rows == len(rows)
    assert len(told) > 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_memory_does_not_grow_with_the_file(tmp_path: Path, ending: str) -> None:
    peaks = []
    for count in (4, 12):
        source = write(tmp_path / f"in.{ending}", [{"text": CHAT, "note": "x" * 500}] * (count * BATCH_ROWS))
        tracemalloc.start()
        run(source, tmp_path / f"out{count}.{'csv' if ending == 'jsonl' else 'jsonl'}")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.fixed_dictionaries({"text": st.text(), "note": st.text()}), min_size=1, max_size=4))
def test_no_row_and_no_cell_is_lost(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    path = write(tmp_path / "in.jsonl", rows)
    for ending in ENDINGS:
        run(path, tmp_path / f"next.{ending}")
        assert [{name: row[name] for name in ("text", "note")} for row in read(tmp_path / f"next.{ending}")] == rows
    for row in read(tmp_path / "next.jsonl"):
        assert (row["decision"] is None) == (row["error"] is not None)
        assert row["decision"] in {None, *Decision}
