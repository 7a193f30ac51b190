"""Bring together everything that a model is trained on, and say what was dropped."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from training import campaigns, corpus, public
from training.errors import CorpusError
from training.example import Example
from training.notices import notices

DATA = Path("data")
CORPUS = DATA / "corpus"
NOTICES = DATA / "notices"
CHALLENGE = DATA / "challenge"
REPORTS = "reports"
SOURCES = "sources.toml"
EACH_NOTICE = 8
MOST_OF_A_CAMPAIGN = 6
# How much a row counts, by source: old British and Singaporean chat less than messages of today's phones.
SOURCE_WEIGHTS = {"uci": 0.25, "mishra-soni": 0.5, "ncsu": 0.5}


class TrainingData(NamedTuple):
    """The examples, the public sources that were not found, and what describes both.

    `refused` is how many accepted reports are not among them, because the challenge set holds them.
    """

    examples: list[Example]
    missing: list[str]
    description: dict[str, Any]
    refused: int = 0


def load(seed: int, root: Path = DATA, reports: Path | None = None) -> TrainingData:
    """Our corpus, our notices, accepted reports, and the public data that is there: checked, unique, grouped, capped.

    `root` is a folder laid out like `data`; where it names no public data, none are looked for. `reports` is a file of
    rows of the corpus; whatever source they name, they are one, and what the challenge set holds is refused.
    """
    named = public.sources(root / SOURCES) if (root / SOURCES).is_file() else ()
    place = public.folder() if named else None
    found, missing = public.available(place, named)
    fetched = [example for source in found if place for example in public.read(place, source)]
    accepted, refused = _accepted(reports, root) if reports else ([], 0)
    everything = own(seed, root) + accepted + fetched
    kept = campaigns.capped(campaigns.grouped(campaigns.unique(everything)), MOST_OF_A_CAMPAIGN)
    description = {
        "read": len(everything),
        "kept": len(kept),
        "campaigns": len({example.campaign for example in kept}),
        "rows": _counted(kept),
        "fingerprints": {
            "corpus": fingerprint(sorted((root / CORPUS.name).glob("*.jsonl"))),
            "notices": fingerprint(sorted((root / NOTICES.name).glob("*.toml"))),
            **({REPORTS: fingerprint([reports])} if reports else {}),
            **{source.name: source.sha256[:16] for source in found},
        },
        "weights": SOURCE_WEIGHTS,
    }
    return TrainingData(kept, [source.name for source in missing], description, refused)


def own(seed: int, root: Path = DATA) -> list[Example]:
    """What we wrote: the corpus, and examples of every notice.

    Raises `CorpusError` where a folder holds no corpus.
    """
    files = sorted((root / CORPUS.name).glob("*.jsonl"))
    if not files:
        raise CorpusError(f"{root / CORPUS.name}: no corpus in it (*.jsonl); name a folder laid out like data")
    return [*corpus.read(files), *notices(root / NOTICES.name, seed=seed, each=EACH_NOTICE)]


def challenge(root: Path = DATA) -> list[Example]:
    """The challenge set: never trained on, never tuned on. Raises `CorpusError` where a folder holds none."""
    return list(corpus.read(challenge_files(root)))


def challenge_files(root: Path = DATA) -> list[Path]:
    """The files of the challenge set. Raises `CorpusError` where a folder holds none."""
    files = sorted((root / CHALLENGE.name).glob("*.jsonl"))
    if not files:
        raise CorpusError(
            f"{root / CHALLENGE.name}: no challenge set in it (*.jsonl); name a folder laid out like data"
        )
    return files


def _accepted(reports: Path, root: Path) -> tuple[list[Example], int]:
    """The accepted reports of a file, and how many more were refused.

    Refused is what the challenge set holds in the same masked wording, which is what a scorecard learns of a text:
    anyone can report such a message, and what was learnt cannot be measured there any more.
    """
    locked = {campaigns.fingerprint(example) for example in challenge(root)}
    read = [replace(example, source=REPORTS) for example in corpus.read([reports])]
    kept = [example for example in read if campaigns.fingerprint(example) not in locked]
    return kept, len(read) - len(kept)


def fingerprint(paths: Sequence[Path]) -> str:
    """A short SHA-256 over names and contents of files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _counted(examples: Sequence[Example]) -> dict[str, dict[str, int]]:
    counts = Counter((example.source, example.label.value) for example in examples)
    table: dict[str, dict[str, int]] = {}
    for (source, label), count in sorted(counts.items()):
        table.setdefault(source, {})[label] = count
    return table
