"""The service: page, API and health, put together."""

from datetime import timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import problems
from api.about import about_router
from api.access import STORE_GONE, STORE_RETRY_SECONDS, Access, LimitError, limited
from api.adapters import adapters_router
from api.admin import Reloader, admin_router
from api.batch import MAX_BATCH, batch_router
from api.body import BodyLimit
from api.catalogue import catalogue_router
from api.champion import Watch
from api.check import MAX_BODY, check_router
from api.check_mail import mail_router
from api.deadline import Deadline
from api.described import describe_access
from api.docs import add_docs
from api.drift.route import drift_router
from api.drift.watch import DriftWatch
from api.headers import SecurityHeaders
from api.health import health_router
from api.install import install_router
from api.journal import REQUEST_ID, Journal
from api.keys import KeyRing
from api.lifespan import Task, lifespan_of
from api.limits import Limiter
from api.lines import lines_router
from api.live import LiveDetector, read_detector
from api.mail import MAX_MAIL
from api.metrics import metrics_router
from api.page import MAX_FORM, page_router
from api.page_picture import page_picture_router
from api.page_reports import page_reports_router
from api.phone import phone_router
from api.pictures import PictureReader
from api.pictures.reader import DEADLINE
from api.read_picture import picture_router
from api.reports import ReportDesk, reports_router
from api.review.decisions import Decisions
from api.review.drift import drift_page_router
from api.review.intake import Intake
from api.review.pages import Door, review_router
from api.review.safety import read_files
from api.review.sessions import Sessions
from api.review.train import train_router
from api.review.trainer import Trainer
from api.settings import Settings, read_settings
from api.store import Database, StoreError
from api.upload import MAX_UPLOAD
from api.view import error_page
from detector import Detector, InvalidMessageError

TITLE = "Postproof"
DESCRIPTION = """Tells genuine USPS correspondence from smishing, with reasons that add up.

Nothing that is sent here is logged or passed on, and no link is ever opened. Nothing is stored, unless it is reported
with consent to `/v1/reports`.
Errors are problem details (RFC 9457) and never repeat the message."""

_MAX_BODIES = {
    "/v1/check/batch": MAX_BATCH,
    "/v1/check/email": MAX_MAIL,
    "/v1/read-picture": MAX_UPLOAD,
    "/picture": MAX_UPLOAD,
    "/share": MAX_UPLOAD,
}


class Service(FastAPI):
    """A FastAPI app whose description gives problems under their own media type."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, made once."""
        if self.openapi_schema is None:
            schema = super().openapi()
            describe_access(schema)
            for operations in schema["paths"].values():
                for operation in operations.values():
                    _retype_problems(operation["responses"])
        return super().openapi()


