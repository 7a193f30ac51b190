import pytest
from starlette.testclient import TestClient

PATHS = [
    "/",
    "/v1/check",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/docs",
    "/about",
    "/iphone",
    "/offline",
    "/picture",
    "/share",
    "/report",
    "/review",
    "/review/train",
    "/review/drift",
    "/manifest.webmanifest",
    "/service-worker.js",
    "/docs/assets/swagger-ui.css",
    "/static/page.css",
    "/none",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_response_is_guarded(client: TestClient, path: str, method: str) -> None:
    headers = client.request(method, path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/readyz", "/none", "/v1/rules", "/static/page.css"])
def test_only_pages_allow_a_script(client: TestClient, path: str) -> None:
    assert "script-src" not in client.get(path).headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/offline", "/service-worker.js"])
def test_pages_allow_our_script_alone(client: TestClient, path: str) -> None:
    assert "script-src 'self';" in client.get(path).headers["content-security-policy"]


def test_answers_are_never_kept(client: TestClient, scam: str) -> None:
    assert client.post("/", data={"text": scam}).headers["cache-control"] == "no-store"
    assert client.post("/v1/check", json={"text": scam}).headers["cache-control"] == "no-store"
    assert client.post("/v1/check", json={}).headers["cache-control"] == "no-store"


def test_files_are_asked_for_again(client: TestClient) -> None:
    first = client.get("/static/page.css")
    assert first.headers["cache-control"] == "no-cache"
    assert client.get("/static/page.css", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
