"""What the same errors mean where scams are rarer or more common than among the messages at hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import logit

from detector.label import Decision, Label
from training.measure import Asked
from training.resampling import share_by_campaign

RATES = (0.001, 0.01, 0.05, 0.2, 0.5)
Shares = Mapping[str, Mapping[str, Any]]


def sweep(asked: Asked, rates: Sequence[float], trained_at: float | None) -> list[dict[str, Any]]:
    """For each base rate of smishing: what comes of 1,000 messages, as shipped and with the prior shifted to the rate.

    `trained_at` is the rate that the scorecard's prior stands for; None leaves the shift out. Honest messages are taken
    in the mix of genuine and other that is at hand. Empty where there is no smishing or nothing honest.
    """
    smishing = asked.labels == Label.SMISHING.value
    if smishing.all() or not smishing.any():
        return []
    shipped = _shares(asked)
    found: list[dict[str, Any]] = []
    for rate in rates:
        entry: dict[str, Any] = {"rate": rate, "as_shipped": _of_thousand(shipped, rate)}
        if trained_at is not None:
            shift = float(logit(rate) - logit(trained_at))
            entry |= {"shift": round(shift, 4), "shifted": _of_thousand(_shares(asked.shifted(shift)), rate)}
        found.append(entry)
    return found


def _shares(asked: Asked) -> Shares:
    said = asked.decisions()
    smishing = asked.labels == Label.SMISHING.value

    def of(rows: Any, decision: Decision) -> dict[str, Any]:
        return share_by_campaign(said[rows] == decision.value, asked.campaigns[rows])

    return {
        "caught": of(smishing, Decision.SMISHING),
        "called_genuine": of(smishing, Decision.GENUINE),
        "smishing_uncertain": of(smishing, Decision.UNCERTAIN),
        "false_alarms": of(~smishing, Decision.SMISHING),
        "honest_uncertain": of(~smishing, Decision.UNCERTAIN),
    }


def _of_thousand(shares: Shares, rate: float) -> dict[str, Any]:
    """What 1,000 messages bring; the ends of precision take the worse and the better end of both its shares."""
    per = {
        name: 1_000 * (1 - rate if name in ("false_alarms", "honest_uncertain") else rate) * _ends(found)
        for name, found in shares.items()
    }
    caught, alarms = per["caught"], per["false_alarms"]
    return {
        "caught": _told(caught),
        "called_genuine": _told(per["called_genuine"]),
        "false_alarms": _told(alarms),
        "uncertain": round(float(per["smishing_uncertain"][0] + per["honest_uncertain"][0]), 4),
        "precision": {
            "value": _precision(caught[0], alarms[0]),
            "interval": [_precision(caught[1], alarms[2]), _precision(caught[2], alarms[1])],
        },
    }


def _ends(found: Mapping[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A share and both ends of its interval."""
    return np.array([found["hits"] / found["n"], *found["interval"]])


def _told(ends: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    value, low, high = (round(float(end), 4) for end in ends)
    return {"value": value, "interval": [low, high]}


def _precision(caught: float, alarms: float) -> float | None:
    return round(float(caught / (caught + alarms)), 4) if caught + alarms else None
