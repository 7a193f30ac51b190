"""What the OpenAPI description says of keys and limits, for every operation at once."""

from typing import Any

from api.access import NO_KEY, NOT_ALLOWED, TOO_MANY
from api.deadline import TIMED_OUT
from api.problems import described
from api.scopes import Scope, scope_of

_REFUSALS = (NO_KEY, NOT_ALLOWED, TIMED_OUT, TOO_MANY)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_OPERATOR = frozenset((Scope.ADMIN, Scope.REVIEW))
_HEADERS = {
    "RateLimit-Policy": "The limit: q messages in w seconds.",
    "RateLimit": "What is left: r messages now, more in t seconds.",
}


def describe_access(schema: dict[str, Any]) -> None:
    """Add the key, the refusals and the RateLimit fields to the operations that they concern."""
    schema["components"].setdefault("securitySchemes", {})["key"] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of this service, made by its operator; without one a low limit holds.",
    }
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            scope = scope_of(method.upper(), path)
            if scope is None:
                continue
            operation["security"] = [{"key": []}] if scope in _OPERATOR else [{"key": []}, {}]
            operation["description"] += f"\n\nA key needs the scope `{scope}`."
            for status, response in operation["responses"].items():
                if status < "400":
                    response.setdefault("headers", {}).update(_headers())
            refusals = {str(status): _told(response) for status, response in described(*_REFUSALS).items()}
            operation["responses"] = dict(sorted((refusals | operation["responses"]).items()))


def _told(response: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": _PROBLEM}}
    return {"description": response["description"], "content": content | response["content"]}


def _headers() -> dict[str, Any]:
    return {name: {"description": told, "schema": {"type": "string"}} for name, told in _HEADERS.items()}
