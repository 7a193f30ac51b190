import json
from pathlib import Path

import pytest

from detector.label import Label
from training.__main__ import main
from training.check import Checked, as_json, check
from training.check_summary import MOST_LINES, summary
from training.progress import Progress

ROW = {"sender": "", "channel": "sms", "label": "other", "source": "new", "language": "en"}
REPEATED = "Dinner at the old mill is on Friday at {}, we sit outside if the weather is kind"
# Planted: a bad label, twins, a near twin, a repeat, a near-duplicate, a personal number, a label against the facts.
PLANTED: list[dict[str, str]] = [
    {"text": "Your library book is due on Monday, renew at the desk"},
    {"text": "The dentist moved your cleaning to Tuesday at 9"},
    {"text": "hello", "label": "spam"},
    {"text": REPEATED.format(7)},
    {"text": REPEATED.format(8)},
    {"text": REPEATED.format(8), "label": "smishing"},
    {"text": REPEATED.format(7).replace("kind", "good enough")},
    {"text": "Aunt May has a new number", "sender": "+1 212 736 5000"},
    {"text": "USPS: see your parcel at https://usps-x.top/1", "label": "genuine"},
]
CLEAN = (1, 2, 4)


def _file(folder: Path, rows: list[dict[str, str]]) -> Path:
    path = folder / "new.jsonl"
    lines = (json.dumps({**ROW, "campaign": f"c{number}", **row}) for number, row in enumerate(rows))
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Checked]:
    """The planted rows, checked against nothing but themselves."""
    folder = tmp_path_factory.mktemp("planted")
    path = _file(folder, PLANTED)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return str(path), check([path], 1, Progress())


def test_everything_planted_is_found(planted: tuple[str, Checked]) -> None:
    path, found = planted
    assert [problem.place for problem in found.problems] == [f"{path}:3"]
    assert [(twin.place, twin.other) for twin in found.unexplained][:1] == [(f"{path}:6", f"{path}:5")]
    assert [(pair.place, pair.other) for pair in found.repeats] == [(f"{path}:5", f"{path}:4")]
    assert [pair.place for pair in found.near_duplicates] == [f"{path}:7"]
    assert [entry.place for entry in found.personal] == [f"{path}:8"]
    assert [entry.place for entry in found.contradictions] == [f"{path}:9"]
    assert found.balance["all"] == {"genuine": 1, "smishing": 1, "other": 6}
    assert found.balance["without sender"] == {"genuine": 1, "smishing": 1, "other": 5}
    assert found.suspects is None


def test_clean_rows_are_not_listed(planted: tuple[str, Checked]) -> None:
    path, found = planted
    lists = (found.problems, found.twins, found.personal, found.contradictions, found.repeats, found.near_duplicates)
    places = {entry.place for entries in lists for entry in entries}
    assert not places & {f"{path}:{line}" for line in CLEAN}


def test_the_summary_begins_with_the_twins_and_shows_no_text(planted: tuple[str, Checked]) -> None:
    path, found = planted
    told = summary(found)
    assert told.startswith("8 rows can be used, 1 cannot\n")
    titles = [line for line in told.splitlines() if line.endswith(")") and not line.startswith(" ")]
    assert titles[0] == "Twins under two labels that no rule tells apart: mend a label, or drop both (2)"
    assert f"  {path}:6: smishing, but {path}:5 is other\n" in told
    assert f"  {path}:8: sender, characters 0 to 15: phone number (US)\n" in told
    assert "No label was doubted: models need 20 campaigns of each label to learn from" in told
    assert not any(row["text"] in told for row in PLANTED)


def test_texts_are_shown_on_demand(planted: tuple[str, Checked]) -> None:
    path, found = planted
    assert "      " + REPEATED.format(8) in summary(found, show_texts=True)
    assert f"{path}:6" in as_json(found, show_texts=True)["texts"]
    assert f"{path}:1" not in as_json(found, show_texts=True)["texts"]
    assert "Dinner" not in json.dumps(as_json(found))


def test_long_lists_are_cut_and_say_so(planted: tuple[str, Checked]) -> None:
    _, found = planted
    told = summary(found._replace(personal=found.personal * (MOST_LINES + 5)))
    assert told.count("characters 0 to 15") == MOST_LINES
    assert "  and 5 more: --json names all\n" in told


