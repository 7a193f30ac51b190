"""The report of a run: the scorecard on the challenge set, what is promised, and what changed since the champion."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from detector.errors import ModelError
from detector.scorecard import Scorecard
from training import base_rates, data, labelled, report, runs
from training.assessment import assess
from training.comparison import Comparison, compare
from training.example import Example
from training.limits import limits
from training.overlap import Trained
from training.progress import Progress
from training.sentences import named


def page(
    scorecard: Scorecard,
    metrics: Mapping[str, Any],
    manifest: Mapping[str, Any],
    places: tuple[Path, Path],
    examples: Sequence[Example],
    progress: Progress,
) -> str:
    """The page as HTML; it shows no text of a message.

    `places` are the folder of runs and the one laid out like `data`; `examples` are those that were trained on.
    """
    folder, root = places
    read = labelled.read(data.challenge_files(root))
    when = datetime.fromisoformat(manifest["made"])
    progress.expect(3)
    trained = Trained(list(examples), [], [])
    assessment = assess(read, scorecard, base_rates.RATES, when, progress, trained)
    found = _since(folder, root, scorecard, manifest["champion"], progress)
    return report.page(
        assessment.metrics,
        {},
        {"manifest": manifest, "promises": metrics["figures"], "since": found and _told(found)},
    )


def _since(folder: Path, root: Path, scorecard: Scorecard, champion: str, progress: Progress) -> Comparison | None:
    """The difference to the champion, tricks left to the gate; None where its scorecard fits this code no more."""
    try:
        before = runs.scorecard_of(folder, champion)
    except ModelError:
        return None
    return compare(before, scorecard, root, limits().model_copy(update={"tricks_of_label": 0}), progress)


def _told(found: Comparison) -> dict[str, Any]:
    return {
        "figures": [figure | {"named": named(figure)} for figure in found.figures if figure.get("n", 1)],
        "changes": [change._asdict() | {"text": ""} for change in found.changes],
    }
