"""What goes in and out of the checks of `/v1`, typed. The answer is `Verdict.to_dict`, field by field."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.options import Options
from detector import Channel, Decision, Message
from detector.lure import Lure
from detector.message import MAX_SENDER, MAX_TEXT

SCAM = "USPS: your parcel is held. Confirm your address at usps.com-track.top/x within 12 hours."
Probability = Annotated[float, Field(ge=0, le=1, examples=[0.97])]


class Received(BaseModel):
    """A message as somebody received it."""

    model_config = ConfigDict(extra="forbid")

    # The bounds are told here and held by `detector.Message`, whose words say what to do.
    text: Annotated[
        str,
        Field(
            description="The message, whole, as it was received; links are read and never opened.",
            examples=[SCAM],
            json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT},
        ),
    ]
    sender: Annotated[
        str,
        Field(
            description="What the phone or mail program shows as sender; empty if unknown. A sender can be faked.",
            examples=["28777", "+63 917 555 0101", "alerts@example.com"],
            json_schema_extra={"maxLength": MAX_SENDER},
        ),
    ] = ""
    channel: Annotated[Channel, Field(description="How the message came.", examples=["sms"])] = Channel.UNKNOWN

    def message(self) -> Message:
        """The message; raises `InvalidMessageError`."""
        return Message(self.text, self.sender, self.channel)


class CheckRequest(Options, Received):
    """A message to check. Fields that are not named here are refused."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"text": SCAM, "sender": "+63 917 555 0101", "channel": "sms", "lang": "en"},
                {"text": SCAM, "profile": "gateway", "evidence": False},
                {"text": SCAM, "thresholds": {"smishing": 0.9, "genuine": 0.8, "other": 0.8}},
            ]
        }
    )


class Probabilities(BaseModel):
    """How likely each label is; they sum to 1."""

    smishing: Annotated[Probability, Field(description="That it is a scam.")]
    genuine: Annotated[Probability, Field(description="That it is genuine USPS correspondence.")]
    other: Annotated[Probability, Field(description="That it is honest and not from USPS.")]


class QuotedSpan(BaseModel):
    """A half-open range of characters, and what stands there."""

    field: Annotated[Literal["text", "sender"], Field(description="Which field of the request.", examples=["text"])]
    start: Annotated[int, Field(ge=0, description="First character, in Unicode code points from 0.", examples=[49])]
    end: Annotated[int, Field(ge=0, description="One past the last character.", examples=[67])]
    quote: Annotated[str, Field(description="The characters themselves.", examples=["usps.com-track.top/x"])]


class Fact(BaseModel):
    """Something known of genuine USPS correspondence, with where and when it was read."""

    id: Annotated[str, Field(description="Stable name of the fact.", examples=["official-domains"])]
    statement: Annotated[str, Field(description="The fact in words.", examples=["USPS uses usps.com and usps.gov."])]
    values: Annotated[
        list[str], Field(description="What is compared with, if any.", examples=[["usps.com", "usps.gov"]])
    ]
    source: Annotated[str, Field(description="Where it was read.", examples=["https://www.usps.com/text-tracking/"])]
    checked: Annotated[date, Field(description="The day it was last checked.", examples=["2026-11-20"])]
    expires: Annotated[date, Field(description="The day by which it is checked again.", examples=["2027-11-20"])]


class Evidence(BaseModel):
    """One item of a scorecard. The items of a scorecard sum exactly to its log-odds."""

    scorecard: Annotated[
        Literal["risk", "origin"],
        Field(description="`risk`: is it a scam; `origin`: if not, is it from USPS.", examples=["risk"]),
    ]
    source: Annotated[str, Field(description="`prior`, `wording` or the id of a rule.", examples=["lookalike_domain"])]
    title: Annotated[str, Field(description="What was found, in words.", examples=["A link imitates a USPS address."])]
    log_odds: Annotated[float, Field(description="By how much it moves the scorecard's log-odds.", examples=[2.31])]
    spans: Annotated[list[QuotedSpan], Field(description="Where it shows.")]
    fact: Annotated[Fact | None, Field(description="The fact that it rests on, if any.")]


class Counterfactual(BaseModel):
    """What the probabilities would be if one thing were otherwise."""

    change: Annotated[str, Field(description="What would be otherwise, in words.", examples=["from 28777"])]
    value: Annotated[str, Field(description="The other value.", examples=["28777"])]
    probabilities: Annotated[Probabilities, Field(description="The probabilities then.")]


class Model(BaseModel):
    """Which model, rules and facts gave the answer: the same message and model give the same answer."""

    version: Annotated[str, Field(description="Version of the scorecard.", examples=["2026.11.23"])]
    rules: Annotated[str, Field(description="Short digest of the rule ids.", examples=["3f1c2a9b7d10"])]
    facts: Annotated[str, Field(description="The day on which the newest fact was checked.", examples=["2026-11-20"])]
    digest: Annotated[str, Field(description="SHA-256 of the scorecard.", examples=["9f86d081884c7d65"])]


class CheckResponse(BaseModel):
    """The verdict on a message."""

    decision: Annotated[
        Decision,
        Field(
            description="`smishing`: a scam. `genuine`: consistent with genuine USPS correspondence (a sender can be "
            "faked). `other`: not from USPS, nothing in it looks like a scam. `uncertain`: not decided.",
            examples=["smishing"],
        ),
    ]
    headline: Annotated[
        str,
        Field(description="The answer in at most 90 characters.", examples=["Scam: this is not from USPS."]),
    ]
    probabilities: Annotated[Probabilities, Field(description="Calibrated probabilities.")]
    evidence: Annotated[
        list[Evidence],
        Field(
            default_factory=list,
            description="All evidence, both scorecards, each led by its prior. Left out where the request does not "
            "want it, and of a coarse answer.",
        ),
    ]
    lure: Annotated[
        Lure | None, Field(description="What the message dangles or threatens, if a rule tells.", examples=["address"])
    ]
    counterfactuals: Annotated[list[Counterfactual], Field(description="What would change the answer.")]
    question: Annotated[
        str | None,
        Field(description="What to ask when uncertain, else null.", examples=["Which number or address sent it?"]),
    ]
    advice: Annotated[list[str], Field(description="What to do now, in steps.", examples=[["Do not tap the link."]])]
    model: Annotated[Model, Field(description="What gave the answer.")]
    coarse: Annotated[
        bool,
        Field(
            description="True where the service rounds the probabilities for callers without a key; else left out.",
            examples=[True],
        ),
    ] = False


class Alive(BaseModel):
    """The process answers."""

    status: Annotated[Literal["alive"], Field(description="Always `alive`.")] = "alive"


class Ready(BaseModel):
    """The model is loaded and scores known messages rightly."""

    status: Annotated[Literal["ready"], Field(description="Always `ready`.")] = "ready"
    model: Annotated[Model, Field(description="What gives the answers.")]
