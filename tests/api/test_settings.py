from pathlib import Path

import pytest

from api.scopes import Scope
from api.serve import main
from api.settings import PREFIX, Settings, SettingsError, read_settings

PAGE = Path(__file__).parents[2] / "api" / "README.md"


@pytest.fixture
def environment_alone(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("POSTPROOF_DATABASE_URL")
    monkeypatch.delenv("POSTPROOF_ANONYMOUS_LIMIT")
    return monkeypatch


def test_none_is_needed(environment_alone: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    assert settings.database_url.startswith("sqlite:///") and settings.database_url.endswith("postproof.sqlite3")
    assert settings.redis_url == ""
    assert settings.anonymous_scopes == {Scope.CHECK, Scope.BATCH, Scope.REPORT}


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("DATABASE_URL", "postgres://u:p@h/n", "database_url", "postgresql+psycopg://u:p@h/n"),
        ("DATABASE_URL", "sqlite:////srv/x.db", "database_url", "sqlite:////srv/x.db"),
        ("ANONYMOUS_SCOPES", "check, report", "anonymous_scopes", {Scope.CHECK, Scope.REPORT}),
        ("ANONYMOUS_SCOPES", "", "anonymous_scopes", set()),
        ("ANONYMOUS_LIMIT", "10 per 5 minutes", "anonymous_limit", "10 per 5 minutes"),
        ("CORS_ORIGINS", f"https://a.example,chrome-extension://{'a' * 32}", "cors_origins", None),
        ("WORKERS", "4", "workers", 4),
    ],
)
def test_values(environment_alone: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object) -> None:
    environment_alone.setenv(PREFIX + name, value)
    read = getattr(read_settings(), field)
    assert read == (tuple(value.split(",")) if expected is None else expected)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WORKERS", "0", "input should be greater than or equal to 1. Set: Number of processes"),
        ("WORKERS", "many", "input should be a valid integer, unable to parse string as an integer. Set: Number"),
        ("DATABASE_URL", "mysql://secret@h/n", "is not the address of an SQLite or PostgreSQL database. Set: Where"),
        ("REDIS_URL", "http://secret", "is not the address of a Redis. Set: Where limits"),
        ("ANONYMOUS_LIMIT", "lots", "is not a rate. Set: Messages for each address"),
        ("ANONYMOUS_SCOPES", "admin", "review and admin need a key. Set: What may be asked"),
        ("ANONYMOUS_SCOPES", "fly", "input should be 'check', 'batch', 'report', 'review' or 'admin'. Set: What"),
        ("TRUSTED_PROXIES", "*", "one of them is not an address or a network. Set: Addresses or networks of proxies"),
        (
            "CORS_ORIGINS",
            "*",
            "one of them is not an origin; a wildcard, a path or a final slash is none. Set: ",
        ),
        ("CORS_ORIGINS", "https://a.example/", "one of them is not an origin;"),
        ("CORS_ORIGINS", "null", "one of them is not an origin;"),
        ("LOG_FORMAT", "xml", "input should be 'text' or 'json'. Set: text for people"),
        ("RETENTION_DAYS", "0", "input should be greater than or equal to 1. Set: Days that a report is kept"),
        ("WORKRES", "2", "is no setting; did you mean POSTPROOF_WORKERS?"),
        ("XYZZY", "2", "is no setting; "),
    ],
)
def test_wrong_values_are_told_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert str(error.value).startswith(f"{PREFIX}{name}: {sentence}")
    assert "secret" not in str(error.value)


def test_wrong_settings_refuse_the_start(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("POSTPROOF_WORKERS", "0")
    monkeypatch.setenv("POSTPROOF_LOG_FORMAT", "xml")
    assert main([]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["POSTPROOF_WORKERS", "POSTPROOF_LOG_FORMAT"]


def test_the_page_names_every_setting() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`{PREFIX}{name.upper()}`" not in page] == []
