"""`/review/train`: from accepted labels to another scorecard in use, and back; the report of each run."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import anyio
import fastapi
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
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
# A report stands alone: its style and plots are in it, and nothing in it runs, loads or is sent.
_REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"
Run = Annotated[str, fastapi.Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


def train_router(
    door: Door, database: Database, trainer: Trainer | None, detector: Callable[[], Detector]
) -> APIRouter:
    """The routes of the panel; without a trainer it says what is missing."""
    router = APIRouter(prefix="/review/train", include_in_schema=False)

    async def panel(request: Request, reviewer: Reviewer, mistake: str = "", status: int = 200) -> Response:
        waiting = await database.run(Reports(database).count_accepted, datetime.now(UTC))
        job, changes = (trainer.job(), promotions(trainer.runs)) if trainer else (Job(), ())
        in_use = champion(trainer.runs) if trainer else ""
        named = {in_use, job.run, *(run for change in changes for run in (change.run, change.previous))}
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
            reported={run for run in named if _report(trainer, run)},
            champion=in_use,
            model=detector().model,
            mistake=mistake,
        )

    @router.get("")
    async def show(request: Request) -> Response:
        reviewer = await door.sessions.find(request)
        if reviewer is None:
            return render(request, "sign_in.html", None, mistake="")
        return await panel(request, reviewer)

    @router.get("/runs/{run}")
    async def report(request: Request, run: Run) -> Response:
        if await door.sessions.find(request) is None:
            return render(request, "sign_in.html", None, mistake="")
        file = _report(trainer, run)
        if file is None:
            raise HTTPException(404)
        return HTMLResponse(file.read_text("utf-8"), headers={"Content-Security-Policy": _REPORT_POLICY})

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


def _report(trainer: Trainer | None, run: str) -> Path | None:
    """The report of a run, if there is one; a run appears whole or not at all."""
    file = trainer.runs / run / "report.html" if trainer and run else None
    return file if file and file.is_file() else None


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
