"""What a program may ask of an answer, alike for one message, a batch and a mail."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from api.profiles import Profile, thresholds_of
from detector import verdict
from detector.phrases import Language

Share = Annotated[float, Field(ge=0, le=1, examples=[0.9])]


class Thresholds(BaseModel):
    """The probability that each decision needs. The first that is reached is the answer, else `uncertain`."""

    model_config = ConfigDict(extra="forbid")

    smishing: Annotated[Share, Field(description="What `smishing` needs; asked first.")]
    genuine: Annotated[Share, Field(description="What `genuine` needs; asked second.")]
    other: Annotated[Share, Field(description="What `other` needs; 0 never abstains.")]


def _instead_of_profile(value: Thresholds | None, info: ValidationInfo) -> Thresholds | None:
    if value is not None and info.data.get("profile") is not None:
        raise ValueError("cannot go with a profile; leave one of the two out")
    return value


class Reading(BaseModel):
    """How the answer is to be told. Fields that are not named are refused."""

    model_config = ConfigDict(extra="forbid")

    lang: Annotated[
        Language | None,
        Field(description="The language of the sentences; without it, what Accept-Language prefers.", examples=["en"]),
    ] = None
    profile: Annotated[
        Profile | None,
        Field(
            description="What the answer is used for. `consumer`, the default, has the thresholds that come with the "
            "model. `gateway` says `smishing` from 0.98 on, for programs that act alone. `analyst` never says "
            "`uncertain`: `smishing` from 0.33, else `genuine` from 0.5, else `other`.",
            examples=["consumer"],
        ),
    ] = None
    evidence: Annotated[
        bool,
        Field(description="Whether the answer holds the evidence; without it the answer is short.", examples=[True]),
    ] = True

    def chosen(self) -> verdict.Thresholds | None:
        """The thresholds that are asked for; None for those that come with the scorecard."""
        return thresholds_of(self.profile or Profile.CONSUMER)


class Options(Reading):
    """The same with thresholds of the caller's own."""

    thresholds: Annotated[
        Thresholds | None,
        AfterValidator(_instead_of_profile),
        Field(description="Thresholds of your own, instead of a profile."),
    ] = None

    def chosen(self) -> verdict.Thresholds | None:
        """The thresholds that are asked for; None for those that come with the scorecard."""
        return verdict.Thresholds(**dict(self.thresholds)) if self.thresholds else super().chosen()
