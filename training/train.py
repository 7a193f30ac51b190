"""Train, evaluate and write: the scorecard, its metrics and its card."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from detector import scorecard
from detector.label import Label
from detector.verdict import Thresholds
from training import card, data, evaluate, thresholds, vocabulary
from training.example import Example
from training.features import RULE_IDS, Features, extract, rows_of
from training.fit import Fitted, content, fit, what_rules_add
from training.fit_wording import FOLDS
from training.pieces import Keep
from training.predictions import Predictions
from training.progress import Progress
from training.promises import LATER, Asked, Rows, figures
from training.spread import Spread, here

SHIPPED = Path("detector/model/scorecard.json")
METRICS = Path("data/metrics.json")
CARD = Path("data/MODEL_CARD.md")
README = Path("README.md")
_BEGIN, _END = "<!-- figures -->", "<!-- /figures -->"
BESIDE = Path("data/runs/less-data")


class Made(NamedTuple):
    """A scorecard as plain data, and its figures."""

    content: dict[str, Any]
    metrics: dict[str, Any]


def train(seed: int, progress: Progress, *, into: Path | None = None, spread: Spread = here) -> Path:
    """Train on all data that is there, and write the shipped places; the path of the scorecard that was written.

    With less data than the shipped scorecard saw, the result is written beside it (`data/runs/less-data`), never
    over it. `into` is a folder to write to instead; `spread` says where the steps run.
    """
    progress("reading")
    if not into:
        vocabulary.write(data.own(seed))
    loaded = data.load(seed)
    made = make(loaded, seed, progress, spread=spread)
    return _write(made, into or (BESIDE if loaded.missing and _shipped_saw_more(loaded) else None))


def make(
    loaded: data.TrainingData,
    seed: int,
    progress: Progress,
    *,
    root: Path = data.DATA,
    keep: Keep | None = None,
    quick: bool = False,
    spread: Spread = here,
) -> Made:
    """Fit and measure.

    `root` is the folder of challenge set and costs; `keep` keeps what steps made. A quick training leaves out what
    only measures: held-out sources, later campaigns, and what each rule adds. `spread` says where the steps run. Same
    seed and data give the same bytes wherever that is: linear algebra runs on one thread, since sums depend on order.
    """
    for name in loaded.missing:
        progress.tell(f"public data '{name}' is not here and is left out; see data/sources.toml")
    features = extract(loaded.examples, data.SOURCE_WEIGHTS)
    with threadpool_limits(1), spread(features):
        return _make(loaded, features, seed, progress, root, keep or Keep(), quick)


def _make(
    loaded: data.TrainingData,
    features: Features,
    seed: int,
    progress: Progress,
    root: Path,
    keep: Keep,
    quick: bool,
) -> Made:
    progress.expect(1 + FOLDS + (0 if quick else len(set(features.sources)) + 2))
    progress(f"fitting on {len(loaded.examples):,} messages of {loaded.description['campaigns']:,} campaigns")
    fitted = fit(features, seed)
    campaigns = evaluate.held_out_campaigns(features, seed, progress, keep)
    costs = thresholds.costs(root / thresholds.COSTS.name)
    chosen = thresholds.choose(campaigns, features.weight, costs)
    apart = None if quick else _measured_apart(loaded.examples, features, seed, progress, keep)
    provenance = {"seed": seed, "data": loaded.description, "costs": costs, "base_rate": _base_rate(features)}
    metrics = {
        **_challenged(data.challenge(root), fitted, chosen, apart),
        "held_out_campaigns": evaluate.summary(campaigns, chosen),
        **(_told_apart(apart, features, fitted, chosen) if apart else {}),
        "provenance": provenance,
    }
    made = content(fitted, chosen._asdict(), _version(provenance), {**provenance, "figures": metrics["figures"]})
    return Made(made, metrics)


class Apart(NamedTuple):
    """What only measures: on sources held out, on later campaigns, and by how much each rule helps."""

    sources: Asked
    later: Predictions
    adds: list[float]


def _measured_apart(
    examples: Sequence[Example], features: Features, seed: int, progress: Progress, keep: Keep
) -> Apart:
    rows = rows_of(examples)
    sources = evaluate.held_out_sources(features, seed, progress, keep)
    progress(f"campaigns since {LATER}")
    dates = np.array([example.date for example, _ in rows])
    later = evaluate.later_campaigns(features, dates, LATER, seed)
    progress("what each rule adds")
    (adds,) = keep("rules", lambda: (np.array(what_rules_add(features, seed)),))
    return Apart(Asked(sources, Rows.of(rows)), later, adds.tolist())


def _challenged(
    challenge: Sequence[Example], fitted: Fitted, chosen: Thresholds, apart: Apart | None
) -> dict[str, Any]:
    asked, shown = extract(challenge, {}), Rows.of(rows_of(challenge))
    said = Predictions(*fitted.predict(asked), asked.labels)
    return {
        "figures": figures(apart and apart.sources, Asked(said, shown), apart and apart.later, chosen),
        "thresholds": chosen._asdict(),
        "challenge": evaluate.summary(said.take(~asked.copy), chosen),
        "challenge_sender_unknown": evaluate.summary(said.take(~shown.sender), chosen),
    }


def _told_apart(apart: Apart, features: Features, fitted: Fitted, chosen: Thresholds) -> dict[str, Any]:
    sources = apart.sources.predictions
    return {
        "held_out_sources": {
            **evaluate.summary(sources, chosen),
            "by_source": evaluate.by_source(features, sources, chosen),
        },
        "rules": evaluate.rules_table(features, fitted, RULE_IDS, apart.adds),
    }


def _write(made: Made, into: Path | None) -> Path:
    places = (into / SHIPPED.name, into / METRICS.name, into / CARD.name) if into else (SHIPPED, METRICS, CARD)
    for place, written in zip(places, contents(made), strict=True):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(place.name + ".new")
        fresh.write_text(written, "utf-8")
        fresh.replace(place)
    if not into:
        _update_readme(card.figures(made.metrics))
    return places[0]


def contents(made: Made) -> tuple[str, str, str]:
    """Scorecard, metrics and model card as texts of files."""
    text = scorecard.dump(made.content)
    parsed = scorecard.parse(text, "the new scorecard")
    return text, json.dumps(made.metrics, indent=1, ensure_ascii=False) + "\n", card.render(parsed, made.metrics)


def _update_readme(table: str) -> None:
    """Put the figures between the marks of the README, so that they stand nowhere by hand."""
    before, begin, rest = README.read_text("utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    README.write_text(f"{before}{begin}\n\n{table}\n\n{end}{after}", "utf-8")


def _shipped_saw_more(loaded: data.TrainingData) -> bool:
    """Whether the shipped scorecard was trained on a public source that is missing here.

    Read off the file itself: a scorecard of other rules does not load, and its data still count.
    """
    try:
        content = json.loads(SHIPPED.read_text("utf-8"))
        seen = set(content["provenance"]["data"]["fingerprints"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(seen & set(loaded.missing))


def _base_rate(features: Features) -> dict[str, float]:
    """The share of each label in the weighted data: what `prior` stands for."""
    total = features.weight.sum()
    return {
        label.value: round(float(features.weight[features.labels == label.value].sum() / total), 4) for label in Label
    }


def _version(provenance: dict[str, Any]) -> str:
    """A version that follows from what the model was made of."""
    canonical = json.dumps(provenance, sort_keys=True) + " ".join(RULE_IDS)
    return "1." + hashlib.sha256(canonical.encode()).hexdigest()[:10]
