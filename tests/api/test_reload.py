import json
import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.keys import make_key
from api.live import LiveDetector, UnfitError, read_detector, reload
from api.logs import logging_of
from api.scopes import Scope
from api.settings import Settings
from api.store import Database, Keys
from detector import Detector, ModelError
from detector.scorecard import shipped
from detector.verdict import Thresholds

SHIPPED = Path(__file__).parents[2] / "detector" / "model" / "scorecard.json"


def test_a_bad_scorecard_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    live = LiveDetector(Detector())
    before = live.now
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    for read in (lambda: read_detector(broken), lambda: Detector(shipped()._replace(thresholds=Thresholds(2, 2, 2)))):
        with pytest.raises(ModelError):
            reload(live, read)
        assert live.now is before
    with pytest.raises(UnfitError, match="a known message was not judged smishing nor genuine"):
        reload(live, lambda: Detector(shipped()._replace(thresholds=Thresholds(2, 2, 2))))


def test_reload_by_an_operator(tmp_path: Path, scam: str) -> None:
    model = tmp_path / "scorecard.json"
    model.write_bytes(SHIPPED.read_bytes())
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.sqlite3'}", model=model)
    database = Database(settings.database_url)
    database.upgrade()
    secret, row = make_key("operator", [Scope.ADMIN])
    Keys(database).add(row)
    with TestClient(create_app(settings=settings)) as client:
        headers = {"Authorization": f"Bearer {secret}"}
        assert client.post("/v1/admin/reload").status_code == 401
        answer = client.post("/v1/admin/reload", headers=headers)
        assert (answer.status_code, answer.json()["version"]) == (200, shipped().version)
        model.write_text("{}")
        refused = client.post("/v1/admin/reload", headers=headers)
        assert refused.status_code == 409
        assert refused.json()["detail"].endswith("The old one stays in use.")
        assert client.post("/v1/check", json={"text": scam}).json()["decision"] == "smishing"
    database.close()


@pytest.mark.parametrize("extra", [{}, {"request_id": "00ff", "status": 200, "text": "canary7f3a"}])
def test_json_lines_hold_named_fields_alone(extra: dict[str, Any]) -> None:
    formatter = logging.config.DictConfigurator(logging_of("json")).configure_formatter(  # type: ignore[attr-defined]
        logging_of("json")["formatters"]["line"]
    )
    record = logging.LogRecord("postproof.api", logging.INFO, "", 0, "GET %s", ("/",), None)
    vars(record).update(extra)
    try:
        raise ValueError("canary7f3a")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    line = json.loads(formatter.format(record))
    assert (line["message"], line["level"], line["error"]) == ("GET /", "info", "ValueError")
    assert line.get("status") == extra.get("status")
    assert "canary7f3a" not in str(line)
