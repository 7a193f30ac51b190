"""A small corpus of our own messages, enough to train on in a moment."""

import shutil
from pathlib import Path

import pytest

from training.corpus import read
from training.example import Example

DATA = Path(__file__).parents[2] / "data"
FILES = (
    "hand-a-genuine-sms-1",
    "hand-a-smish-sms",
    "hand-a-other",
    "hand-b-genuine-1",
    "hand-b-smishing-1",
    "hand-b-other-1",
)


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    """Some messages of each label, of two hands."""
    return list(read([DATA / "corpus" / f"{name}.jsonl" for name in FILES]))


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder laid out like the project, with the small corpus and no public data, as working directory."""
    data = tmp_path / "data"
    for name in ("sources.toml", "costs.toml"):
        data.mkdir(exist_ok=True)
        shutil.copy(DATA / name, data / name)
    for folder, files in (("corpus", FILES), ("challenge", ("genuine", "smishing", "other"))):
        (data / folder).mkdir()
        for name in files:
            lines = (DATA / folder / f"{name}.jsonl").read_text("utf-8").splitlines(keepends=True)
            (data / folder / f"{name}.jsonl").write_text("".join(lines[:40]), "utf-8")
    (data / "notices").mkdir()
    for name in ("slots", "usps-appointment", "codes"):
        shutil.copy(DATA / "notices" / f"{name}.toml", data / "notices")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POSTPROOF_PUBLIC_DATA", raising=False)
    return tmp_path
