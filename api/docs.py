"""`GET /docs`: the API's page, with its script and style served from here, never from elsewhere."""

from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

# The one page with a script: the packaged Swagger UI, which asks this server for its description and what is tried out.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: the API</title>
<link rel="icon" href="{base}/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{base}/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="{base}/static/docs.css">
</head>
<body>
<main id="swagger-ui" data-openapi="{base}/openapi.json"></main>
<noscript>This page needs JavaScript; the same is in <a href="{base}/openapi.json">openapi.json</a>.</noscript>
<script src="{base}/docs/assets/swagger-ui-bundle.js"></script>
<script src="{base}/static/docs.js"></script>
</body>
</html>
"""


def add_docs(app: FastAPI) -> None:
    """Add `/docs` and its files to an app."""
    app.mount("/docs/assets", StaticFiles(directory=Path(str(files("fastapi_offline"))) / "static"), name="docs-assets")

    @app.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        content = _PAGE.format(title=app.title, base=request.scope.get("root_path", ""))
        return HTMLResponse(content, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
