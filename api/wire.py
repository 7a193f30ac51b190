"""A verdict as a program reads it: the JSON of `/v1`, or two lines of text."""

from dataclasses import replace
from typing import Any

import orjson
from fastapi import Request, Response

from api.language import language_for
from api.negotiation import JSON, TEXT, accepted
from api.options import Reading
from detector import Decision, Verdict
from detector.phrases import Language
from detector.render import round_to_sum
from detector.verdict import Probabilities

VARY = {"Vary": "Accept, Accept-Language"}
_COARSE_DECIMALS = 1


def is_coarse(request: Request) -> bool:
    """Whether the scores of this answer are rounded: whoever admits callers sets `request.state.coarse`."""
    return bool(getattr(request.state, "coarse", False))


def judged(verdict: Verdict, reading: Reading) -> Verdict:
    """The verdict under the thresholds that are asked for."""
    thresholds = reading.chosen()
    return verdict if thresholds is None else replace(verdict, thresholds=thresholds)


def told(verdict: Verdict, reading: Reading, language: Language, *, coarse: bool = False) -> dict[str, Any]:
    """The verdict as plain data; a coarse one without the evidence, which would tell the probabilities exactly."""
    data = verdict.to_dict(language)
    if coarse:
        data["coarse"] = True
        for holder in (data, *data["counterfactuals"]):
            holder["probabilities"] = _rounded(holder["probabilities"])
    if coarse or not reading.evidence:
        del data["evidence"]
    return data


def respond(request: Request, verdict: Verdict, reading: Reading, *, second: str = "", **more: Any) -> Response:
    """The answer in the form that is asked for; `second` replaces the second line, `more` are fields of the JSON."""
    form = accepted(request, TEXT, JSON)
    language = language_for(request, reading.lang)
    headers = VARY | {"Content-Language": language}
    if form == TEXT:
        return Response(two_lines(verdict, language, second), headers=headers, media_type=TEXT)
    data = told(verdict, reading, language, coarse=is_coarse(request)) | more
    return Response(orjson.dumps(data), headers=headers, media_type=JSON)


def two_lines(verdict: Verdict, language: Language, second: str = "") -> str:
    """The headline, and below it the strongest reason, or what to do first where the evidence does not decide."""
    return f"{verdict.headline(language)}\n{second or _strongest(verdict, language) or verdict.advice(language)[0]}\n"


def _strongest(verdict: Verdict, language: Language) -> str:
    """The strongest reason that names something; that the wording is like others' comes after all of those."""
    if verdict.decision is Decision.UNCERTAIN:
        return ""
    reasons = sorted(verdict.reasons(len(verdict.evidence)), key=lambda item: item.source == "wording")
    return reasons[0].sentence(language) if reasons else ""


def _rounded(probabilities: dict[str, float]) -> dict[str, float]:
    values, _ = round_to_sum(list(probabilities.values()), _COARSE_DECIMALS)
    return Probabilities(*values)._asdict()
