"""Fit the two scorecards.

1. Wording: TF-IDF and logistic regression, fitted out of fold by campaign, so that the second step sees what the
   wording says of campaigns that it has not read.
2. Scorecards: a logistic regression on (wording, fired rules), each weight bound to the sign that its rule declares.
3. Calibration: a sigmoid fitted on held-out campaigns and folded into the weights, which keeps the sum exact.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from detector.label import Label
from detector.rules import RULES
from detector.rules.contact import asks_to_send_details, nothing_at_stake, nothing_to_act_on
from detector.rules.links import leads_to_nobody_known
from detector.rules.rule import Rule
from detector.rules.sender import sender_not_of_usps
from detector.verdict import ScorecardName
from training.features import RULE_IDS, Features, is_label
from training.fit_wording import DECIMALS, Wording, fit_wording, folds, out_of_fold_wording
from training.spread import each

# Rule weights are drawn towards a modest weight of their declared sign, not to zero: wording and rules say much the
# same of the campaigns at hand, and the rules still hold where the wording of a new campaign does not.
RULE_PENALTY = 30.0
RULE_PRIOR = 1.0
# The least and the most that the wording may say, as log-odds, where a rule fires. Innocence is not borrowed where a
# call to action leads to nobody known; guilt is not where there is nothing to act on, since such a text cannot harm;
# and nothing that leads elsewhere or was sent by somebody else is USPS's for sounding so.
GUARDS: dict[ScorecardName, dict[str, tuple[float | None, float | None]]] = {
    "risk": {
        leads_to_nobody_known.id: (-1.0, None),
        nothing_to_act_on.id: (None, 0.0),
        nothing_at_stake.id: (None, -1.0),
    },
    "origin": {
        leads_to_nobody_known.id: (None, -1.0),
        asks_to_send_details.id: (None, -1.0),
        sender_not_of_usps.id: (None, -1.0),
    },
}
# A sender is typed by whoever pastes the message, so these rules weigh at most this much.
SENDER_CAP = 2.0
# A scammer can paste an honest notice above a lure that names no address, so what it shows acquits only so far.
TEXT_CAP = 1.75


class Weights(NamedTuple):
    """One scorecard: log-odds = prior + wording * what the wording says + the weights of the rules that fired."""

    prior: float
    wording: float
    rules: NDArray[np.float64]

    def log_odds(self, wording: NDArray[np.float64], fired: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The sum, a number a row."""
        return self.prior + self.wording * wording + fired @ self.rules

    def scaled(self, slope: float, shift: float) -> "Weights":
        """The same scorecard with its log-odds multiplied and shifted."""
        return Weights(slope * self.prior + shift, slope * self.wording, slope * self.rules)


