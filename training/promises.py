"""What the project promises: each figure with its target, on how many messages, and whether it is met."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.label import Decision, Label
from detector.verdict import Thresholds
from training import public
from training.example import Example
from training.predictions import Predictions, calibration, share

# Where honest messages are chat and codes; all other honest messages that are not USPS's are notices.
CHAT = ("uci", "mishra-soni", "hand-k", "hand-o", "hand-u")
# The day from which on public messages are late enough to play the future.
LATER = "2023-04-01"
Mask = NDArray[np.bool_]


class Rows(NamedTuple):
    """What is asked of the rows, as masks: who is named, where from, in which language, and whether a sender shows."""

    usps_named: Mask
    public: Mask
    chat: Mask
    spanish: Mask
    sender: Mask

    @classmethod
    def of(cls, rows: Sequence[tuple[Example, bool]]) -> "Rows":
        """The masks of the rows that `training.features.rows_of` gives."""
        examples = [example for example, _ in rows]
        return cls(
            np.array([bool(example.message.usps_names) for example in examples]),
            np.array([example.source in public.NAMES for example in examples]),
            np.array([example.source in CHAT for example in examples]),
            np.array([example.language == "es" for example in examples]),
            np.array([bool(example.message.sender) for example in examples]),
        )


class Asked(NamedTuple):
    """Predictions on rows that were not trained on, and what these rows are."""

    predictions: Predictions
    rows: Rows

    def of(self, label: Label) -> Mask:
        """The rows of a label."""
        return np.asarray(self.predictions.labels == label.value)


def figures(
    sources: Asked | None, challenge: Asked, later: Predictions | None, thresholds: Thresholds
) -> list[dict[str, Any]]:
    """All figures: on sources held out, on the challenge set, and on campaigns later than all that was trained on.

    Those on the challenge set alone where the others were not measured.
    """
    if sources is None:
        return list(_of("challenge", challenge, thresholds))
    found = [*_of("held-out sources", sources, thresholds), *_of("challenge", challenge, thresholds)]
    public_usps = sources.of(Label.SMISHING) & sources.rows.usps_named & sources.rows.public
    found.insert(
        0,
        _figure(
            "public USPS smishing, held-out sources: genuine",
            sources,
            public_usps,
            Decision.GENUINE,
            "<=",
            0.001,
            thresholds,
        ),
    )
    found.insert(
        1,
        _figure(
            "public USPS smishing, held-out sources: smishing",
            sources,
            public_usps,
            Decision.SMISHING,
            ">=",
            0.99,
            thresholds,
        ),
    )
    if later and len(later.labels):
        said = share(later.decisions(thresholds) == Decision.SMISHING.value)
        found.append(_judged("smishing of later campaigns (temporal split): smishing", said, ">=", 0.88))
    found += _between_languages(sources, thresholds)
    error = calibration(sources.predictions)["ece"]
    n = len(sources.predictions.labels)
    found.append(_judged("expected calibration error, held-out sources", {"share": error, "n": n}, "<=", 0.02))
    return found


def _of(where: str, asked: Asked, thresholds: Thresholds) -> Iterator[dict[str, Any]]:
    rows = asked.rows
    smishing, genuine, other = (asked.of(label) for label in (Label.SMISHING, Label.GENUINE, Label.OTHER))
    usps, unknown = smishing & rows.usps_named, ~rows.sender
    table = (
        ("USPS smishing, sender unknown: genuine", usps & unknown, Decision.GENUINE, "<=", 0.001),
        ("USPS smishing, sender unknown: smishing", usps & unknown, Decision.SMISHING, ">=", 0.99),
        ("other smishing: smishing", smishing & ~rows.usps_named, Decision.SMISHING, ">=", 0.88),
        ("genuine, sender unknown: smishing", genuine & unknown, Decision.SMISHING, "<=", 0.005),
        ("genuine, sender unknown: genuine", genuine & unknown, Decision.GENUINE, ">=", 0.90),
        ("genuine, sender known: genuine", genuine & rows.sender, Decision.GENUINE, ">=", 0.97),
        ("honest notices of others: smishing", other & ~rows.chat, Decision.SMISHING, "<=", 0.01),
        ("chat and codes: smishing", other & rows.chat, Decision.SMISHING, "<=", 0.001),
    )  # fmt: skip
    for on, mask, decision, sense, target in table:
        if mask.any():
            yield _figure(f"{where}, {on}", asked, mask, decision, sense, target, thresholds)


def _between_languages(asked: Asked, thresholds: Thresholds) -> Iterator[dict[str, Any]]:
    """How far Spanish lies behind English: at most two points."""
    said = asked.predictions.decisions(thresholds)
    for label, decision in ((Label.GENUINE, Decision.GENUINE), (Label.SMISHING, Decision.SMISHING)):
        # The same hands' messages, so that the languages are compared and not the sources.
        spanish = asked.of(label) & asked.rows.spanish
        english = asked.of(label) & ~asked.rows.spanish & ~asked.rows.public
        if spanish.any() and english.any():
            behind = float((said[english] == decision.value).mean() - (said[spanish] == decision.value).mean())
            found = {"share": round(behind, 4), "n": int(spanish.sum())}
            yield _judged(f"held-out sources, {label}: {decision}, English before Spanish by", found, "<=", 0.02)


def _figure(
    on: str, asked: Asked, mask: Mask, decision: Decision, sense: str, target: float, thresholds: Thresholds
) -> dict[str, Any]:
    return _judged(on, share(asked.predictions.decisions(thresholds)[mask] == decision.value), sense, target)


def _judged(on: str, measured: dict[str, Any], sense: str, target: float) -> dict[str, Any]:
    value = measured["share"]
    met = value is not None and (value >= target if sense == ">=" else value <= target)
    return {"on": on, "target": f"{sense} {target:g}", **measured, "met": met}
