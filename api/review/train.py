"""`/review/train`: from accepted labels to another scorecard in use, and back."""

from collections.abc import Callable
from datetime import UTC, datetime

import anyio
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from api.export import accepted_rows
from api.review.job import Job
from api.review.pages import Door
from api.review.promotions import promotions, rolled_back
from api.review.sessions import Reviewer
from api.review.trainer import Trainer, TrainError
from api.review.view import render
from api.store import Database, Reports
from api.view import base_of
from detector import Detector
from detector.champion import champion

_MOST_CHANGES = 5
_EVER = datetime.min.replace(tzinfo=UTC)


def train_router(
    door: Door, database: Database, trainer: Trainer | None, detector: Callable[[], Detector]
) -> APIRouter:
    """The routes of the panel; without a trainer it says what is missing."""
    router = APIRouter(prefix="/review/train", include_in_schema=False)

    async def panel(request: Request, reviewer: Reviewer, mistake: str = "", status: int = 200) -> Response:
        waiting = await database.run(Reports(database).count_accepted, datetime.now(UTC))
        job, changes = (trainer.job(), promotions(trainer.runs)) if trainer else (Job(), ())
        return render(
            request,
            "train.html",
            reviewer,
            status,
            waiting=waiting,
            can_train=trainer is not None and trainer.can_train,
            job=job,
            back=rolled_back(changes, job.run),
            changes=changes[:_MOST_CHANGES],
            champion=champion(trainer.runs) if trainer else "",
            model=detector().model,
            mistake=mistake,
        )

    @router.get("")
    async def show(request: Request) -> Response:
        reviewer = await door.sessions.find(request)
        if reviewer is None:
            return render(request, "sign_in.html", None, mistake="")
        return await panel(request, reviewer)

    @router.post("")
    async def do(request: Request) -> Response:
        async def act(reviewer: Reviewer, fields: FormData) -> Response:
            try:
                await anyio.to_thread.run_sync(_do, trainer, database, detector(), reviewer.name, fields)
            except TrainError as error:
                return await panel(request, reviewer, str(error), 409)
            return RedirectResponse(f"{base_of(request)}/review/train", 303)

        return await door.enter(request, act)

    return router


def _do(trainer: Trainer | None, database: Database, detector: Detector, who: str, fields: FormData) -> None:
    asked = fields.get("do")
    if trainer is None:
        raise TrainError("Training is off. The operator sets POSTPROOF_RUNS and POSTPROOF_TRAIN_COMMAND.")
    if asked == "train":
        trainer.start(who, accepted_rows(database, detector, _EVER))
    elif asked == "promote":
        trainer.promote(who, again=fields.get("again") == "yes")
    elif asked == "rollback":
        trainer.rollback(who)
    else:
        raise HTTPException(400)
