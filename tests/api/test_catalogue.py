import pytest
from starlette.testclient import TestClient

from api.profiles import Profile
from detector.facts import facts
from detector.phrases import phrases
from detector.rules import RULES
from detector.scorecard import shipped

PATHS = ["/v1/rules", "/v1/facts", "/v1/model"]


def test_every_rule_is_listed(client: TestClient) -> None:
    listed = client.get("/v1/rules").json()["rules"]
    assert [entry["id"] for entry in listed] == [rule.id for rule in RULES]
    weights = shipped().risk.rules
    assert {entry["id"]: entry["risk"] for entry in listed if entry["risk"]} == {
        rule_id: weight for rule_id, weight in weights.items() if weight
    }


def test_rules_in_spanish(client: TestClient) -> None:
    said = {entry["id"]: entry["title"] for entry in client.get("/v1/rules?lang=es").json()["rules"]}
    assert said == {rule.id: phrases("es")["rule"].get(rule.id, rule.title) for rule in RULES}


def test_every_fact_is_listed(client: TestClient) -> None:
    listed = client.get("/v1/facts", headers={"Accept-Language": "es"}).json()["facts"]
    assert [entry["statement"] for entry in listed] == [fact.statement["es"] for fact in facts().values()]


def test_the_model_in_use(client: TestClient, scam: str) -> None:
    told = client.get("/v1/model").json()
    answered = client.post("/v1/check", json={"text": scam}).json()["model"]
    assert {name: told[name] for name in answered} == answered
    assert set(told["thresholds"]) == set(Profile)
    assert told["thresholds"]["consumer"] == shipped().thresholds._asdict()


@pytest.mark.parametrize("path", PATHS)
def test_what_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["cache-control"] == "public, max-age=300"
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_each_language_has_its_own_etag(client: TestClient) -> None:
    english, spanish = (client.get(f"/v1/facts?lang={language}") for language in ("en", "es"))
    assert english.headers["etag"] != spanish.headers["etag"]
    assert english.headers["vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize("path", PATHS)
def test_unknown_parameters_are_refused(client: TestClient, path: str) -> None:
    response = client.get(f"{path}?language=en")
    assert (response.status_code, response.json()["detail"]) == (422, "language: is not a known field; remove it")
    assert response.headers["content-type"] == "application/problem+json"
