"""`POST /v1/adapters/apple-message-filter`: the query that iOS sends for a message filter extension.

An extension (IdentityLookup, `ILMessageFilterExtension`) that calls `deferQueryRequestToNetwork` makes iOS send sender
and text of a message from an unknown sender here. It gets our answer as data and maps it to its own response.
"""

from enum import StrEnum
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.check import JsonRoute
from api.problems import BODY_TOO_LARGE, INVALID_REQUEST, MALFORMED_JSON, WRONG_CONTENT_TYPE, described
from api.profiles import Profile, thresholds_of
from api.schema import SCAM
from detector import Channel, Decision, Detector, InvalidMessageError, Message
from detector.message import MAX_SENDER, MAX_TEXT
from detector.verdict import decide


class Action(StrEnum):
    """The cases of `ILMessageFilterAction`."""

    NONE = "none"
    ALLOW = "allow"
    JUNK = "junk"
    PROMOTION = "promotion"
    TRANSACTION = "transaction"


class SubAction(StrEnum):
    """Those cases of `ILMessageFilterSubAction` that are answered."""

    NONE = "none"


# `uncertain` and `other` say nothing, so that the next filter or iOS itself decides; nothing is ever sorted away from
# the main list but a scam.
_ACTIONS = {
    Decision.SMISHING: Action.JUNK,
    Decision.GENUINE: Action.ALLOW,
    Decision.OTHER: Action.NONE,
    Decision.UNCERTAIN: Action.NONE,
}


class AppleMessage(BaseModel):
    """The content of the message."""

    text: Annotated[str, Field(description="The text of the message; may be empty.", examples=[SCAM])] = ""


class AppleQuery(BaseModel):
    """The message that is asked about."""

    sender: Annotated[
        str | None,
        Field(description="The sender, as a number without plus or as an address.", examples=["14085550001"]),
    ] = None
    message: Annotated[AppleMessage, Field(description="The message.")]


class AppleApp(BaseModel):
    """The app whose extension asks."""

    version: Annotated[str | None, Field(description="Its version; not used.", examples=["1.1"])] = None


class AppleRequest(BaseModel):
    """What iOS sends. Fields that iOS may add are ignored: the form is Apple's, and a filter must not fail by it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "_version": 1,
                    "query": {"sender": "14085550001", "message": {"text": "This is a message"}},
                    "app": {"version": "1.1"},
                }
            ]
        }
    )

    version: Annotated[Literal[1], Field(alias="_version", description="The version of the form.", examples=[1])]
    query: Annotated[AppleQuery, Field(description="The query.")]
    app: Annotated[AppleApp | None, Field(description="The app that asks.")] = None


class AppleResponse(BaseModel):
    """What an extension maps to its `ILMessageFilterQueryResponse`."""

    action: Annotated[
        Action,
        Field(
            description="The name of an `ILMessageFilterAction`. `junk`: a scam. `allow`: like genuine USPS. `none`: "
            "neither is known; iOS shows the message. `promotion` and `transaction` are not answered now.",
            examples=["junk"],
        ),
    ]
    sub_action: Annotated[
        SubAction,
        Field(
            alias="subAction",
            description="The name of an `ILMessageFilterSubAction`. Always `none` now: only promotions and "
            "transactions have others.",
            examples=["none"],
        ),
    ] = SubAction.NONE


def adapters_router(detector: Detector) -> APIRouter:
    """The routes that speak another program's form."""
    router = APIRouter(prefix="/v1/adapters", tags=["adapters"], route_class=JsonRoute)

    @router.post(
        "/apple-message-filter",
        operation_id="apple_message_filter",
        summary="Answer a message filter extension of iOS",
        response_description="What the extension is to do with the message.",
        responses=described(MALFORMED_JSON, BODY_TOO_LARGE, WRONG_CONTENT_TYPE, INVALID_REQUEST),
    )
    async def apple_message_filter(asked: AppleRequest) -> AppleResponse:
        """Tells an extension what to do with a text, with the thresholds of the profile `gateway`.

        In Swift: `junk` is `.junk`, `allow` is `.allow`, `none` is `.none`, with no sub-action. A text that cannot be
        checked, such as an empty one, is `none`; one that is too long is checked as far as it can be.
        """
        return AppleResponse.model_validate({"action": _action(detector, asked), "subAction": SubAction.NONE})

    return router


def _action(detector: Detector, asked: AppleRequest) -> Action:
    text, sender = asked.query.message.text[:MAX_TEXT], (asked.query.sender or "")[:MAX_SENDER]
    try:
        verdict = detector.check(Message(text, sender, Channel.SMS), counterfactuals=False)
    except InvalidMessageError:
        return Action.NONE
    thresholds = thresholds_of(Profile.GATEWAY) or verdict.thresholds
    return _ACTIONS[decide(verdict.probabilities, thresholds)]
