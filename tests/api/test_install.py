import re
import struct
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pictures import is_installed
from api.settings import Settings
from api.texts import texts
from tests.api.conftest import sqlite_in

STATIC = files("api").joinpath("static")
PICTURE = {"picture": ("shot.png", b"\x89PNG", "image/png")}


@pytest.mark.parametrize(("lang", "word"), [("en", "Paste"), ("es", "Pegue")])
def test_manifest(client: TestClient, lang: str, word: str) -> None:
    response = client.get(f"/manifest.webmanifest?lang={lang}")
    manifest = response.json()
    assert response.headers["content-type"] == "application/manifest+json"
    assert manifest["lang"] == lang
    assert manifest["description"].startswith(word)
    assert manifest["share_target"]["method"] == "POST"
    assert manifest["share_target"]["params"].keys() >= {"title", "text", "url"}
    assert client.get(manifest["start_url"]).status_code == 200
    # What names the colours is the style of the page.
    assert f"--ground: {manifest['background_color']};" in STATIC.joinpath("page.css").read_text()


def test_icons_are_as_large_as_the_manifest_says(client: TestClient) -> None:
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in icons:
        content = client.get(icon["src"]).content
        width, height = struct.unpack(">II", content[16:24])
        assert content.startswith(b"\x89PNG")
        assert icon["sizes"] == f"{width}x{height}"


def test_service_worker_may_see_the_whole_page(client: TestClient) -> None:
    response = client.get("/service-worker.js")
    assert response.headers["content-type"].startswith("text/javascript")
    for path in re.findall(r'"(static/[\w./-]+|offline\?lang=\w+)"', response.text):
        assert client.get(f"/{path}").status_code == 200


def test_offline_page_says_so(client: TestClient) -> None:
    assert 'id="offline"' in client.get("/offline?lang=es").text
    assert 'id="offline"' not in client.get("/").text


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Pay at usps.com-redelivery.top/us"},
        {"title": "USPS", "text": "Pay at", "url": "https://usps.com-redelivery.top/us"},
    ],
)
def test_shared_text_is_checked(client: TestClient, fields: dict[str, str]) -> None:
    response = client.post("/share", data=fields, files={"picture": ("", b"", "image/png")})
    assert response.status_code == 200
    assert 'class="answer smishing"' in response.text
    assert all(part in response.text for part in fields.values())


@pytest.mark.skipif(not is_installed(), reason="the extra 'ocr' is not installed")
def test_shared_picture_is_read_where_it_arrives(client: TestClient) -> None:
    assert client.get("/manifest.webmanifest").json()["share_target"]["params"]["files"][0]["name"] == "picture"
    response = client.post("/share?lang=es", files=PICTURE, follow_redirects=False)
    assert (response.status_code, 'id="picture-error"' in response.text) == (422, True)


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_no_picture_is_asked_for_and_one_is_refused(client: TestClient) -> None:
    assert "files" not in client.get("/manifest.webmanifest").json()["share_target"]["params"]
    response = client.post("/share?lang=es", files=PICTURE, follow_redirects=False)
    assert response.status_code == 501
    assert f'id="text-error">{texts("es")["picture"]["unread"]}' in response.text


@pytest.mark.skipif(not is_installed(), reason="the extra 'ocr' is not installed")
@pytest.mark.parametrize("path", ["/share", "/picture"])
def test_a_picture_counts_once(tmp_path: Path, path: str) -> None:
    """Five messages, whether it is shared or chosen; what is refused for the limit counts for nothing more."""
    settings = Settings(database_url=sqlite_in(tmp_path), anonymous_limit="12/minute")
    client = TestClient(create_app(settings=settings))
    told = [client.post(path, files=PICTURE, headers={"Accept": "text/html"}) for _ in range(3)]
    assert [response.status_code for response in told] == [422, 422, 429]
    assert [re.findall(r"r=(\d+)", response.headers["ratelimit"]) for response in told[:2]] == [["7"], ["2"]]
    assert texts("en")["error"]["too_many"] in told[2].text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_shared_is_the_empty_page(client: TestClient, method: str) -> None:
    response = client.request(method, "/share?lang=es", data={"text": " "} if method == "POST" else None)
    assert response.status_code == 200
    assert response.url.path == "/"
    assert '<html lang="es">' in response.text


def test_shared_nonsense_is_refused(client: TestClient) -> None:
    assert client.post("/share", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
