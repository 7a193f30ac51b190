"""The review's pages rendered from its own templates; they are for analysts, and in English alone."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, PackageLoader

from api.review.sessions import Reviewer
from api.review.words import moment, plural
from api.texts import texts
from api.view import CONTENT_SECURITY_POLICY, TEMPLATES, base_of

SHARED = TEMPLATES.loader
_TEMPLATES = TEMPLATES.overlay(loader=ChoiceLoader([PackageLoader("api.review"), *([SHARED] if SHARED else [])]))
# A mapping of its own: an overlay shares that of the pages for everybody.
_TEMPLATES.filters = {**_TEMPLATES.filters, "plural": plural, "moment": moment}


def render(
    request: Request, template: str, reviewer: Reviewer | None, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page of the review for a reviewer, None for somebody who has not signed in."""
    content = _TEMPLATES.get_template(template).render(
        t=texts("en"), language="en", base=base_of(request), reviewer=reviewer, **values
    )
    return HTMLResponse(content, status, {"Content-Language": "en", "Content-Security-Policy": CONTENT_SECURITY_POLICY})
