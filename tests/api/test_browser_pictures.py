"""Screenshots in Chromium: chosen, dropped in or shared, read, corrected and checked."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from api.pictures import is_installed
from tests.api.browsers import Opener, ask, faults, needs_chromium
from tests.api.conftest import SCAM
from tests.api.pictures.drawn import STYLES, drawn, encoded

pytestmark = [needs_chromium, pytest.mark.skipif(not is_installed(), reason="the extra 'ocr' is not installed")]
SENDER = "+63 917 555 0101"
SECONDS = 60_000  # A first picture loads the models.
# What Android's share sheet sends: a form of several parts that the browser navigates with.
SHARE = """async ([address, bytes]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", enctype: "multipart/form-data", action: address });
  const field = Object.assign(document.createElement("input"), { type: "file", name: "picture" });
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
  field.files = held.files;
  form.append(field);
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture(scope="module")
def shot() -> bytes:
    return encoded(drawn(STYLES[0], SENDER, [("left", SCAM)]))


def read_then_checked(page: Page) -> None:
    """The text of the picture is there to be corrected, and counts only then."""
    page.wait_for_selector("#read", timeout=SECONDS)
    assert page.locator(".answer").count() == 0
    assert "redelivery.top" in page.input_value("#text")
    assert page.input_value("#sender") == SENDER
    page.fill("#text", page.input_value("#text").replace("12 hours", "24 hours"))
    page.click(".submit")
    expect(page.locator(".answer.smishing .message")).to_contain_text("24 hours")


def test_a_chosen_picture_is_read_corrected_and_checked(opened: Opener, shot: bytes) -> None:
    page = opened()
    page.set_input_files("#picture", FilePayload(name="shot.png", mimeType="image/png", buffer=shot))
    read_then_checked(page)


# What a person does who drags a picture into the page, or pastes one from the clipboard.
HAND_OVER = """([kind, bytes]) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
  const how = { bubbles: true, cancelable: true, dataTransfer: held, clipboardData: held };
  const event = kind === "drop" ? new DragEvent(kind, how) : new ClipboardEvent(kind, how);
  return document.getElementById("text").dispatchEvent(event);
}"""


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_that_is_handed_over_is_read_in_place(opened: Opener, shot: bytes, kind: str) -> None:
    page = opened()
    page.evaluate("window.same = true")
    assert page.evaluate(HAND_OVER, [kind, list(shot)]) is False
    expect(page.locator("#status")).to_have_text("Reading the picture. This takes a few seconds.")
    page.wait_for_selector("#read", timeout=SECONDS)
    expect(page.locator("#text")).to_be_focused()
    assert "read" in (page.get_attribute("#text", "aria-describedby") or "").split()
    read_then_checked(page)
    assert page.evaluate("window.same")


def test_an_answer_to_another_text_does_not_stay_below_a_picture(opened: Opener, shot: bytes) -> None:
    page = opened()
    ask(page, "Hi Ana, dinner at seven on Friday?")
    page.set_input_files("#picture", FilePayload(name="shot.png", mimeType="image/png", buffer=shot))
    page.wait_for_selector("#read", timeout=SECONDS)
    assert page.locator(".answer").count() == 0
    page.fill("#text", "")
    expect(page.locator("#read")).to_have_count(0)


def test_without_javascript_a_button_reads(opened: Opener, shot: bytes) -> None:
    page = opened(java_script_enabled=False)
    page.set_input_files("#picture", FilePayload(name="shot.png", mimeType="image/png", buffer=shot))
    page.click(".choose button")
    read_then_checked(page)


def test_a_shared_picture_is_read_corrected_and_checked(opened: Opener, address: str, shot: bytes) -> None:
    page = opened()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    page.evaluate(SHARE, [f"{address}/share?lang=en", list(shot)])
    page.wait_for_selector("#read", timeout=SECONDS)
    # axe-core waits for timers, which do not run where JavaScript is off: it is asked here.
    assert faults(page) == []
    read_then_checked(page)


@pytest.mark.parametrize("scripted", [True, False])
def test_what_is_no_picture_is_said_beside_the_field(opened: Opener, scripted: bool) -> None:
    page = opened(java_script_enabled=scripted)
    page.fill("#text", "Typed before")
    page.set_input_files("#picture", FilePayload(name="a.png", mimeType="image/png", buffer=b"no picture"))
    if not scripted:
        page.click(".choose button")
    expect(page.locator("#picture-error")).to_contain_text("This is not a picture", timeout=SECONDS)
    expect(page.locator("#picture")).to_be_focused()
    assert page.input_value("#text") == "Typed before"
