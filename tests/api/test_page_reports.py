import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.scopes import Scope
from api.settings import Settings

HTML = {"Accept": "text/html"}


def form(scam: str, **changed: str) -> dict[str, str]:
    return {"text": scam, "sender": "+63 917 555 0101", "label": "smishing", "consent": "yes"} | changed


def receipt_in(page: str) -> str:
    found = re.search(r'<code class="receipt">([\w-]+)</code>', page)
    assert found
    return found[1]


def test_a_report_is_kept_redacted_and_taken_back(client: TestClient, scam: str) -> None:
    page = client.post("/report", data=form(scam)).text
    receipt = receipt_in(page)
    assert 'class="answer smishing"' in page
    told = client.get(f"/v1/reports/{receipt}").json()
    assert (told["state"], told["label"], told["redacted"]) == ("received", "smishing", True)
    deleted = client.post("/report/delete?lang=es", data={"receipt": f" {receipt} ", "text": scam})
    assert "El aviso está borrado." in deleted.text
    assert 'class="answer smishing"' in deleted.text
    assert client.get(f"/v1/reports/{receipt}").status_code == 404


def test_a_report_is_taken_back_later(client: TestClient, scam: str) -> None:
    receipt = receipt_in(client.post("/report", data=form(scam, label="other")).text)
    assert "The report is deleted." in client.post("/report/delete", data={"receipt": receipt}).text
    assert "There is no report with this receipt." in client.post("/report/delete", data={"receipt": receipt}).text


@pytest.mark.parametrize("consent", ["", "no"])
def test_nothing_is_kept_without_consent(client: TestClient, scam: str, consent: str) -> None:
    page = client.post("/report", data=form(scam, consent=consent)).text
    assert "Nothing was sent." in page
    assert 'class="receipt"' not in page


@pytest.mark.parametrize(("site", "kept"), [("cross-site", 0), ("same-site", 0), ("same-origin", 1), ("none", 1)])
def test_another_site_reports_nothing_in_its_visitors_name(client: TestClient, scam: str, site: str, kept: int) -> None:
    page = client.post("/report", data=form(scam), headers={"Sec-Fetch-Site": site}).text
    assert page.count('class="receipt"') == kept
    assert ("Nothing was sent." in page) is (not kept)


@pytest.mark.parametrize(
    ("changed", "status"), [({"label": "spam"}, 422), ({"label": ""}, 422), ({"text": ""}, 422), ({"text": "\0"}, 422)]
)
def test_refused_reports(client: TestClient, scam: str, changed: dict[str, str], status: int) -> None:
    response = client.post("/report", data=form(scam, **changed))
    assert response.status_code == status
    assert 'class="receipt"' not in response.text


@pytest.mark.parametrize("path", ["/report", "/report/delete"])
@pytest.mark.parametrize(("content_type", "content"), [("application/json", b"{}"), ("", b"x")])
def test_other_content_types(client: TestClient, path: str, content_type: str, content: bytes) -> None:
    response = client.post(path, content=content, headers=HTML | {"Content-Type": content_type})
    assert response.status_code == 415


@pytest.mark.parametrize("path", ["/report", "/report/delete"])
def test_reports_need_the_right_to_report(path: str) -> None:
    settings = Settings(anonymous_scopes=frozenset((Scope.CHECK,)))
    with TestClient(create_app(settings=settings)) as closed:
        assert closed.post(path, data={"receipt": "x"}).status_code == 401


def test_a_store_that_is_gone_is_said_in_words(scam: str) -> None:
    with TestClient(create_app(settings=Settings(database_url="sqlite:////proc/none/x.sqlite3"))) as lost:
        response = lost.post("/report", data=form(scam), headers=HTML)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "30"
    assert "Reports cannot be reached just now." in response.text
