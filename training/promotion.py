"""The champion: one pointer, replaced whole, and a log of who replaced it, from which a step back is read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from detector.champion import POINTER, SHIPPED_NAME, champion
from detector.scan import written_whole
from training import gate, runs
from training.errors import RunError

LOG = "champion.log"


class Signed(NamedTuple):
    """Who decides, and why."""

    who: str
    why: str


def promote(folder: Path, name: str, signed: Signed) -> str:
    """Make a run the champion; the name of the champion before.

    Raises `GateError` without a passed gate of exactly this run against the present champion.
    """
    with runs.alone(folder):
        before = champion(folder)
        if before == name:
            raise RunError(f"run '{name}' is the champion already")
        candidate, present = runs.scorecard_of(folder, name), runs.scorecard_of(folder, before)
        gate.require(folder, (name, candidate.digest), (before, present.digest))
        _point(folder, "promote", before, name, signed)
    return before


def rollback(folder: Path, signed: Signed) -> tuple[str, str]:
    """Bring back the champion before the present one; the names of both, the one brought back last.

    Raises `RunError` where there was none before, or it can be used no more.
    """
    with runs.alone(folder):
        now, line = champion(folder), line_of(folder)
        if len(line) < 2 or line[-1] != now:
            raise RunError(f"{folder}: there was no champion before '{now}'; nothing to go back to")
        runs.scorecard_of(folder, line[-2])
        _point(folder, "rollback", now, line[-2], signed)
    return now, line[-2]


def log(folder: Path) -> list[dict[str, Any]]:
    """What was done to the pointer, oldest first: `when`, `did`, `run`, `previous`, `who`, `why`.

    A line is written before the pointer is replaced; one that the pointer never followed is left out.
    """
    try:
        lines = [json.loads(line) for line in (folder / LOG).read_text("utf-8").splitlines()]
    except FileNotFoundError:
        return []
    except ValueError:
        raise RunError(f"{folder / LOG}: a line is not JSON; mend it by hand") from None
    ends = [line["previous"] for line in lines[1:]] + [champion(folder)]
    return [line for line, end in zip(lines, ends, strict=True) if line["run"] == end]


def line_of(folder: Path) -> list[str]:
    """The champions from the first to the present one, without those that were rolled back."""
    line = [SHIPPED_NAME]
    for entry in log(folder):
        if entry["did"] == "promote":
            line.append(entry["run"])
        else:
            line.pop()
    return line


def _point(folder: Path, did: str, before: str, name: str, signed: Signed) -> None:
    entry = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "did": did,
        "run": name,
        "previous": before,
        **signed._asdict(),
    }
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    with written_whole(folder / POINTER) as pointer:
        pointer.write(f"{name}\n".encode())
