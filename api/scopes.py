"""What a key may be for, and which of it each address asks for."""

from enum import StrEnum


class Scope(StrEnum):
    """What a caller may do."""

    CHECK = "check"
    BATCH = "batch"
    REPORT = "report"
    REVIEW = "review"
    ADMIN = "admin"


_FORMS = {
    "/": Scope.CHECK,
    "/share": Scope.CHECK,
    "/picture": Scope.CHECK,
    "/report": Scope.REPORT,
    "/report/delete": Scope.REPORT,
}
# The longest prefix counts.
_BY_PREFIX = (
    ("/v1/check/batch", Scope.BATCH),
    ("/v1/check", Scope.CHECK),
    ("/v1/read-picture", Scope.CHECK),
    ("/v1/adapters", Scope.CHECK),
    ("/v1/rules", Scope.CHECK),
    ("/v1/facts", Scope.CHECK),
    ("/v1/model", Scope.CHECK),
    ("/v1/reports", Scope.REPORT),
    ("/v1/review", Scope.REVIEW),
    ("/v1/admin", Scope.ADMIN),
)


def scope_of(method: str, path: str) -> Scope | None:
    """The scope that a request needs; None for what is open to all and not counted.

    The forms of the page check and report messages too, and are counted as such.
    """
    if path in _FORMS:
        return _FORMS[path] if method == "POST" else None
    for prefix, scope in _BY_PREFIX:
        if path == prefix or path.startswith(prefix + "/"):
            return scope
    return None
