"""Which form of an answer the Accept header asks for."""

from functools import lru_cache

import mimeparse
from fastapi import Request

from api.problems import NOT_ACCEPTABLE, ProblemError

JSON = "application/json"
TEXT = "text/plain"
MAX_HEADER = 1000


def accepted(request: Request, *forms: str) -> str:
    """The media type of `forms` that the asker prefers; the last of them where nothing is preferred.

    Raises `ProblemError` (406) where none is accepted. A header that cannot be read counts as none.
    """
    header = ",".join(request.headers.getlist("accept"))[:MAX_HEADER].lower()
    if not header.strip(" ,"):
        return forms[-1]
    best = _best(forms, header)
    if not best:
        raise ProblemError(NOT_ACCEPTABLE, f"Accept {' or '.join(reversed(forms))}.")
    return best


# A program sends the same header each time.
@lru_cache(maxsize=256)
def _best(forms: tuple[str, ...], header: str) -> str:
    try:
        best: str = mimeparse.best_match(forms, header)
    except (mimeparse.MimeTypeParseException, ValueError):
        return forms[-1]
    return best
