"""What makes the page an app on a phone: manifest, service worker, offline page, and what other apps share to it."""

from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.language import language_of
from api.page import Form, Page, checked, fields_of, show
from api.page_picture import read_into_form
from api.pictures import PictureReader, is_installed
from api.texts import texts
from api.upload import bytes_in
from api.view import CONTENT_SECURITY_POLICY, base_of
from detector import Detector

_ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-mask.png", "512x512", "maskable"),
)
_COLOUR = "#1c4f9c"
_GROUND = "#fbfaf7"


def install_router(detector: Detector, reader: PictureReader, days: int) -> APIRouter:
    """The routes that a phone asks when the page is installed, and of what is shared to it."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/manifest.webmanifest", methods=["GET", "HEAD"])
    async def manifest(request: Request) -> Response:
        return JSONResponse(_manifest(request), media_type="application/manifest+json")

    @router.api_route("/service-worker.js", methods=["GET", "HEAD"])
    async def service_worker() -> Response:
        # Not below /static, because a service worker sees only addresses beside and below its own.
        script = files("api").joinpath("static", "service-worker.js").read_bytes()
        return Response(
            script, media_type="text/javascript", headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        )

    @router.api_route("/offline", methods=["GET", "HEAD"])
    async def offline(request: Request) -> Response:
        return show(request, Page(offline=True, days=days))

    @router.api_route("/share", methods=["GET", "HEAD", "POST"])
    async def share(request: Request) -> Response:
        home = f"{base_of(request)}/?lang={language_of(request)}"
        if request.method != "POST":
            return RedirectResponse(home, 303)
        async with fields_of(request, max_files=1) as fields:
            if picture := await bytes_in(fields, "picture"):
                return await read_into_form(request, reader, picture, Form(), days)
            parts = dict.fromkeys(str(fields.get(name, "")).strip() for name in ("title", "text", "url"))
            text = "\n".join(part for part in parts if part)
        if not text:
            return RedirectResponse(home, 303)
        return checked(request, detector, Form(text), days)

    return router


def _manifest(request: Request) -> dict[str, object]:
    language, base = language_of(request), base_of(request)
    words = texts(language)["page"]
    params: dict[str, object] = {"title": "title", "text": "text", "url": "url"}
    # A phone offers to share pictures only where they are read.
    if is_installed():
        params["files"] = [{"name": "picture", "accept": ["image/png", "image/jpeg", "image/webp"]}]
    return {
        "id": f"{base}/",
        "name": f"{words['home']}: {words['title']}",
        "short_name": words["home"],
        "description": words["description"],
        "lang": language,
        "start_url": f"{base}/?lang={language}",
        "scope": f"{base}/",
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": _COLOUR,
        "icons": [
            {"src": f"{base}/static/{name}", "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in _ICONS
        ],
        "share_target": {
            "action": f"{base}/share?lang={language}",
            # Not GET: a message in an address would stay in logs and histories.
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": params,
        },
    }