class Fitted(NamedTuple):
    """Wording and both scorecards, ready to predict or to be written out."""

    wording: Wording
    risk: Weights
    origin: Weights

    def predict(self, features: Features) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Log-odds of risk and of origin, a number a row."""
        risk, origin = self.wording.log_odds(features)
        return (
            self.risk.log_odds(_guarded(risk, features, "risk"), features.fired),
            self.origin.log_odds(_guarded(origin, features, "origin"), features.fired),
        )


def fit(features: Features, seed: int) -> Fitted:
    """Fit everything on all rows."""
    risk_said, origin_said = out_of_fold_wording(features, seed)
    smishing, genuine = is_label(features, Label.SMISHING), is_label(features, Label.GENUINE)
    risk = _calibrated(_guarded(risk_said, features, "risk"), features, smishing, "risk", seed)
    honest = features.take(~smishing)
    origin_inputs = _guarded(origin_said[~smishing], honest, "origin")
    origin = _calibrated(origin_inputs, honest, genuine[~smishing], "origin", seed)
    return Fitted(fit_wording(features), risk, origin)


def what_rules_add(features: Features, seed: int) -> list[float]:
    """By how much the log-loss of risk and origin together would grow without each rule, per 1,000 messages.

    All other weights are fitted anew each time, on wording that has not read the message's campaign.
    """
    risk_said, origin_said = out_of_fold_wording(features, seed)
    steps = [(risk_said, origin_said, left_out) for left_out in (None, *range(len(RULE_IDS)))]
    whole, *without = each(_loss, features, steps)
    scale = 1_000 / float(features.weight.sum())
    return [scale * (loss - whole) for loss in without]


def _loss(
    features: Features, risk_said: NDArray[np.float64], origin_said: NDArray[np.float64], left_out: int | None
) -> float:
    """The log-loss of risk and origin together, fitted without the rule at this place."""
    smishing = is_label(features, Label.SMISHING)
    honest = features.take(~smishing)
    sides: tuple[tuple[ScorecardName, Features, NDArray[np.float64], NDArray[np.bool_]], ...] = (
        ("risk", features, risk_said, smishing),
        ("origin", honest, origin_said[~smishing], is_label(honest, Label.GENUINE)),
    )
    total = 0.0
    for name, rows, said, target in sides:
        said = _guarded(said, rows, name)
        weights = _bounded(said, rows.fired, target, rows.weight, _bounds(name, left_out))
        margins = np.where(target, 1.0, -1.0) * weights.log_odds(said, rows.fired)
        total += float(rows.weight @ np.logaddexp(0, -margins))
    return total


def _guarded(said: NDArray[np.float64], features: Features, scorecard: ScorecardName) -> NDArray[np.float64]:
    """The same guards as `detector.scorecard.Card.guarded`, a number a row."""
    for rule_id, (least, most) in GUARDS[scorecard].items():
        fires = features.fired[:, RULE_IDS.index(rule_id)]
        said = np.where(fires, np.clip(said, least, most), said)
    return said


def _bounds(scorecard: ScorecardName, left_out: int | None = None) -> list[tuple[float | None, float | None]]:
    """What each weight may be: the sign that its rule declares, zero where it has no part, senders capped.

    The rule at the place `left_out` has no part either.
    """
    found: list[tuple[float | None, float | None]] = []
    for place, rule in enumerate(RULES):
        cap = _cap(rule, scorecard)
        raises = rule.points_to is Label.SMISHING if scorecard == "risk" else rule.points_to is Label.GENUINE
        if scorecard not in rule.scorecards or place == left_out:
            found.append((0.0, 0.0))
        elif raises:
            found.append((0.0, cap))
        else:
            found.append((-cap if cap else None, 0.0))
    return found


def _cap(rule: Rule, scorecard: ScorecardName) -> float | None:
    """The most that a rule may weigh for innocence, where a scammer can borrow it."""
    if rule.points_to is Label.SMISHING or "risk" not in rule.scorecards:
        return None
    if rule.reads == "sender":
        return SENDER_CAP
    return TEXT_CAP if scorecard == "risk" else None


def _calibrated(
    said: NDArray[np.float64],
    features: Features,
    target: NDArray[np.bool_],
    scorecard: ScorecardName,
    seed: int,
) -> Weights:
    """Bounded regression on all rows, its log-odds calibrated on campaigns held out of it."""
    bounds = _bounds(scorecard)
    held_out = np.zeros(len(target))
    for train, test in folds(features, seed + 1):
        part = _bounded(said[train], features.fired[train], target[train], features.weight[train], bounds)
        held_out[test] = part.log_odds(said[test], features.fired[test])
    slope, shift = _sigmoid(held_out, target, features.weight)
    weights = _bounded(said, features.fired, target, features.weight, bounds).scaled(slope, shift)
    least = np.array([-np.inf if low is None else low for low, _ in bounds], dtype=np.float64)
    most = np.array([np.inf if high is None else high for _, high in bounds], dtype=np.float64)
    return Weights(
        round(weights.prior, DECIMALS),
        round(weights.wording, DECIMALS),
        np.minimum(np.maximum(weights.rules, least), most).round(DECIMALS),  # calibration must not lift a cap
    )


def _bounded(
    said: NDArray[np.float64],
    fired: NDArray[np.bool_],
    target: NDArray[np.bool_],
    weight: NDArray[np.float64],
    bounds: list[tuple[float | None, float | None]],
) -> Weights:
    """Logistic regression with a bound on each weight and a ridge penalty on all but the prior."""
    inputs = np.column_stack([np.ones(len(said)), said, fired])
    signs = np.where(target, 1.0, -1.0)
    expected = np.array([RULE_PRIOR * ((high is None or high > 0) - (low is None or low < 0)) for low, high in bounds])

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (inputs @ parameters)
        value = float(weight @ np.logaddexp(0, -margins)) + RULE_PENALTY / 2 * float(
            ((parameters[2:] - expected) ** 2).sum()
        )
        gradient = -inputs.T @ (weight * signs * expit(-margins))
        gradient[2:] += RULE_PENALTY * (parameters[2:] - expected)
        return value, gradient

    start = np.zeros(inputs.shape[1])
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), (0.0, None), *bounds], options={"maxiter": 2000}
    )
    return Weights(float(found.x[0]), float(found.x[1]), found.x[2:])


def _sigmoid(
    log_odds: NDArray[np.float64], target: NDArray[np.bool_], weight: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope and shift that calibrate held-out log-odds (Platt)."""
    signs = np.where(target, 1.0, -1.0)

    def loss(parameters: NDArray[np.float64]) -> float:
        return float(weight @ np.logaddexp(0, -signs * (parameters[0] * log_odds + parameters[1])))

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.1, 3.0), (None, None)]).x
    return float(slope), float(shift)


def content(
    fitted: Fitted, thresholds: Mapping[str, float], version: str, provenance: Mapping[str, Any]
) -> dict[str, Any]:
    """The scorecard as plain data, ready for `detector.scorecard.dump`."""
    from detector.scorecard import FORMAT

    idf = fitted.wording.tfidf.idf_
    risk, origin = fitted.wording.risk, fitted.wording.origin
    return {
        "format": FORMAT,
        "version": version,
        "rules": [rule.id for rule in RULES],
        "risk": _card(fitted.risk, float(risk.intercept_[0]), "risk"),
        "origin": _card(fitted.origin, float(origin.intercept_[0]), "origin"),
        "terms": {
            name: [float(idf[at]), float(risk.coef_[0, at]), float(origin.coef_[0, at])]
            for at, name in enumerate(fitted.wording.names)
        },
        "thresholds": dict(thresholds),
        "provenance": dict(provenance),
    }


def _card(weights: Weights, intercept: float, scorecard: ScorecardName) -> dict[str, Any]:
    return {
        "prior": weights.prior,
        "wording": weights.wording,
        "intercept": intercept,
        "guards": GUARDS[scorecard],
        "rules": {rule.id: float(weight) for rule, weight in zip(RULES, weights.rules, strict=True) if weight},
    }
