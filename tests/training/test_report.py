import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from training import resampling
from training.__main__ import main
from training.report import percent

CANARY = "canary7391"
SCAM = f"USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x <b>{CANARY}</b>"
ROWS = [
    {"text": SCAM, "label": "genuine", "sender": "+63 917 555 0101", "date": "2024-05-02"},
    *({"text": SCAM.replace("held", word), "label": "smishing"} for word in ("late", "lost", "stuck", "here", "back")),
    {"text": "USPS: your package is now at the toll desk, pay at x.top", "label": "smishing", "lure": "fee"},
    {"text": f"Running late, see you at six {CANARY}", "label": "other", "language": "en"},
    {"text": "Can you bring the salad bowl back on Sunday?", "label": "other", "date": "2024-08-01"},
]


class Page(HTMLParser):
    """What a page holds: tags, ids, and addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.addresses += [value for name, value in attrs if name in ("src", "href", "xlink:href") and value]
        if tag not in ("meta", "path", "use", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "use", "rect"):
            assert self.open.pop() == tag


@pytest.fixture
def rows(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(resampling, "DRAWS", 20)
    path = workplace / "mine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    return path


def test_a_report_stands_alone_and_shows_no_text(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(rows)]) == 0
    folder = Path("data/runs/evaluate-mine")
    html, figures = ((folder / name).read_text("utf-8") for name in ("report.html", "metrics.json"))
    told = capsys.readouterr()
    page = Page(html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert "script" not in page.tags
    assert all(address.startswith("#") and address[1:] in page.ids for address in page.addresses)
    assert page.tags.count("svg") == 9
    for shown in (html, figures, told.out, told.err):
        assert CANARY not in shown
    assert "mine.jsonl:1" in html
    assert "0 of 6 smishing called genuine" in html


def test_the_figures_are_those_of_the_rows(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(rows), "--out", "out", "--base-rate", "0.01,0.5"]) == 0
    metrics = json.loads(Path("out/metrics.json").read_text("utf-8"))
    assert metrics["errors"] == {
        "smishing_called_genuine": [],
        "genuine_called_smishing": [f"{rows}:1"],
        "other_called_smishing": [],
    }
    assert metrics["outcomes"]["genuine_called_smishing"]["hits"] == 1
    assert metrics["data"]["labels"] == {"genuine": 1, "smishing": 6, "other": 2}
    assert [entry["rate"] for entry in metrics["base_rates"]] == [0.01, 0.5]
    assert list(metrics["slices"]["sender"]) == [
        "with its sender",
        "the same, sender removed",
        "given without a sender",
    ]
    assert list(metrics["slices"]["quarter"]) == ["2024 Q2", "2024 Q3"]
    assert list(metrics["slices"]["lure"]) == ["fee"]
    assert list(metrics["slices"]["language"]) == ["en", "unknown"]
    assert "There are only 6 smishing messages" in capsys.readouterr().out


def test_texts_of_errors_are_shown_on_demand_and_escaped(rows: Path) -> None:
    assert main(["evaluate", str(rows), "--out", "out", "--show-texts"]) == 0
    html = Path("out/report.html").read_text("utf-8")
    assert html.count(CANARY) == 1
    assert f"&lt;b&gt;{CANARY}&lt;/b&gt;" in html
    assert CANARY not in Path("out/metrics.json").read_text("utf-8")


def test_what_was_trained_on_is_told_and_measured_apart(rows: Path) -> None:
    ours = [json.loads(line) for line in Path("data/corpus/hand-a-smish-sms.jsonl").read_text("utf-8").splitlines()]
    with rows.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ours[:5])
    assert main(["evaluate", str(rows), "--out", "out"]) == 0
    metrics = json.loads(Path("out/metrics.json").read_text("utf-8"))
    assert metrics["rows"] == 14
    assert metrics["overlap"]["shares"]["smishing"]["verbatim"]["hits"] == 5
    assert metrics["without_overlap"]["rows"] == 9
    assert "5 of 14 messages were trained on" in metrics["cautions"][0]


def test_a_file_of_one_label_and_a_folder_without_data_still_give_a_report(
    rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    (alone / "x.csv").write_text("text,label\nSee you at six,other\n", "utf-8")
    monkeypatch.chdir(alone)
    assert main(["evaluate", "x.csv"]) == 0
    html = Path("data/runs/evaluate-x/report.html").read_text("utf-8")
    assert "No smishing was asked about" in html
    assert "The training data are not here" in html


@pytest.mark.parametrize(
    ("header", "option"),
    [
        ("code,words,note\nother,See you at six", ["--columns", "text=words,label=code"]),
        ("code,text,note\n,See you at six", ["--label", "other"]),
    ],
)
def test_columns_and_labels_are_named(
    workplace: Path, capsys: pytest.CaptureFixture[str], header: str, option: list[str]
) -> None:
    Path("x.csv").write_text(f"{header},Tell nobody\n", "utf-8")
    assert main(["evaluate", "x.csv", "--source", "desk", *option]) == 0
    assert ", as asked" in capsys.readouterr().err
    metrics = json.loads(Path("data/runs/evaluate-x/metrics.json").read_text("utf-8"))
    assert metrics["data"]["labels"] == {"genuine": 0, "smishing": 0, "other": 1}
    assert set(metrics["slices"]["source"]) == {"desk"}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["none.csv"], "none.csv: cannot be read: No such file or directory"),
        (["mine.jsonl", "--model", "none.json"], "none.json: no such scorecard; name another or run 'make train'"),
        (["mine.jsonl", "--labels", "genuine=,smishing=,other="], "mine.jsonl: no labelled message in it"),
    ],
)
def test_bad_input_is_told_with_exit_code_2(
    rows: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str
) -> None:
    assert main(["evaluate", *arguments]) == 2
    assert problem in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--base-rate", "0"], ["--base-rate", "half"], ["--labels", "ham=spam"]])
def test_an_option_of_another_form_is_told_with_exit_code_2(option: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", "x.csv", *option])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "0.0 %"), (0.00123, "0.12 %"), (0.0123, "1.2 %"), (0.994, "99.4 %"), (0.99961, "99.96 %"), (1, "100.0 %")],
)
def test_percentages_are_fine_where_it_matters(share: float, expected: str) -> None:
    assert re.sub(r"\s", " ", percent(share)) == expected
