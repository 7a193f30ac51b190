"""Which language a person reads: what the address says, else what the browser prefers."""

import re
from functools import lru_cache

from fastapi import Request

from detector.phrases import LANGUAGES, Language

_WISH = re.compile(r"\s*([a-z]{1,8})(?:-[a-z0-9-]{1,40})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE)
MAX_HEADER = 1000


def preferred(header: str) -> Language:
    """The language of an Accept-Language header that weighs most; English where none of ours is named."""
    return _preferred(header[:MAX_HEADER])


# A browser or program sends the same header each time.
@lru_cache(maxsize=256)
def _preferred(header: str) -> Language:
    best: Language = "en"
    most = 0.0
    for wish in header.split(","):
        match = _WISH.fullmatch(wish)
        if not match:
            continue
        weight = float(match[2] or 1)
        for language in LANGUAGES:
            if match[1].lower() == language and weight > most:
                best, most = language, weight
    return best


def language_of(request: Request) -> Language:
    """The language of a request to the page: `?lang=` decides, else the browser's preference."""
    said = request.query_params.get("lang")
    for language in LANGUAGES:
        if said == language:
            return language
    return preferred(request.headers.get("accept-language", ""))


def language_for(request: Request, said: Language | None) -> Language:
    """The language of an answer to a program: what the request says, else what Accept-Language prefers."""
    return said or preferred(request.headers.get("accept-language", ""))
