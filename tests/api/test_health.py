from starlette.testclient import TestClient

from api.app import create_app
from detector import Detector
from detector.scorecard import shipped
from detector.verdict import Thresholds


def test_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.head("/healthz").status_code == 200


def test_ready(client: TestClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "model": Detector().model._asdict()}
    assert client.head("/readyz").status_code == 200


def test_a_model_that_decides_nothing_is_not_ready() -> None:
    undecided = shipped()._replace(thresholds=Thresholds(2, 2, 2))
    client = TestClient(create_app(Detector(undecided)))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == (
        "A known message was not judged smishing nor genuine; put another scorecard in place."
    )
    assert client.get("/healthz").status_code == 200


def test_a_model_that_sees_no_scam_is_not_ready() -> None:
    blind = shipped()._replace(thresholds=shipped().thresholds._replace(smishing=2))
    detail = TestClient(create_app(Detector(blind))).get("/readyz").json()["detail"]
    assert detail == "A known message was not judged smishing; put another scorecard in place."
