"""The gate: a run is held against the champion, and may pass only where it is no worse; `gate.toml` says by how much.

The judgement lies beside the runs, since these never change, and counts for exactly these two scorecards.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from detector.scan import written_whole
from training import runs
from training.comparison import Comparison, compare
from training.errors import GateError
from training.limits import Limits, limits, limits_digest
from training.progress import Progress
from training.sentences import of_figure

FOLDER = "gates"


class Judged(NamedTuple):
    """A judgement as plain data without any text, and the comparison behind it."""

    content: dict[str, Any]
    comparison: Comparison

    @property
    def passed(self) -> bool:
        """Whether every limit is kept."""
        return bool(self.content["passed"])


def judge(folder: Path, name: str, root: Path, progress: Progress) -> Judged:
    """Hold a run against the champion, and write down the judgement.

    Raises `RunError` where there is no such run, and `detector.ModelError` where a scorecard cannot be used.
    """
    champion = runs.resolved(folder, runs.CHAMPION)
    found = compare(runs.scorecard_of(folder, champion), runs.scorecard_of(folder, name), root, limits(), progress)
    figures = [_judged(figure, limits()) for figure in found.figures]
    content = {
        "run": name,
        "run_digest": found.after,
        "champion": champion,
        "champion_digest": found.before,
        "judged": datetime.now(UTC).isoformat(timespec="seconds"),
        "limits": limits_digest(),
        "locked": found.locked,
        "passed": all(figure["passed"] for figure in figures),
        "figures": figures,
        "changed": [
            {"place": it.place, "label": it.label, "before": it.before, "after": it.after} for it in found.changes
        ],
    }
    place = _place(folder, name, champion)
    place.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(place) as file:
        file.write((json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
    return Judged(content, found)


def _judged(figure: dict[str, Any], all_limits: Limits) -> dict[str, Any]:
    limit = next(limit for limit in all_limits.limit if limit.figure == figure["figure"])
    return {
        **figure,
        "limit": limit.model_dump(exclude={"figure"}, exclude_defaults=True),
        "passed": limit.holds(figure),
    }


def require(folder: Path, run: tuple[str, str], champion: tuple[str, str]) -> None:
    """Raise `GateError` but where a run, by name and digest, passed the gate against this very champion."""
    name, against = run[0], champion[0]
    again = f"nothing was promoted; run 'postproof-train gate {name}'"
    try:
        content = json.loads(_place(folder, name, against).read_text("utf-8"))
    except (OSError, ValueError):
        raise GateError(f"run '{name}' was not judged against the champion '{against}'; {again}") from None
    asked = {"run_digest": run[1], "champion_digest": champion[1], "limits": limits_digest()}
    if any(content.get(key) != value for key, value in asked.items()):
        raise GateError(f"since run '{name}' was judged, a scorecard or the limits have changed; {again}")
    if not content["passed"]:
        raise GateError(f"{refusal(content)}; nothing was promoted")


def refusal(content: Mapping[str, Any]) -> str:
    """The first limit that is not kept, in words."""
    return of_figure(next(figure for figure in content["figures"] if not figure["passed"]))


def _place(folder: Path, name: str, champion: str) -> Path:
    return folder / FOLDER / f"{runs.checked(name)}-vs-{champion}.json"
