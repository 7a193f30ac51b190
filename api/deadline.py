"""How long a request may take, from its headers to its answer."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Refuse
from api.problems import Kind

TIMED_OUT = Kind(
    408,
    "timed-out",
    "The request took too long",
    "Send the body without pauses, or try again when there is less to do.",
)


class Deadline:
    """Middleware that gives up on a request after the seconds of its path, such as one whose body never ends.

    The connection is closed then, since the rest of the body may still come.
    """

    def __init__(self, app: ASGIApp, seconds: Callable[[str], float], refuse: Refuse) -> None:
        self.app = app
        self._seconds = seconds
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            async with asyncio.timeout(self._seconds(scope["path"])) as limit:
                await self.app(scope, receive, send_noting)
        except TimeoutError:
            if begun or not limit.expired():
                raise
            response = self._refuse(Request(scope), TIMED_OUT, headers={"Connection": "close"})
            await response(scope, receive, send)
