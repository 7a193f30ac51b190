"""Train, evaluate and write: the scorecard, its metrics and its card."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from detector import scorecard
from detector.label import Label
from training import card, data, evaluate, thresholds, vocabulary
from training.features import RULE_IDS, Features, extract, rows_of
from training.fit import content, fit, what_rules_add
from training.predictions import Predictions
from training.promises import LATER, Asked, Rows, figures

SHIPPED = Path("detector/model/scorecard.json")
METRICS = Path("data/metrics.json")
CARD = Path("data/MODEL_CARD.md")
README = Path("README.md")
_BEGIN, _END = "<!-- figures -->", "<!-- /figures -->"
BESIDE = Path("data/runs/less-data")


def train(seed: int, progress: Callable[[str], None], *, into: Path | None = None) -> Path:
    """Train on all data that is there; the path of the scorecard that was written.

    With less data than the shipped scorecard saw, the result is written beside it (`data/runs/less-data`), never
    over it. Same seed and data give the same bytes: linear algebra runs on one thread, since sums depend on order.
    """
    with threadpool_limits(1):
        return _train(seed, progress, into)


def _train(seed: int, progress: Callable[[str], None], into: Path | None) -> Path:
    progress("reading")
    if not into:
        vocabulary.write(data.own(seed))
    loaded = data.load(seed)
    for name in loaded.missing:
        progress(f"public data '{name}' is not here and is left out; see data/sources.toml")
    features = extract(loaded.examples, data.SOURCE_WEIGHTS)
    progress(f"fitting on {len(loaded.examples):,} messages of {loaded.description['campaigns']:,} campaigns")
    fitted = fit(features, seed)
    campaigns = evaluate.held_out_campaigns(features, seed, progress)
    costs = thresholds.costs()
    chosen = thresholds.choose(campaigns, features.weight, costs)
    sources = evaluate.held_out_sources(features, seed, progress)
    asked = extract(data.challenge(), {})
    challenged = Predictions(*fitted.predict(asked), asked.labels)
    rows, shown = Rows.of(rows_of(loaded.examples)), Rows.of(rows_of(data.challenge()))
    dates = np.array([example.date for example, _ in rows_of(loaded.examples)])
    progress(f"campaigns since {LATER}")
    later = evaluate.later_campaigns(features, dates, LATER, seed)
    progress("what each rule adds")
    adds = what_rules_add(features, seed)
    provenance = {
        "seed": seed,
        "data": loaded.description,
        "costs": costs,
        "base_rate": _base_rate(features),
    }
    metrics: dict[str, Any] = {
        "figures": figures(Asked(sources, rows), Asked(challenged, shown), later, chosen),
        "thresholds": chosen._asdict(),
        "challenge": evaluate.summary(challenged.take(~asked.copy), chosen),
        "challenge_sender_unknown": evaluate.summary(challenged.take(~shown.sender), chosen),
        "held_out_campaigns": evaluate.summary(campaigns, chosen),
        "held_out_sources": {
            **evaluate.summary(sources, chosen),
            "by_source": evaluate.by_source(features, sources, chosen),
        },
        "rules": evaluate.rules_table(features, fitted, RULE_IDS, adds),
    }
    metrics["provenance"] = provenance
    made = content(fitted, chosen._asdict(), _version(provenance), {**provenance, "figures": metrics["figures"]})
    return _write(made, metrics, into or (BESIDE if loaded.missing and _shipped_saw_more(loaded) else None))


def _write(made: dict[str, Any], metrics: dict[str, Any], into: Path | None) -> Path:
    text = scorecard.dump(made)
    parsed = scorecard.parse(text, "the new scorecard")
    places = (into / SHIPPED.name, into / METRICS.name, into / CARD.name) if into else (SHIPPED, METRICS, CARD)
    contents = (text, json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", card.render(parsed, metrics))
    for place, written in zip(places, contents, strict=True):
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(place.name + ".new")
        fresh.write_text(written, "utf-8")
        fresh.replace(place)
    if not into:
        _update_readme(card.figures(metrics))
    return places[0]


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
