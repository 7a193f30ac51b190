"""Who asks, what they may, and how often: decided before anything of a body is read."""

from ipaddress import IPv6Address, ip_address
from typing import Protocol

import limits
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.keys import Caller, KeyRing
from api.limits import Limiter
from api.metrics import LIMITED
from api.problems import Kind
from api.scopes import Scope as Right
from api.scopes import scope_of
from api.settings import Settings
from api.store import StoreError
from api.windows import Left

NO_KEY = Kind(401, "no-valid-key", "A valid key is needed", "Send the header 'Authorization: Bearer' with a valid key.")
NOT_ALLOWED = Kind(403, "not-allowed", "The key does not allow this", "Use a key with the scope that is named.")
TOO_MANY = Kind(429, "too-many-requests", "Too many messages", "Wait as long as the Retry-After header says.")
STORE_GONE = Kind(
    503, "store-unavailable", "What is stored cannot be reached", "Nothing was changed. Try again after Retry-After."
)
STORE_RETRY_SECONDS = 30
_ALLOWANCE = "postproof.allowance"
_NOBODY = "unknown"


class Refuse(Protocol):
    """Makes the response for a kind of problem, in the form that the asker reads."""

    def __call__(self, request: Request, kind: Kind, detail: str = "", *, headers: dict[str, str]) -> Response:
        """The response."""
        ...


class LimitError(Exception):
    """Raised by a route that was asked for more messages than its caller has left; `headers` say when to come again."""

    def __init__(self, detail: str, headers: dict[str, str]) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers


class Allowance:
    """What the caller of a request may still ask."""

    def __init__(self, limiter: Limiter, caller: Caller, who: str) -> None:
        self.caller = caller
        self._limiter = limiter
        self.who = who
        self.left: Left | None = None

    async def spend(self, messages: int) -> bool:
        """Count messages, and say whether they were within the limit."""
        self.left = await self._limiter.spend(self.caller.rate, self.who, messages)
        if not self.left.allowed:
            LIMITED.labels("key" if self.caller.name else "anonymous").inc()
        return self.left.allowed

    def headers(self) -> dict[str, str]:
        """The RateLimit fields (draft-ietf-httpapi-ratelimit-headers)."""
        if self.left is None:
            return {}
        rate, policy = self.caller.rate, "key" if self.caller.name else "anonymous"
        told = {
            "RateLimit-Policy": f'"{policy}";q={rate.amount};w={rate.get_expiry()}',
            "RateLimit": f'"{policy}";r={self.left.messages};t={self.left.seconds}',
        }
        return told if self.left.allowed else told | {"Retry-After": str(self.left.seconds)}


def caller_of(request: Request) -> Caller:
    """Who sent a request that asks for a scope."""
    return _allowance(request).caller


def asker_of(scope: Scope) -> str:
    """What a caller is told apart by: the name of the key, else the address."""
    allowance: Allowance | None = scope.get(_ALLOWANCE)
    return allowance.who if allowance else address_of(scope)


async def charge(request: Request, messages: int) -> None:
    """Count messages beyond the first of a request. Raises `LimitError` where the caller has too few left."""
    allowance = _allowance(request)
    if messages > 0 and not await allowance.spend(messages):
        amount = allowance.caller.rate.amount
        split = f" Send at most {amount - 1:,} in one batch, or use a key with a higher limit."
        raise LimitError(TOO_MANY.detail + (split if messages >= amount else ""), allowance.headers())


def _allowance(request: Request) -> Allowance:
    allowance: Allowance = request.scope[_ALLOWANCE]
    return allowance


