"""`/review`: sign in, look at campaigns, decide on them. Works without JavaScript; the script only adds keys."""

import hmac
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qsl

import limits
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from api.access import address_of
from api.limits import Limiter
from api.other_sites import sent_by_another_site
from api.review.decisions import Decisions
from api.review.queue import PAGE, Filter, Listed, Whole, listed, whole
from api.review.record import NotDoneError, Seen
from api.review.sessions import Reviewer, Sessions, set_cookie
from api.review.view import render
from api.store import Campaign, Database
from api.view import base_of
from detector import Detector, Label

# As many reports as a page shows can be ticked at once.
_MAX_FIELDS = 100
_FORM = "application/x-www-form-urlencoded"
_MOST_ID = 2**31
# In the order of the keys 1, 2 and 3.
_BY_KEY = (Label.SMISHING, Label.GENUINE, Label.OTHER)
Act = Callable[[Reviewer, FormData], Awaitable[Response]]


class Shown(NamedTuple):
    """A page of the queue: the list, the campaign that is open, and those before and after it.

    `missing` is whether another campaign was asked for, which is there no more.
    """

    wanted: Filter
    queue: Listed
    whole: Whole | None
    before: int
    after: int
    missing: bool


class Door:
    """Lets in who has signed in, and forms that carry the token of their session."""

    def __init__(self, sessions: Sessions, limiter: Limiter, rate: str) -> None:
        self.sessions = sessions
        self._limiter = limiter
        self._rate = limits.parse(rate)

    async def may_try(self, request: Request) -> bool:
        """Whether an address may try another key."""
        return (await self._limiter.spend(self._rate, f"sign-in {address_of(request.scope)}", 1)).allowed

    async def enter(self, request: Request, act: Act) -> Response:
        """Do what a form asks, where somebody sent it who is signed in."""
        reviewer, fields = await self.sessions.find(request), await fields_of(request)
        if reviewer is None:
            return render(request, "sign_in.html", None, 403, mistake="Your session has ended. Sign in again.")
        if not hmac.compare_digest(str(fields.get("csrf", "")).encode(), reviewer.csrf.encode()):
            return render(request, "sign_in.html", None, 403, mistake="This form is out of date. Sign in again.")
        return await act(reviewer, fields)


def review_router(door: Door, database: Database, decisions: Decisions, detector: Callable[[], Detector]) -> APIRouter:
    """The routes of the review."""
    router = APIRouter(prefix="/review", include_in_schema=False)

    @router.get("")
    async def queue(request: Request) -> Response:
        reviewer = await door.sessions.find(request)
        if reviewer is None:
            return render(request, "sign_in.html", None, mistake="")
        wanted, at = Filter.of(request.query_params), _number(request.query_params.get("at", ""))
        shown = await database.run(_show, database, detector(), wanted, at, reviewer.name)
        said = request.query_params.get("said", "") or ("missing" if shown.missing else "")
        return render(request, "queue.html", reviewer, said=said, labels=_BY_KEY, page_size=PAGE, **shown._asdict())

    @router.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        fields = await fields_of(request)
        if sent_by_another_site(request):
            # Else somebody's decisions could be made under the name of another key.
            return render(request, "sign_in.html", None, 403, mistake="Another site sent this form. Sign in here.")
        if not await door.may_try(request):
            return render(request, "sign_in.html", None, 429, mistake="Too many keys were tried. Wait a minute.")
        token = await door.sessions.open(str(fields.get("key", "")).strip())
        if token is None:
            sentence = "This is no valid key with the scope review. Ask the operator for one."
            return render(request, "sign_in.html", None, 403, mistake=sentence)
        response = RedirectResponse(f"{base_of(request)}/review", 303)
        set_cookie(request, response, token)
        return response

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        async def end(_: Reviewer, __: FormData) -> Response:
            await door.sessions.close(request)
            response = RedirectResponse(f"{base_of(request)}/review", 303)
            set_cookie(request, response, "")
            return response

        return await door.enter(request, end)

    @router.post("/decide")
    async def decide(request: Request) -> Response:
        async def act(reviewer: Reviewer, fields: FormData) -> Response:
            # The form carries where to go on; where nothing was done, that is the campaign itself.
            goes_on = "at"
            try:
                said = await _decide(database, decisions, reviewer, fields)
            except NotDoneError as error:
                said, goes_on = error.why, "campaign"
            back, at = Filter.of(_pairs(str(fields.get("back", "")))), _number(str(fields.get(goes_on, "")))
            return RedirectResponse(f"{base_of(request)}/review?{back.query(said=said, at=at)}", 303)

        return await door.enter(request, act)

    return router


async def fields_of(request: Request) -> FormData:
    """The fields of a form. Raises `HTTPException` where it is none."""
    if not request.headers.get("content-type", "").startswith(_FORM):
        raise HTTPException(415)
    return await request.form(max_fields=_MAX_FIELDS)


async def _decide(database: Database, decisions: Decisions, reviewer: Reviewer, fields: FormData) -> str:
    """What a button of the campaign asks: `do` is a label, or what else it is called. Raises `NotDoneError`."""
    asked = str(fields.get("do", ""))
    if asked == "undo":
        await database.run(decisions.undo, reviewer.name)
        return "undone"
    campaign, seen = _number(str(fields.get("campaign", ""))), _seen(fields)
    if asked in set(Label):
        return await database.run(decisions.label, reviewer.name, campaign, Label(asked), seen)
    if asked == "reject":
        return await database.run(decisions.reject, reviewer.name, campaign, seen)
    if asked == "split":
        ids = [_number(str(value)) for value in fields.getlist("report")]
        return await database.run(decisions.split, reviewer.name, campaign, ids, seen)
    if asked == "merge":
        into = _number(str(fields.get("into", "")))
        return await database.run(decisions.merge, reviewer.name, campaign, into, seen)
    raise HTTPException(400)


def _show(database: Database, detector: Detector, wanted: Filter, at: int, reviewer: str) -> Shown:
    now = datetime.now(UTC)
    with database.session() as session:
        queue = listed(session, wanted, reviewer, now)
        ids = [row.campaign.id for row in queue.rows]
        chosen = session.get(Campaign, at) if at else None
        campaign = chosen or (queue.rows[0].campaign if queue.rows else None)
        place = ids.index(campaign.id) if campaign and campaign.id in ids else -1
        return Shown(
            wanted._replace(page=queue.page),
            queue,
            whole(session, campaign, detector, now) if campaign else None,
            before=ids[place - 1] if place > 0 else 0,
            after=ids[place + 1] if place + 1 < len(ids) else 0,
            missing=bool(at and not chosen),
        )


def _seen(fields: FormData) -> Seen:
    """What the page showed of the campaign. Raises `HTTPException` for a form that does not say it."""
    found = re.fullmatch(r"(\d{1,10})\.(\d{1,10})", str(fields.get("seen", "")), re.ASCII)
    if not found:
        raise HTTPException(400)
    return Seen(int(found[1]), int(found[2]))


def _pairs(query: str) -> dict[str, str]:
    return dict(parse_qsl(query[:500]))


def _number(written: str) -> int:
    """An id as written; 0, which nothing has, for what is none."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 11 else 0
    return number if number < _MOST_ID else 0
