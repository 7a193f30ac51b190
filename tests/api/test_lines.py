import pytest
from starlette.testclient import TestClient

PATH = "/v1/adapters/lines"
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


@pytest.mark.parametrize(
    ("sender", "body", "decision"),
    [
        ("+639175550101", 'USPS: "your parcel" is held.\nPay $0.30 {at} usps.com-track.top/x\r\n\\u0041', "smishing"),
        ("", "USPS: your parcel is held. Pay $0.30 at usps.com-track.top/x", "smishing"),
        ("28777\r", "USPS 9400111899223818218407, Arrived at USPS Regional Facility, DENVER CO 80266.", "genuine"),
        ("", "Hi mum\n\nsee you at six \U0001f600", "other"),
    ],
)
def test_lines_hold_any_message(client: TestClient, sender: str, body: str, decision: str) -> None:
    response = client.post(PATH, content=f"{sender}\n{body}".encode(), headers=TEXT)
    same = client.post("/v1/check", json={"text": body, "sender": sender.strip(), "channel": "sms"})
    assert (response.status_code, response.json()) == (200, same.json())
    assert response.json()["decision"] == decision


def test_how_it_is_told(client: TestClient, scam: str) -> None:
    sent = b"\n" + scam.encode()
    told = client.post(PATH, params={"profile": "gateway", "evidence": False, "lang": "es"}, content=sent, headers=TEXT)
    assert "evidence" not in told.json() and told.headers["content-language"] == "es"
    assert client.post(PATH, content=sent, headers=TEXT | {"Accept": "text/plain"}).text.count("\n") == 2


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"28777", "text/plain", 422),
        (b"", "text/plain", 422),
        (b"28777\nhello", "application/json", 415),
        (b"28777\nhello", "text/plain; charset=latin-1", 415),
        (b"28777\nhello", 'text/plain;charset="UTF-8"', 200),
        (b"28777\nhello\xff", "text/plain", 200),
        (b"1" * 400 + b"\nhello", "text/plain", 422),
        (b"\n" + b"x" * 70_000, "text/plain", 413),
    ],
)
def test_what_is_refused(client: TestClient, body: bytes, content_type: str, status: int) -> None:
    response = client.post(PATH, content=body, headers={"Content-Type": content_type})
    assert response.status_code == status
