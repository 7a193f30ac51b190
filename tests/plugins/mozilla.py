"""A program of Mozilla with an extension in it, and what a person sees and does there."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from tests.api.servers import PATIENCE
from tests.plugins.marionette import Marionette

# Nothing that greets, asks or fetches by itself; and a question that is asked can be answered at once.
_PREFERENCES = {
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "intl.locale.requested": "en-US",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "security.notification_enable_delay": 0,
    # Where nobody manages windows the focus moves about, which would close what pops up.
    "ui.popup.disable_autohide": True,
}
# A page of an extension, as any other, lives in a process of its own.
_IN_PAGE = """
const [name, expression] = arguments;
const page = pages(name).at(-1);
if (!page) return null;
const answered = new Promise((resolve) => {
  const channel = "postproof-test-" + Math.random();
  page.messageManager.addMessageListener(channel, ({data}) => resolve(data));
  const code = `(async () => {
    const {document} = content; if (document.readyState !== "complete") return null; return ${expression}; })()
    .then((value) => sendAsyncMessage(${JSON.stringify(channel)}, value))`;
  page.messageManager.loadFrameScript("data:application/javascript;charset=utf-8," + encodeURIComponent(code), false);
});
// A page that is closed meanwhile never answers.
return Promise.race([answered, new Promise((resolve) => main.setTimeout(resolve, 2000, null))]);
"""
_PRESS = """
const keys = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
keys.beginInputTransactionForTests(main, () => {});
const pressed = arguments[0].map((init) => new main.KeyboardEvent("", init));
for (const key of pressed) keys.keydown(key);
for (const key of pressed.toReversed()) keys.keyup(key);
"""
_ANSWER = """
const asked = main.document.querySelector("#addon-webext-permissions-notification");
if (!asked || main.document.getElementById("notification-popup").state !== "open") return false;
asked.querySelector(`.popup-notification-${arguments[0]}-button`).click();
return true;
"""
KEYS = {
    "Enter": {"key": "Enter", "code": "Enter", "keyCode": 13},
    "Escape": {"key": "Escape", "code": "Escape", "keyCode": 27},
    "Alt": {"key": "Alt", "code": "AltLeft", "keyCode": 18},
    "Shift": {"key": "Shift", "code": "ShiftLeft", "keyCode": 16},
    "U": {"key": "U", "code": "KeyU", "keyCode": 85},
}


@dataclass(frozen=True)
class Program:
    """A running program with the extension in it."""

    control: Marionette
    # Names for every script: `main`, the window; `pages(name)`, what shows pages whose address holds a name;
    # `front(page)`, which brings one to the front.
    names: ClassVar[str]

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns that runs with the rights of the program itself."""
        return self.control.run(self.names + script, *arguments)

    def inside(self, page: str, expression: str) -> Any:
        """The value of an expression in a page; null where it is not open."""
        return self.run(_IN_PAGE, page, expression)

    def wait_for(self, page: str, words: str, among: str = "document.body.innerText") -> str:
        """All words of a page, once some are among them."""
        for _ in range(PATIENCE * 10):
            if words in (said := self.inside(page, among) or ""):
                return str(said)
            time.sleep(0.1)
        raise AssertionError(f"{page} did not say {words!r}, but {said!r}")

    def click(self, page: str, label: str) -> None:
        """Press a button of a page."""
        found = f"[...document.querySelectorAll('button')].find((one) => one.textContent === {json.dumps(label)})"
        self.inside(page, f"{found}.click()")

    def press(self, *names: str) -> None:
        """Press keys together."""
        self.run(_PRESS, [KEYS[name] for name in names])

    def set(self, **settings: Any) -> None:
        """Put settings where the options page, which is open, keeps them."""
        kept = f"content.wrappedJSObject.browser.storage.local.set(Cu.cloneInto({json.dumps(settings)}, content))"
        # Until it is kept: whoever asks next reads it in a process of its own.
        assert self.inside("options.html", f"Cu.unwaiveXrays({kept}).then(() => true)")

    def save_options(self, server: str = "", answer: str = "") -> None:
        """Type the server's address, press the options' button with the Enter key, and answer what is asked.

        The program itself asks for permission: `answer` is `primary` (yes) or `secondary` (no).
        """
        if server:
            self.inside("options.html", f"(document.querySelector('#server').value = {json.dumps(server)}, true)")
        # A key that comes before the page has the focus is lost.
        focused = "(document.querySelector('button.main').focus(), document.hasFocus())"
        until(lambda: self.run("front(pages('options.html')[0])") or self.inside("options.html", focused), "the focus")
        self.press("Enter")
        if answer:
            until(lambda: self.run(_ANSWER, answer), "the question for permission")


def until(found: Callable[[], Any], what: str, seconds: int = PATIENCE) -> Any:
    """The first true value that something gives."""
    for _ in range(seconds * 10):
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


@contextmanager
def controlled(
    command: list[str], folder: Path, preferences: dict[str, Any], **environment: str
) -> Iterator[Marionette]:
    """A program that was started with a profile in `folder`, under remote control."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = _PREFERENCES | preferences | {"marionette.port": port}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in told.items())
    (folder / "user.js").write_text("".join(lines), "utf-8")
    flags = ["--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(folder)]
    with (folder / "program.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *flags],
            env=os.environ | {"MOZ_CRASHREPORTER_DISABLE": "1", "LANG": "C.UTF-8"} | environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            control = until(lambda: _connected(port), "the remote control")
            yield control
            control.close()
        finally:
            # Debian starts it by a script; its pages have processes of their own.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _connected(port: int) -> Marionette | None:
    try:
        return Marionette(port)
    except OSError:
        return None