class Access:
    """Middleware that refuses who may not ask, or asks too often, and tells others what they have left."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: KeyRing, limiter: Limiter, refuse: Refuse) -> None:
        self.app = app
        self._settings = settings
        self._keys = keys
        self._limiter = limiter
        self._refuse = refuse
        self._anonymous = Caller("", settings.anonymous_scopes, limits.parse(settings.anonymous_limit))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        right = self._right(scope) if scope["type"] == "http" else None
        if right is None:
            await self.app(scope, receive, send)
            return
        allowance = Allowance(self._limiter, self._anonymous, address_of(scope))
        refusal = await self._refusal(scope, right, allowance)
        if refusal:
            kind, detail, headers = refusal
            response = self._refuse(Request(scope), kind, detail, headers=allowance.headers() | headers)
            await response(scope, receive, send)
            return

        async def send_with_limit(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(scope[_ALLOWANCE].headers())
            await send(message)

        await self.app(scope, receive, send_with_limit)

    def _right(self, scope: Scope) -> Right | None:
        if scope["path"] == "/metrics":
            return None if self._may_measure(scope) else Right.ADMIN
        return scope_of(scope["method"], scope["path"])

    async def _refusal(
        self, scope: Scope, right: Right, allowance: Allowance
    ) -> tuple[Kind, str, dict[str, str]] | None:
        """Why a request is refused, if it is; else its allowance stands in its scope."""
        authorization = Headers(scope=scope).get("authorization")
        if authorization is not None:
            name, _, secret = authorization.partition(" ")
            if name.lower() != "bearer" or not secret.isascii():
                return NO_KEY, "", _CHALLENGE
            caller = self._keys.remembered(secret)
            if caller is None:
                # Who tries out keys spends what an address has without one.
                if not await allowance.spend(1):
                    return TOO_MANY, "", {}
                try:
                    caller = await self._keys.ask(secret)
                except StoreError:
                    return self._without_store(scope, right, allowance)
            if caller is None:
                return NO_KEY, "", _CHALLENGE
            allowance = Allowance(self._limiter, caller, f"key {caller.name}")
        return await self._within(scope, right, allowance)

    def _without_store(
        self, scope: Scope, right: Right, allowance: Allowance
    ) -> tuple[Kind, str, dict[str, str]] | None:
        """A key that cannot be looked up now counts as none."""
        if right in allowance.caller.scopes:
            self._admit(scope, allowance)
            return None
        return STORE_GONE, "", {"Retry-After": str(STORE_RETRY_SECONDS)}

    async def _within(
        self, scope: Scope, right: Right, allowance: Allowance
    ) -> tuple[Kind, str, dict[str, str]] | None:
        if right not in allowance.caller.scopes:
            if not allowance.caller.name:
                return NO_KEY, f"This needs a key with the scope {right}. {NO_KEY.detail}", _CHALLENGE
            return NOT_ALLOWED, f"This needs a key with the scope {right}.", {}
        if not await allowance.spend(1):
            return TOO_MANY, "", allowance.headers()
        self._admit(scope, allowance)
        return None

    def _admit(self, scope: Scope, allowance: Allowance) -> None:
        """Let a request in, and say whether its scores are to be coarse."""
        scope[_ALLOWANCE] = allowance
        if self._settings.coarse_anonymous and not allowance.caller.name:
            scope.setdefault("state", {})["coarse"] = True

    def _may_measure(self, scope: Scope) -> bool:
        """Whether a request comes from an address that may read metrics, and not through an unknown proxy."""
        if Headers(scope=scope).get("x-forwarded-for") and not self._settings.trusted_proxies:
            return False
        try:
            address = ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        return any(address in network for network in self._settings.metrics_from)


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="postproof"'}


def address_of(scope: Scope) -> str:
    """What anonymous callers are told apart by: the address, of IPv6 the first half, which is one customer's."""
    client = scope.get("client")
    if not client:
        return _NOBODY
    if ":" not in client[0]:
        return str(client[0])
    try:
        return str(IPv6Address(int(IPv6Address(client[0].partition("%")[0])) >> 64 << 64))
    except ValueError:
        return _NOBODY


async def limited(_: Request, error: Exception) -> Response:
    """The answer to a `LimitError`."""
    headers = error.headers if isinstance(error, LimitError) else {}
    response = problems.respond(TOO_MANY, str(error))
    response.headers.update(headers)
    return response
