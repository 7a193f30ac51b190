"""What an operator can set, by environment: one class, and a sentence for every wrong value."""

import difflib
import os
import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

import limits
from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.scopes import Scope

PREFIX = "POSTPROOF_"
# Other programs of this project, and `api.workers` for its own workers, read these.
_NOT_OURS = frozenset(("POSTPROOF_PUBLIC_DATA", "POSTPROOF_SUPERVISOR", "POSTPROOF_TEST_POSTGRES", "POSTPROOF_WINDOWS"))
_ORIGIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d{1,5})?|https?://\[[0-9a-f:]+\](?::\d{1,5})?|chrome-extension://[a-p]{32}"
    r"|moz-extension://[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_DATABASES = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """A setting that cannot be used: names the variable and says what to do."""


def _parts(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _network(value: Any) -> Any:
    try:
        return ip_network(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("one of them is not an address or a network") from None


def _origin(value: str) -> str:
    if not _ORIGIN.fullmatch(value):
        raise ValueError("one of them is not an origin; a wildcard, a path or a final slash is none")
    return value


def _limit(value: str) -> str:
    try:
        limits.parse(value)
    except ValueError:
        raise ValueError("is not a rate") from None
    return value


def _database(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if scheme not in _DATABASES or not separator:
        raise ValueError("is not the address of an SQLite or PostgreSQL database")
    return f"{_DATABASES[scheme]}://{rest}"


def _redis(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "redis+unix://")):
        raise ValueError("is not the address of a Redis")
    return value


def _open(value: frozenset[Scope]) -> frozenset[Scope]:
    if value & {Scope.REVIEW, Scope.ADMIN}:
        raise ValueError("review and admin need a key")
    return value


def _alone(value: Path | None, others: ValidationInfo) -> Path | None:
    if value and others.data.get("model"):
        raise ValueError("and POSTPROOF_MODEL name a scorecard both; take one of them away")
    if value and not value.is_dir():
        raise ValueError("is no folder")
    return value


def _sqlite_file() -> str:
    return f"sqlite:///{user_data_path('postproof') / 'postproof.sqlite3'}"


Rate = Annotated[str, AfterValidator(_limit)]
Networks = Annotated[tuple[Annotated[Network, BeforeValidator(_network)], ...], NoDecode, BeforeValidator(_parts)]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(_parts)]
Scopes = Annotated[frozenset[Scope], NoDecode, BeforeValidator(_parts), AfterValidator(_open)]


class Settings(BaseSettings):
    """The settings of the service; each is read from POSTPROOF_ and its name in capitals, and none is needed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    model: Annotated[Path | None, Field(description="Path of a scorecard to use instead of the shipped one.")] = None
    runs: Annotated[
        Path | None,
        AfterValidator(_alone),
        Field(
            description="Folder of runs of postproof-train, whose champion is used, and within seconds the next one; "
            "without a champion the shipped scorecard is."
        ),
    ] = None
    train_command: Annotated[
        str,
        Field(
            description="Command that reviewers start to train, such as /srv/postproof/.venv/bin/postproof-train; it "
            "needs POSTPROOF_RUNS. Empty: they cannot."
        ),
    ] = ""
    train_data: Annotated[
        Path, Field(description="Folder of the data that it trains on (default: data, in the folder of the service).")
    ] = Path("data")
    workers: Annotated[int, Field(ge=1, le=64, description="Number of processes that answer, from 1 to 64.")] = 1
    database_url: Annotated[
        str,
        AfterValidator(_database),
        Field(
            description="Where reports and keys are kept: sqlite:////absolute/path or "
            "postgresql://user:password@host/name. Without it, the file postproof.sqlite3 in "
            "the data folder of the user (~/.local/share/postproof on Linux)."
        ),
    ] = Field(default_factory=_sqlite_file)
    redis_url: Annotated[
        str,
        AfterValidator(_redis),
        Field(
            description="Where limits are counted for several machines, as redis://host:6379/0. Without it each "
            "machine counts for itself."
        ),
    ] = ""
    anonymous_limit: Annotated[
        Rate, Field(description="Messages for each address without a key, such as 60/minute.")
    ] = "60/minute"
    anonymous_scopes: Annotated[
        Scopes,
        Field(description="What may be asked without a key: some of check, batch, report, with commas, or empty."),
    ] = frozenset((Scope.CHECK, Scope.BATCH, Scope.REPORT))
    key_limit: Annotated[
        Rate, Field(description="Messages for each key that has no limit of its own, such as 600/minute.")
    ] = "600/minute"
    coarse_anonymous: Annotated[
        bool,
        Field(description="true rounds the scores of callers without a key, so that texts are not tuned against them."),
    ] = False
    trusted_authserv_id: Annotated[
        str,
        Field(
            pattern=r"^([A-Za-z0-9._-]{1,255})?$",
            description="Name of the mail receiver whose Authentication-Results are believed where a request names "
            "none, as mx.example.org; it must write one on every mail. Empty for nobody.",
        ),
    ] = ""
    trusted_proxies: Annotated[
        Networks,
        Field(
            description="Addresses or networks of proxies whose X-Forwarded-For is believed, with commas, as "
            "10.0.0.0/8."
        ),
    ] = ()
    cors_origins: Annotated[
        Origins,
        Field(
            description="Origins whose pages may ask, with commas: https://example.com, chrome-extension://<id>, "
            "moz-extension://<uuid>."
        ),
    ] = ()
    metrics_from: Annotated[
        Networks, Field(description="Addresses or networks that may read /metrics without a key, with commas.")
    ] = (IPv4Network("127.0.0.1"), IPv6Network("::1"))
    retention_days: Annotated[int, Field(ge=1, le=3650, description="Days that a report is kept, from 1 to 3650.")] = 90
    request_seconds: Annotated[
        float,
        Field(
            ge=0.1,
            le=300,
            description="Seconds for a request from its headers to its answer, up to 300; to read a picture a minute "
            "more.",
        ),
    ] = 15
    shutdown_seconds: Annotated[
        int,
        Field(ge=0, le=300, description="Seconds for requests to end after the service is told to stop, up to 300."),
    ] = 20
    log_format: Annotated[
        Literal["text", "json"], Field(description="text for people or json for programs, one line a request.")
    ] = "text"


def read_settings() -> Settings:
    """The settings of the environment.

    Raises `SettingsError` with a line for each variable that cannot be used; values are not repeated, since they
    may hold a password.
    """
    wrong = list(_unknown())
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += [_sentence(item["loc"][0], item["msg"]) for item in error.errors()]
    if wrong:
        raise SettingsError("\n".join(dict.fromkeys(wrong)))
    return settings


def _unknown() -> Iterator[str]:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known and name not in _NOT_OURS:
            near = difflib.get_close_matches(name, known, 1)
            yield f"{name}: is no setting; " + (f"did you mean {near[0]}?" if near else "remove it")


def _sentence(name: int | str, problem: str) -> str:
    problem = problem.removeprefix("Value error, ")
    description = Settings.model_fields[str(name)].description
    return f"{PREFIX}{str(name).upper()}: {problem[:1].lower()}{problem[1:]}. Set: {description}"