def create_app(detector: Detector | None = None, settings: Settings | None = None) -> FastAPI:
    """The service with a detector, by default the one with the shipped scorecard, and the environment's settings.

    Raises `detector.ModelError` where the scorecard cannot be used, `api.settings.SettingsError`, and
    `api.packaged.PackagedError` for a file of the review.
    """
    settings = settings or read_settings()
    read_files()
    champion = Watch(settings.runs) if settings.runs else None
    read = partial(read_detector, settings.model, settings.runs)
    live = LiveDetector(detector or read())
    database = Database(settings.database_url)
    intake = Intake(database, lambda: live.now)
    desk = ReportDesk(database, intake, timedelta(days=settings.retention_days))
    reloader = Reloader(live, read)
    drift = DriftWatch(database, live.tally, lambda: live.model.version)
    beside: list[Task] = [drift.run, *([partial(champion.keep, reloader)] if champion else [])]
    app = Service(
        title=TITLE,
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan_of(database, intake, reloader, beside, drift.keep),
    )
    # Routes are asked in this order: the one that is asked for most comes first.
    app.include_router(check_router(live))
    app.include_router(page_router(live, settings.retention_days))
    app.include_router(page_reports_router(live, desk, settings.retention_days))
    pictures = PictureReader()
    app.include_router(install_router(live, pictures, settings.retention_days))
    app.include_router(about_router(live))
    app.include_router(phone_router())
    app.include_router(page_picture_router(pictures, settings.retention_days))
    app.include_router(batch_router(live))
    app.include_router(mail_router(live, settings.trusted_authserv_id))
    app.include_router(picture_router(pictures))
    app.include_router(catalogue_router(live))
    app.include_router(adapters_router(live))
    app.include_router(lines_router(live))
    app.include_router(reports_router(desk))
    app.include_router(admin_router(live, reloader))
    app.include_router(drift_router(drift))
    keys, limiter = KeyRing(database, settings.key_limit), Limiter(settings.redis_url)
    door = Door(Sessions(database, keys), limiter, settings.anonymous_limit)
    app.include_router(review_router(door, database, Decisions(database, intake), lambda: live.now))
    trainer = Trainer(settings.train_command, settings.runs, settings.train_data) if settings.runs else None
    if trainer:
        trainer.tidy()
    app.include_router(train_router(door, database, trainer, lambda: live.now))
    app.include_router(drift_page_router(door, drift))
    app.include_router(health_router(lambda: live.now))
    app.include_router(metrics_router())
    app.mount("/static", StaticFiles(directory=Path(str(files("api"))) / "static"), name="static")
    add_docs(app)
    app.exception_handler(HTTPException)(_refuse_http)
    app.exception_handler(RequestValidationError)(problems.invalid_request)
    app.exception_handler(problems.ProblemError)(problems.raised)
    app.exception_handler(InvalidMessageError)(problems.invalid_message)
    app.exception_handler(LimitError)(limited)
    app.exception_handler(StoreError)(store_gone)
    _add_middleware(app, settings, keys, limiter)
    return app


def _add_middleware(app: FastAPI, settings: Settings, keys: KeyRing, limiter: Limiter) -> None:
    """What every request goes through: the last that is added comes first."""
    app.add_middleware(BodyLimit, limit=max_body)
    app.add_middleware(Access, settings=settings, keys=keys, limiter=limiter, refuse=refuse_kind)
    app.add_middleware(Deadline, seconds=partial(max_seconds, settings.request_seconds), refuse=refuse_kind)
    app.add_middleware(Journal, refuse=refuse)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("Authorization", "Content-Type"),
            expose_headers=("RateLimit", "RateLimit-Policy", "Retry-After", REQUEST_ID),
        )
    app.add_middleware(SecurityHeaders)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[str(network) for network in settings.trusted_proxies])


def max_seconds(seconds: float, path: str) -> float:
    """How long a request may take: that of a picture as long as reading one may as well."""
    return seconds + (DEADLINE if _MAX_BODIES.get(path) == MAX_UPLOAD else 0)


def max_body(path: str) -> int:
    """How many bytes of a body are read for a path."""
    return _MAX_BODIES.get(path, MAX_BODY if path.startswith("/v1/") else MAX_FORM)


def refuse(request: Request, status: int, headers: dict[str, str] | None = None, detail: str = "") -> Response:
    """A refusal in the form that the asker reads: a page for a browser, a problem for a program."""
    response: Response
    if not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", ""):
        response = error_page(request, status)
    else:
        response = problems.of_status(status, detail)
    response.headers.update(headers or {})
    return response


def refuse_kind(request: Request, kind: problems.Kind, detail: str = "", *, headers: dict[str, str]) -> Response:
    """A refusal for a kind of problem, in the form that the asker reads."""
    if not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", ""):
        response = error_page(request, kind.status)
    else:
        response = problems.respond(kind, detail)
    response.headers.update(headers)
    return response


async def _refuse_http(request: Request, error: HTTPException) -> Response:
    # Other details are the framework's.
    detail = error.detail if error.status_code == problems.BODY_TOO_LARGE.status else ""
    return refuse(request, error.status_code, dict(error.headers or {}), detail)


async def store_gone(request: Request, _: Exception) -> Response:
    """The answer to a `StoreError`: when to come again."""
    return refuse_kind(request, STORE_GONE, headers={"Retry-After": str(STORE_RETRY_SECONDS)})


def _retype_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status >= "400":
            content = response["content"]
            content[problems.MEDIA_TYPE] = content.pop("application/json") | content.get(problems.MEDIA_TYPE, {})
