"""Train into a new run; a training that was killed goes on where it stood."""

import json
import platform
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from detector.champion import SCORECARD, champion
from detector.classifier import rules_digest
from detector.scorecard import parse
from training import data, public, run_report, runs
from training.errors import CorpusError
from training.features import RULE_IDS
from training.origin import code, libraries
from training.pieces import Pieces, digest
from training.progress import Progress
from training.spread import Spread, here
from training.train import contents, make

WORK = ".work"
LOCK = Path(".ci/dev.lock")
_LEFT_OUT = ["held-out sources", "later campaigns", "what each rule adds"]


class Wanted(NamedTuple):
    """What is asked of a training: the seed, a file of accepted reports if any, and whether to be quick."""

    seed: int
    reports: Path | None = None
    quick: bool = False


def retrain(
    wanted: Wanted,
    root: Path,
    folder: Path,
    progress: Progress,
    *,
    name: str | None = None,
    spread: Spread = here,
) -> str:
    """Train on the data of `root` into a new run in `folder`; the run's name. `spread` says where the steps run.

    Raises `CorpusError` for data that cannot be used and `RunError` for a name that is taken.
    """
    begun, moment = time.monotonic(), datetime.now(UTC)
    read = inputs(root, wanted.reports)
    key = digest([wanted.seed, read, code(), _lock()])
    name = runs.checked(name or f"{moment:%Y-%m-%d-%H%M%S}-{key[:6]}")
    runs.free(folder, name)
    with runs.alone(folder):
        progress.expect(2)
        progress("reading")
        loaded = data.load(wanted.seed, root, wanted.reports)
        if loaded.refused:
            progress.tell(f"{loaded.refused:,} accepted reports refused: the challenge set holds them")
        work = folder / WORK / key
        made = make(loaded, wanted.seed, progress, root=root, keep=Pieces(work), quick=wanted.quick, spread=spread)
        files = dict(zip((SCORECARD, "metrics.json", "MODEL_CARD.md"), contents(made), strict=True))
        manifest = {
            "run": name,
            "made": moment.isoformat(timespec="seconds"),
            "seed": wanted.seed,
            "quick": wanted.quick,
            "left_out": _LEFT_OUT if wanted.quick else [],
            "reports": str(wanted.reports) if wanted.reports else None,
            "reports_refused": loaded.refused,
            "missing": loaded.missing,
            "read": read,
            "code": {"digest": code(), "rules": rules_digest(), "rule_ids": list(RULE_IDS)},
            "lock": _lock(),
            "python": platform.python_version(),
            "libraries": libraries(),
            "champion": champion(folder),
        }
        scorecard = parse(files[SCORECARD], name)
        manifest["scorecard"] = {"version": scorecard.version, "digest": scorecard.digest}
        files["report.html"] = run_report.page(
            scorecard, made.metrics, manifest, (folder, root), loaded.examples, progress
        )
        manifest["seconds"] = round(time.monotonic() - begun, 1)
        manifest["wrote"] = {file: runs.digest_of(content.encode()) for file, content in files.items()}
        progress("writing")
        runs.write(folder, name, files | {runs.MANIFEST: json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"})
        shutil.rmtree(work, ignore_errors=True)
    return name


def inputs(root: Path, reports: Path | None) -> dict[str, str]:
    """The SHA-256 of every file that a training reads, by its path."""
    patterns = ("*.toml", "corpus/*.jsonl", "challenge/*.jsonl", "notices/*.toml")
    own = [path for pattern in patterns for path in sorted(root.glob(pattern))]
    place = public.folder() if (root / data.SOURCES).is_file() else None
    named = public.sources(root / data.SOURCES) if place else ()
    fetched = [path for source in named if place and (path := place / source.file).is_file()]
    try:
        return {
            str(path): runs.digest_of(path.read_bytes()) for path in (*own, *fetched, *([reports] if reports else []))
        }
    except OSError as error:
        raise CorpusError(f"{error.filename}: cannot be read ({error.strerror})") from None


def _lock() -> str | None:
    """The digest of the lock of all libraries, where it is here."""
    return runs.digest_of(LOCK.read_bytes()) if LOCK.is_file() else None
