"""Whether the page of another site made a browser send a request, which browsers tell in `Sec-Fetch-Site`."""

from fastapi import Request


def sent_by_another_site(request: Request) -> bool:
    """Whether another site sent it; what tells nothing is an old browser or no browser at all."""
    return request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
