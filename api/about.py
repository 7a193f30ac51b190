"""`GET /about`: how it decides, how well, on which facts and rules, and what it cannot do."""

from datetime import UTC, date, datetime
from functools import partial
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.answer import ShownFact, points, shown_fact
from api.figures import Figure, figures, metrics
from api.language import language_of
from api.plots import Confusion, Reliability, confusion, reliability
from api.texts import Texts, texts
from api.view import render
from detector import Detector, Label
from detector.facts import facts
from detector.phrases import Language, phrases
from detector.rules import RULES
from detector.scorecard import Scorecard
from detector.verdict import ModelInfo, Thresholds


class Goal(NamedTuple):
    """What was measured, with its target, in words.

    `short` says it in whole messages, for the figures that matter most; `between` is the interval. "" for none.
    """

    what: str
    short: str
    measured: str
    between: str
    target: str
    n: str


class DatedFact(NamedTuple):
    """A fact, the day by which it is checked again, and whether that day is past."""

    id: str
    shown: ShownFact
    expires: date
    expired: bool


class WeighedRule(NamedTuple):
    """A rule's sentence, and its weights in the model in use."""

    id: str
    sentence: str
    risk: str
    origin: str


class About(NamedTuple):
    """All that the page shows. `measured` says whether the figures are about the model in use."""

    measured: bool
    missed: tuple[Goal, ...]
    met: tuple[Goal, ...]
    confusion: Confusion
    reliability: Reliability
    calibration: dict[str, float]
    facts: tuple[DatedFact, ...]
    rules: dict[str, tuple[WeighedRule, ...]]
    thresholds: Thresholds
    model: ModelInfo


def about_router(detector: Detector) -> APIRouter:
    """The route of the page, which tells of a detector."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/about", methods=["GET", "HEAD"])
    async def about(request: Request) -> HTMLResponse:
        language = language_of(request)
        told = tell(detector, language, datetime.now(UTC).date())
        return render(request, "about.html", path="/about", about=told, share=partial(share, words=texts(language)))

    return router


def tell(detector: Detector, language: Language, today: date) -> About:
    """What the page shows of a detector on a day."""
    words, card, measured = texts(language), detector.scorecard, metrics()
    goals = [(figure.met, _goal(figure, words)) for figure in figures()]
    held_out = measured["held_out_sources"]["calibration"]
    return About(
        measured=card.provenance.get("figures") == measured["figures"],
        missed=tuple(goal for met, goal in goals if not met),
        met=tuple(goal for met, goal in goals if met),
        confusion=confusion(measured["challenge"]),
        reliability=reliability(held_out["reliability"]),
        calibration={name: held_out[name] for name in ("ece", "brier")},
        facts=tuple(
            DatedFact(fact.id, shown_fact(fact, language), fact.expires, fact.expires < today)
            for fact in facts().values()
        ),
        rules={label.value: _rules(card, label, language) for label in (Label.SMISHING, Label.GENUINE, Label.OTHER)},
        thresholds=card.thresholds,
        model=detector.model,
    )


def share(value: float, words: Texts) -> str:
    """A measured share of 1 in percent: to a tenth, and to a hundredth below 1 %, where targets lie so close."""
    decimals = 2 if 0 < abs(value) < 0.01 else 1
    return words["about"]["percent_exact"].format(share=f"{100 * value:.{decimals}f}".replace("-", "\u2212"))


def _goal(figure: Figure, words: Texts) -> Goal:
    about = words["about"]
    between = ""
    if figure.interval:
        low, high = (share(bound, words) for bound in figure.interval)
        between = about["between"].format(low=low, high=high)
    bound = about["percent_exact"].format(share=f"{100 * figure.bound:g}")
    return Goal(
        words["figures"].get(figure.key, figure.on),
        words["short"].get(figure.key, "").format(measured=round(1000 * figure.share), goal=round(1000 * figure.bound)),
        share(figure.share, words),
        between,
        about["at_least" if figure.is_least else "at_most"].format(share=bound),
        f"{figure.n:,}",
    )


def _rules(card: Scorecard, label: Label, language: Language) -> tuple[WeighedRule, ...]:
    """The rules that point to a label, the heaviest first. One without a weight weighs 0."""
    titles = phrases(language).get("rule", {})
    weighed = [
        (card.risk.rules.get(rule.id, 0.0), card.origin.rules.get(rule.id, 0.0), rule)
        for rule in RULES
        if rule.points_to is label
    ]
    weighed.sort(key=lambda entry: -max(abs(entry[0]), abs(entry[1])))
    return tuple(
        WeighedRule(rule.id, titles.get(rule.id) or rule.title, points(risk), points(origin))
        for risk, origin, rule in weighed
    )
