"""`GET /v1/rules`, `/v1/facts` and `/v1/model`: what every answer rests on."""

import hashlib
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.language import language_for
from api.negotiation import JSON, accepted
from api.options import Thresholds
from api.problems import INVALID_REQUEST, NOT_ACCEPTABLE, described
from api.profiles import Profile, thresholds_of
from api.schema import Fact, Model
from api.wire import VARY
from detector import Detector, Label
from detector.facts import facts
from detector.lure import Lure
from detector.phrases import Language, phrases
from detector.rules import RULES
from detector.scorecard import Scorecard

# A reload of the scorecard shows within this time.
_KEPT = "public, max-age=300"
_NOT_MODIFIED = 304
_CACHED: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "Changes with the content.", "schema": {"type": "string"}}}},
    304: {"description": "Nothing changed since the ETag that If-None-Match names."},
}


class Asked(BaseModel):
    """What may be asked of a list. Other parameters are refused."""

    model_config = ConfigDict(extra="forbid")

    lang: Annotated[
        Language | None,
        Field(description="The language of the sentences; without it, what Accept-Language prefers.", examples=["en"]),
    ] = None


class Nothing(BaseModel):
    """No parameter is known."""

    model_config = ConfigDict(extra="forbid")


class RuleEntry(BaseModel):
    """A question that is asked of every message."""

    id: Annotated[str, Field(description="Stable name of the rule.", examples=["lookalike_domain"])]
    points_to: Annotated[Label, Field(description="What it speaks for where it fires.", examples=["smishing"])]
    title: Annotated[str, Field(description="What it found, in words.", examples=["A link imitates a USPS address."])]
    page: Annotated[
        str,
        Field(
            description="What it covers and where it errs, in English.",
            examples=["A link imitates a USPS address.\n\nCovers usps-pay.com, usps.top and usps.com.track.xyz."],
        ),
    ]
    reads: Annotated[
        Literal["text", "sender"],
        Field(description="Whether it looks at the sender or at the text alone.", examples=["text"]),
    ]
    risk: Annotated[float, Field(description="Its log-odds of a scam, in the model in use.", examples=[2.31])]
    origin: Annotated[float, Field(description="Its log-odds of USPS, if it is no scam.", examples=[-1.2])]
    lure: Annotated[Lure | None, Field(description="What the scam dangles, if the rule tells.", examples=["address"])]
    fact: Annotated[
        str | None, Field(description="The id of the fact that it rests on, if any.", examples=["official-domains"])
    ]


class Rules(BaseModel):
    """Every rule."""

    rules: Annotated[list[RuleEntry], Field(description="The rules, in the order of the code.")]


class Facts(BaseModel):
    """Everything known of genuine USPS correspondence that answers rest on."""

    facts: Annotated[list[Fact], Field(description="The facts, in the order of their files.")]


class ModelEntry(Model):
    """The model in use."""

    terms: Annotated[int, Field(description="How many terms of the wording have a weight.", examples=[4000])]
    thresholds: Annotated[
        dict[Profile, Thresholds],
        Field(
            description="What each decision needs, by profile.",
            examples=[{"consumer": {"smishing": 0.76, "genuine": 0.6, "other": 0.78}}],
        ),
    ]


def catalogue_router(detector: Detector) -> APIRouter:
    """The routes that tell what a detector's answers rest on."""
    router = APIRouter(prefix="/v1", tags=["catalogue"])
    responses = _CACHED | described(NOT_ACCEPTABLE, INVALID_REQUEST)

    @router.get("/rules", operation_id="rules", summary="Every rule", response_model=Rules, responses=responses)
    async def rules(asked: Annotated[Asked, Query()], request: Request) -> Response:
        """Lists every rule with its weights in the model in use. A rule without a weight weighs 0."""
        language = language_for(request, asked.lang)
        return _kept(request, {"rules": _rules(detector.scorecard, language)}, language)

    @router.get("/facts", operation_id="facts", summary="Every fact", response_model=Facts, responses=responses)
    async def all_facts(asked: Annotated[Asked, Query()], request: Request) -> Response:
        """Lists every dated fact with its source. One past its expiry is to be checked again."""
        language = language_for(request, asked.lang)
        return _kept(request, {"facts": [fact.to_dict(language) for fact in facts().values()]}, language)

    @router.get(
        "/model", operation_id="model", summary="The model in use", response_model=ModelEntry, responses=responses
    )
    async def model(asked: Annotated[Nothing, Query()], request: Request) -> Response:  # noqa: ARG001 - refuses others
        """Tells which model gives the answers, and from which probability on it decides, by profile."""
        card = detector.scorecard
        thresholds = {profile.value: (thresholds_of(profile) or card.thresholds)._asdict() for profile in Profile}
        return _kept(request, detector.model._asdict() | {"terms": len(card.terms), "thresholds": thresholds})

    return router


def _rules(card: Scorecard, language: Language) -> list[dict[str, Any]]:
    titles = phrases(language).get("rule", {})
    return [
        {
            "id": rule.id,
            "points_to": rule.points_to,
            "title": titles.get(rule.id) or rule.title,
            "page": rule.page,
            "reads": rule.reads,
            "risk": card.risk.rules.get(rule.id, 0.0),
            "origin": card.origin.rules.get(rule.id, 0.0),
            "lure": rule.lure,
            "fact": rule.fact or None,
        }
        for rule in RULES
    ]


def _kept(request: Request, content: dict[str, Any], language: Language | None = None) -> Response:
    """The content, or word that the asker has it already."""
    accepted(request, JSON)
    body = orjson.dumps(content)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = VARY | {"ETag": etag, "Cache-Control": _KEPT} | ({"Content-Language": language} if language else {})
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type=JSON)
