"""What was put in use and taken back, as `postproof-train` logs it beside the runs (see training/README.md)."""

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from detector.champion import champion

LOG = "champion.log"


class Promotion(NamedTuple):
    """A change of the run in use: `did` is "promote" or "rollback", `previous` the run that was in use before."""

    when: datetime
    did: str
    run: str
    previous: str
    who: str
    why: str


def promotions(runs: Path) -> tuple[Promotion, ...]:
    """The changes, newest first. Raises `detector.ModelCorruptError` where nobody can tell which run is in use.

    The command writes a line before the pointer moves: one that was never followed counts for nothing, and neither does
    one that cannot be read.
    """
    try:
        lines = (runs / LOG).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    told = [line for line in map(_read, lines) if line]
    followed = [line for line, after in pairwise(told) if after.previous == line.run]
    followed += [line for line in told[-1:] if line.run == champion(runs)]
    return tuple(reversed(followed))


def rolled_back(changes: tuple[Promotion, ...], run: str) -> Promotion | None:
    """The change that took a run out of use, if it was rolled back and not promoted again since."""
    of_run = (change for change in changes if run == (change.run if change.did == "promote" else change.previous))
    last = next(of_run, None)
    return last if last and last.did == "rollback" else None


def _read(line: str) -> Promotion | None:
    try:
        fields = json.loads(line)
        moment = datetime.fromisoformat(fields.pop("when"))
        return Promotion(moment, **fields)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