def test_a_file_is_held_against_the_corpus(workplace: Path) -> None:
    corpus = workplace / "data/corpus/hand-a-smish-sms.jsonl"
    first, second = (json.loads(line) for line in corpus.read_text("utf-8").splitlines()[:2])
    path = _file(workplace, [{"text": first["text"]}, {"text": second["text"], "label": "smishing"}])
    found = check([path], 1, Progress())
    (twin,) = found.unexplained
    assert (twin.place, twin.other) == (f"{path}:1", "data/corpus/hand-a-smish-sms.jsonl:1")
    assert [(pair.place, pair.other) for pair in found.repeats] == [
        (f"{path}:2", "data/corpus/hand-a-smish-sms.jsonl:2")
    ]


def test_labels_that_the_corpus_doubts_are_suspects(workplace: Path) -> None:
    corpus = workplace / "data/corpus/hand-a-smish-sms.jsonl"
    texts = [json.loads(line)["text"] for line in corpus.read_text("utf-8").splitlines()[:8]]
    found = check([_file(workplace, [{"text": f"{text} Thanks"} for text in texts])], 1, Progress())
    assert found.suspects is not None
    # The small corpus of this test knows little, and doubts the plainest of these scams alone.
    assert {suspect.likely for suspect in found.suspects} == {Label.SMISHING}


def test_a_file_of_the_corpus_is_not_held_against_itself(workplace: Path) -> None:
    path = Path("data/corpus/hand-a-smish-sms.jsonl")
    found = check([path], 1, Progress())
    assert found.known == 5 * 40
    assert not found.repeats and not found.unexplained and not found.problems


def test_a_broken_corpus_is_named(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = workplace / "data/corpus/hand-z.jsonl"
    broken.write_text("{broken\n", "utf-8")
    assert main(["check", str(_file(workplace, PLANTED[:2]))]) == 2
    told = capsys.readouterr().err
    assert "data/corpus/hand-z.jsonl:1: is not JSON (" in told
    assert "; the project's own corpus must be mended first" in told


@pytest.mark.parametrize(
    ("rows", "options", "code"),
    [
        (PLANTED[:2], ["--strict"], 0),
        (PLANTED[3:5], ["--strict"], 0),
        (PLANTED[:2] + PLANTED[7:8], [], 0),
        (PLANTED[:2] + PLANTED[7:8], ["--strict"], 1),
        (PLANTED[:3], [], 2),
    ],
)
def test_the_exit_code_says_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, str]], options: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", str(_file(tmp_path, rows)), *options]) == code


def test_what_was_found_is_written_and_the_file_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = _file(tmp_path, PLANTED)
    before = path.read_bytes()
    assert main(["check", str(path), "--json", "found.json"]) == 2
    found = json.loads(Path("found.json").read_text("utf-8"))
    assert found["usable"] == 8
    assert found["twins"][0]["other"] == f"{path}:5"
    assert found["twins"][0]["apart"] == []
    assert found["personal"] == [
        {"place": f"{path}:8", "kind": "phone number (US)", "field": "sender", "start": 0, "end": 15}
    ]
    assert path.read_bytes() == before
    assert "8 rows can be used" in capsys.readouterr().out


def test_of_many_rows_labels_alone_are_doubted_by_a_draw(
    planted: tuple[str, Checked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, all_compared = planted
    monkeypatch.chdir(tmp_path)
    found = check([Path(path)], 1, Progress(), most=2)
    assert found == all_compared._replace(compared=2, texts=found.texts)
    assert as_json(found, show_texts=True)["texts"] == as_json(all_compared, show_texts=True)["texts"]
    assert "doubtful labels were looked for among 2 rows drawn by the seed" in summary(found)


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ("", "2 rows with no licence"),
        ("CC-BY-NC-4.0", "2 rows with licence 'CC-BY-NC-4.0', which is not known to be open"),
        ("CC-BY-4.0", None),
        ("MIT", None),
    ],
)
def test_licence_gaps_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, licence: str, told: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "x.csv"
    path.write_text(f"text,label,licence\nSee you at six,other,{licence}\nWin a car,smishing,{licence}\n", "utf-8")
    found = check([path], 1, Progress())
    assert [gap.rows for gap in found.licences] == ([2] if told else [])
    assert f"  {path}: {told}\n" in summary(found) if told else "open licence" not in summary(found)
