"""`GET /healthz` and `GET /readyz`: alive, and able to tell right from wrong."""

from collections.abc import Callable
from typing import NamedTuple

from fastapi import APIRouter

from api.problems import NOT_READY, ProblemError, described
from api.schema import Alive, Model, Ready
from detector import Decision, Detector, Message


class Known(NamedTuple):
    """A message whose decision is beyond doubt."""

    message: Message
    decision: Decision


KNOWN = (
    Known(
        Message(
            "USPS: your package is held at the warehouse because of an incorrect zip code. Confirm your address within "
            "12 hours: https://usps.com-redelivery.top/us (Reply Y, then reopen this message to open the link)",
            "+63 917 555 0101",
        ),
        Decision.SMISHING,
    ),
    Known(
        Message(
            "USPS 9400111899223818218407, Expected Delivery by: Tuesday, November 24, 2026 by 9:00pm. "
            "Arrived at USPS Regional Facility, DENVER CO 80266. Reply STOP to cancel",
            "28777",
        ),
        Decision.GENUINE,
    ),
)


def misjudged(detector: Detector) -> tuple[Decision, ...]:
    """The decisions that a detector does not reach for a known message."""
    return tuple(
        decision
        for message, decision in KNOWN
        if detector.check(message, counterfactuals=False).decision is not decision
    )


def health_router(in_use: Callable[[], Detector]) -> APIRouter:
    """The routes that say how the service is; `in_use` gives the detector that answers now."""
    router = APIRouter(tags=["health"])

    @router.head("/healthz", include_in_schema=False)
    @router.get("/healthz", operation_id="healthz", summary="Alive", response_description="The process answers.")
    async def healthz() -> Alive:
        """Says that the process answers; it asks nothing of the model."""
        return Alive()

    @router.head("/readyz", include_in_schema=False)
    @router.get(
        "/readyz",
        operation_id="readyz",
        summary="Ready",
        response_description="A known scam and a known genuine notice were both judged rightly.",
        responses=described(NOT_READY),
    )
    async def readyz() -> Ready:
        """Judges a known scam and a known genuine notice: ready means that both are judged rightly."""
        detector = in_use()
        if wrong := misjudged(detector):
            judged = " nor ".join(wrong)
            raise ProblemError(NOT_READY, f"A known message was not judged {judged}; put another scorecard in place.")
        return Ready(model=Model(**detector.model._asdict()))

    return router
