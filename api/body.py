"""How much of a request's body is read."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Middleware that stops reading a body at a limit: the route that reads it gets a 413 `HTTPException`.

    A body whose Content-Length is over the limit is not read at all. `limit` gives the bytes for a path. The connection
    is closed afterwards, since the rest of the body still lies in it.
    """

    def __init__(self, app: ASGIApp, limit: Callable[[str], int]) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limit(scope["path"])
        told = Headers(scope=scope).get("content-length", "")
        # The length is what is told, and after that what has come.
        length = int(told) if told.isascii() and told.isdigit() else 0
        come = 0

        async def receive_within_limit() -> Message:
            nonlocal come, length
            if length <= limit:
                message = await receive()
                come += len(message.get("body", b""))
                length = max(length, come)
                if length <= limit:
                    return message
            raise HTTPException(413, f"Send at most {limit:,} bytes; JSON as UTF-8 and not as \\u escapes.")

        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start" and length > limit:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self.app(scope, receive_within_limit, send_and_close)
