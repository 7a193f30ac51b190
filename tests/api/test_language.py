import pytest
from starlette.testclient import TestClient

from api.language import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr-FR, ES-419;q=0.5, en;q=0.4", "es"),
        ("fr, de;q=0.7", "en"),
        ("en;q=0, es;q=0.1", "es"),
        ("es;q=0", "en"),
        ("*", "en"),
        ("es;q=9", "en"),
        (",;=,es ; q = 0.7,", "es"),
        ("x" * 5_000 + ",es", "en"),
        ("español", "en"),
    ],
)
def test_preferred(header: str, language: str) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("/", "es", "es"),
        ("/?lang=en", "es", "en"),
        ("/?lang=es", "en", "es"),
        ("/?lang=fr", "es", "es"),
        ("/?lang=", "", "en"),
    ],
)
def test_language_of_the_page(client: TestClient, path: str, header: str, language: str) -> None:
    response = client.get(path, headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in response.text
    assert response.headers["content-language"] == language
    assert response.headers["vary"] == "Accept-Language"
