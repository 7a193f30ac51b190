"""Bring together everything that a model is trained on, and say what was dropped."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from training import campaigns, corpus, public
from training.example import Example
from training.notices import notices

CORPUS = Path("data/corpus")
NOTICES = Path("data/notices")
CHALLENGE = Path("data/challenge")
EACH_NOTICE = 8
MOST_OF_A_CAMPAIGN = 6
# How much a row counts, by source: old British and Singaporean chat less than messages of today's phones.
SOURCE_WEIGHTS = {"uci": 0.25, "mishra-soni": 0.5, "ncsu": 0.5}


class TrainingData(NamedTuple):
    """The examples, the public sources that were not found, and what describes both."""

    examples: list[Example]
    missing: list[str]
    description: dict[str, Any]


def load(seed: int) -> TrainingData:
    """Our corpus, our notices, and the public data that is there: checked, unique, grouped and capped."""
    place = public.folder()
    found, missing = public.available(place)
    fetched = [example for source in found if place for example in public.read(place, source)]
    everything = own(seed) + fetched
    kept = campaigns.capped(campaigns.grouped(campaigns.unique(everything)), MOST_OF_A_CAMPAIGN)
    description = {
        "read": len(everything),
        "kept": len(kept),
        "campaigns": len({example.campaign for example in kept}),
        "rows": _counted(kept),
        "fingerprints": {
            "corpus": fingerprint(sorted(CORPUS.glob("*.jsonl"))),
            "notices": fingerprint(sorted(NOTICES.glob("*.toml"))),
            **{source.name: source.sha256[:16] for source in found},
        },
        "weights": SOURCE_WEIGHTS,
    }
    return TrainingData(kept, [source.name for source in missing], description)


def own(seed: int) -> list[Example]:
    """What we wrote: the corpus, and examples of every notice."""
    return [*corpus.read(sorted(CORPUS.glob("*.jsonl"))), *notices(NOTICES, seed=seed, each=EACH_NOTICE)]


def challenge() -> list[Example]:
    """The challenge set: never trained on, never tuned on."""
    return list(corpus.read(sorted(CHALLENGE.glob("*.jsonl"))))


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
