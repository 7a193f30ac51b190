"""The log of the service: one line a request that holds nothing a person typed, and faults without their content."""

import logging
import secrets
import time
import traceback
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import count_request

LOGGER = logging.getLogger("postproof.api")
FRAMES = 6
_LINE = "%s %s %d %.1f ms %s"
REQUEST_ID = "X-Request-ID"
_REQUEST_ID = REQUEST_ID.lower().encode()
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Journal:
    """Middleware that logs and counts method, route, status and time, and answers a fault with `refuse`.

    Each request gets an id of ours, in the log and in the answer; one that is sent is not taken, it may say anything.
    The path is logged only as the route that it matched, never as it was asked for, and neither are query, body,
    headers or address. Of an error its kind and place are logged, never its message, which may quote a text.
    """

    def __init__(self, app: ASGIApp, refuse: Callable[[Request, int], Response]) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0
        request_id = secrets.token_hex(8)
        began = time.perf_counter()

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (_REQUEST_ID, request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_noting_status)
        except ClientDisconnect:
            LOGGER.info("the client left before its request was whole", extra={"request_id": request_id})
        # The one place where everything is caught: what escapes from here would be logged with its message.
        except Exception as error:
            LOGGER.error("%s at %s", type(error).__name__, place_of(error), extra={"request_id": request_id})
            if not status:
                await self.refuse(Request(scope), 500)(scope, receive, send_noting_status)
        seconds = time.perf_counter() - began
        method, route = scope["method"] if scope["method"] in _METHODS else "other", route_of(scope)
        count_request(route, method, status, seconds)
        fields = {"request_id": request_id, "method": method, "route": route, "status": status, "seconds": seconds}
        if LOGGER.isEnabledFor(logging.INFO):
            told = (method, route, status, 1000 * seconds, request_id)
            # Not `info`, which walks the stack for the place in the code: it is always this one.
            LOGGER.handle(LOGGER.makeRecord(LOGGER.name, logging.INFO, "", 0, _LINE, told, None, extra=fields))


def route_of(scope: Scope) -> str:
    """The route or the folder of files that a request matched, as it is declared; "unknown" for any other."""
    return getattr(scope.get("route"), "path", None) or scope.get("root_path") or "unknown"


def place_of(error: Exception) -> str:
    """Where an error was raised: files, lines and functions, innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
