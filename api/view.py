"""Pages rendered from templates, in the reader's language."""

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.language import language_of
from api.pictures import is_installed
from api.texts import texts
from detector.phrases import Language

# The page's own script answers in place; without it the page works too. Nothing else may run, load or be asked.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
TEMPLATES = Environment(
    loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
TEMPLATES.globals["reads_pictures"] = is_installed
_OTHER: dict[Language, Language] = {"en": "es", "es": "en"}
_SENTENCES = {404: "not_found", 405: "not_allowed", 408: "too_slow", 429: "too_many", 503: "no_store"}


def render(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page from a template; `values` are its own beside the words and the language."""
    language = language_of(request)
    content = TEMPLATES.get_template(template).render(
        t=texts(language), language=language, other=_OTHER[language], base=base_of(request), **values
    )
    headers = {
        "Content-Language": language,
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Vary": "Accept-Language",
    }
    return HTMLResponse(content, status, headers)


def error_page(request: Request, status: int) -> Response:
    """A small page for an address that is not there, a wrong method, too many messages, or a fault."""
    errors = texts(language_of(request))["error"]
    return render(request, "error.html", status, sentence=errors[_SENTENCES.get(status, "broken")])


def base_of(request: Request) -> str:
    """The path under which a proxy shows the service, "" for none."""
    return str(request.scope.get("root_path", ""))
