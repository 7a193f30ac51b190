"""A small folder laid out like `data`, on which a training takes seconds."""

import shutil
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"
PARTS = {
    "corpus": (
        "hand-a-genuine-sms-1",
        "hand-a-smish-sms",
        "hand-a-other",
        "hand-b-genuine-1",
        "hand-b-smishing-1",
        "hand-b-other-1",
    ),
    "challenge": ("genuine", "smishing", "other"),
}


def lay_out(data: Path) -> None:
    """Make the folder: the first rows of some files."""
    data.mkdir()
    shutil.copy(DATA / "costs.toml", data)
    for folder, names in PARTS.items():
        (data / folder).mkdir()
        for name in names:
            lines = (DATA / folder / f"{name}.jsonl").read_text("utf-8").splitlines(keepends=True)
            (data / folder / f"{name}.jsonl").write_text("".join(lines[:30]), "utf-8")
    (data / "notices").mkdir()
    for name in ("slots", "usps-appointment"):
        shutil.copy(DATA / "notices" / f"{name}.toml", data / "notices")
