"""`POST /v1/read-picture` and `POST /picture`, with QR codes, refusals and the extra missing."""

import asyncio
import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.pictures import BusyError, PictureError, PictureReader, is_installed
from api.texts import texts

if not is_installed():
    pytest.skip("needs the extra ocr", allow_module_level=True)

import zxingcpp
from PIL import Image

from tests.api.pictures.drawn import STYLES, drawn, encoded

PATH = "/v1/read-picture"
SENDER = "+63 917 555 0101"
TEXT = "USPS: your parcel is held. Pay at https://usps.com-track.top/x today"
TARGET = "https://usps-redelivery.top/qr?id=7"
PNG = {"Content-Type": "image/png"}


@pytest.fixture(scope="module")
def screenshot() -> bytes:
    return encoded(drawn(STYLES[0], SENDER, [("left", TEXT)]))


@pytest.fixture(scope="module")
def flyer() -> bytes:
    """A screenshot with a QR code in it."""
    image = drawn(STYLES[0], "USPS", [("left", "Your parcel is held. Scan to pay the fee.")])
    code = zxingcpp.create_barcode(TARGET, zxingcpp.BarcodeFormat.QRCode)
    square = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=8)).convert("RGB")
    image.paste(square, (200, 600))
    return encoded(image, 70)


def problem(client: TestClient, content: bytes, content_type: str = "image/png") -> tuple[int, str]:
    response = client.post(PATH, content=content, headers={"Content-Type": content_type})
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["type"].rpartition(":")[2]


def test_a_raw_picture_and_a_form_are_read_alike(client: TestClient, screenshot: bytes) -> None:
    raw = client.post(PATH, content=screenshot, headers=PNG).json()
    assert raw == client.post(PATH, files={"picture": ("x.png", screenshot)}).json()
    assert (raw["text"], raw["sender"], raw["qr"]) == (TEXT, SENDER, [])
    assert 0.9 < raw["confidence"] <= 1
    assert {line["role"] for line in raw["lines"]} == {"message", "sender", "screen"}


def test_the_target_of_a_qr_code_is_checked_like_a_link(client: TestClient, flyer: bytes) -> None:
    told = client.post(PATH, content=flyer, headers={"Content-Type": "image/jpeg"}).json()
    assert told["qr"] == [TARGET]
    assert told["text"] == f"Your parcel is held. Scan to pay the fee.\n{TARGET}"
    checked = client.post("/v1/check", json={"text": told["text"], "sender": told["sender"]}).json()
    assert checked["decision"] == "smishing"


@pytest.mark.parametrize(
    ("content", "content_type", "status", "kind"),
    [
        (b"", "image/png", 422, "invalid-picture"),
        (b"Not a picture", "image/png", 422, "invalid-picture"),
        (encoded(Image.new("RGB", (300, 300), "white")), "image/png", 422, "invalid-picture"),
        (encoded(Image.effect_noise((300, 300), 20))[:-900], "image/png", 422, "invalid-picture"),
        (encoded(Image.new("1", (8000, 5000))), "image/png", 413, "body-too-large"),
        (b"x" * (11 * 1024 * 1024), "image/png", 413, "body-too-large"),
        (b"x", "text/plain", 415, "wrong-content-type"),
        (b"x", "multipart/form-data", 422, "invalid-picture"),
    ],
)
def test_refused(client: TestClient, content: bytes, content_type: str, status: int, kind: str) -> None:
    assert problem(client, content, content_type) == (status, kind)


def test_the_page_shows_what_was_read_for_correction(client: TestClient, screenshot: bytes) -> None:
    page = client.post("/picture?lang=es", files={"picture": ("x.png", screenshot)}).text
    assert f"\n{TEXT}</textarea>" in page
    assert f'value="{SENDER}"' in page
    assert texts("es")["picture"]["read"] in page
    assert 'class="answer' not in page


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"Not a picture", 422, "unknown"),
        (encoded(Image.new("RGB", (300, 300), "white")), 422, "wordless"),
        (encoded(Image.new("1", (8000, 5000))), 413, "large"),
        (b"x" * (11 * 1024 * 1024), 413, "heavy"),
    ],
)
def test_the_page_says_what_is_wrong(client: TestClient, content: bytes, status: int, word: str) -> None:
    response = client.post("/picture", files={"picture": ("x.png", content)})
    assert (response.status_code, texts("en")["picture"][word] in response.text) == (status, True)


def test_the_page_without_a_picture(client: TestClient) -> None:
    response = client.post("/picture", data={"picture": ""})
    assert (response.status_code, texts("en")["picture"]["missing"] in response.text) == (422, True)
    assert client.get("/picture", follow_redirects=False).headers["location"] == "/?lang=en"


def test_too_many_at_once_are_refused() -> None:
    async def ask() -> list[Any]:
        reader = PictureReader()
        return await asyncio.gather(*(reader.read(b"x") for _ in range(6)), return_exceptions=True)

    told = asyncio.run(ask())
    assert [type(error) for error in told] == [PictureError] * 4 + [BusyError] * 2


def test_nothing_of_a_picture_is_logged(
    client: TestClient, screenshot: bytes, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/picture", files={"picture": ("canary.png", screenshot)})
    log = caplog.text + "".join(capfd.readouterr())
    assert "postproof.api" in log
    assert not [word for word in ("parcel", "track.top", "0101", "canary", ".onnx") if word in log]


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra(client: TestClient, screenshot: bytes) -> None:
    response = client.post(PATH, content=screenshot, headers=PNG)
    assert (response.status_code, response.json()["type"]) == (501, "urn:postproof:problem:no-picture-reader")
    assert "postproof[ocr]" in response.json()["detail"]
    assert 'name="picture"' not in client.get("/").text
    assert client.post("/picture", files={"picture": ("x.png", screenshot)}).status_code == 501


def test_with_the_extra_the_page_offers_it(client: TestClient) -> None:
    assert 'name="picture"' in client.get("/").text
