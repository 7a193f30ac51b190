"""Runs: folders that never change once they are there, each a training with all that came of it.

Their files are for reading alone; one that was changed all the same is told by its SHA-256, and the run used no more.

```text
data/runs/RUN/scorecard.json  metrics.json  MODEL_CARD.md  report.html  manifest.json
data/runs/gates/RUN-vs-CHAMPION.json
data/runs/champion  champion.log
```
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from detector.champion import SHIPPED_NAME, champion, scorecard_file
from detector.scan import load_scorecard
from detector.scorecard import Scorecard
from training.errors import RunError

MANIFEST = "manifest.json"
CHAMPION = "champion"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TAKEN = frozenset((SHIPPED_NAME, CHAMPION, "champion.log", "gates"))


class Run(NamedTuple):
    """A run that is whole: its name, and what its manifest says."""

    name: str
    manifest: dict[str, Any]


def all_runs(folder: Path) -> list[Run]:
    """The runs of a folder, oldest first."""
    found = [read(folder, path.parent.name) for path in folder.glob(f"[!.]*/{MANIFEST}")]
    return sorted(found, key=lambda run: (run.manifest["made"], run.name))


def read(folder: Path, name: str) -> Run:
    """A run by its name. Raises `RunError` where there is none."""
    try:
        return Run(name, json.loads((folder / checked(name) / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError):
        raise RunError(f"{folder}: there is no run '{name}'; 'postproof-train list' names all") from None


def is_run(folder: Path, name: str) -> bool:
    """Whether a name is that of a run, of the champion or of the shipped scorecard."""
    return name in (CHAMPION, SHIPPED_NAME) or (bool(_NAME.fullmatch(name)) and (folder / name / MANIFEST).is_file())


def resolved(folder: Path, name: str) -> str:
    """The name of the run that `champion` stands for, any other name as it is."""
    return champion(folder) if name == CHAMPION else name


def scorecard_of(folder: Path, name: str) -> Scorecard:
    """The scorecard of a run that is as it was written, or the shipped one.

    Raises `RunError` or `detector.ModelError`.
    """
    if name != SHIPPED_NAME:
        _verify(folder, read(folder, name))
    return load_scorecard(scorecard_file(folder, name))


def _verify(folder: Path, run: Run) -> None:
    for file, sha256 in run.manifest["wrote"].items():
        try:
            found = digest_of((folder / run.name / file).read_bytes())
        except OSError:
            found = ""
        if found != sha256:
            raise RunError(f"{folder / run.name / file}: is not what its training wrote; runs never change, train anew")


def digest_of(content: bytes) -> str:
    """The SHA-256 by which a manifest names a file."""
    return hashlib.sha256(content).hexdigest()


def checked(name: str) -> str:
    """The name, where a run can have it; raises `RunError`."""
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise RunError(f"'{name}' cannot be the name of a run; take letters, digits, dots, hyphens and underscores")
    return name


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While nobody else changes the runs of a folder. Raises `RunError` where somebody does."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield
    except Timeout:
        raise RunError(f"{folder}: another training or promotion is under way; wait for its end") from None


def free(folder: Path, name: str) -> None:
    """Raise `RunError` where a name is taken."""
    if (folder / name).exists():
        raise RunError(f"{folder / name}: is there already, and runs never change; take another name")


def write(folder: Path, name: str, contents: dict[str, str]) -> Path:
    """Write the files of a new run, which appears whole or not at all."""
    place = folder / checked(name)
    free(folder, name)
    building = folder / f".{name}.part"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    for file, content in contents.items():
        (building / file).write_text(content, "utf-8")
        (building / file).chmod(0o444)
    building.rename(place)
    return place
