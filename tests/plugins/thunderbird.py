"""Thunderbird with the extension and a folder of mails, and what a person sees and does there."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.plugins.marionette import Marionette

THUNDERBIRD, XVFB = (shutil.which(name) or "" for name in ("thunderbird", "Xvfb"))
needs_thunderbird = pytest.mark.skipif(not (THUNDERBIRD and XVFB), reason="Thunderbird or Xvfb is not installed")
ID = "thunderbird@postproof.example"
_BUTTON = "thunderbird_postproof_example-messageDisplayAction-toolbarbutton"
_PREFERENCES = {
    # One account without a network: the local folders.
    "mail.accountmanager.accounts": "account1",
    "mail.accountmanager.defaultaccount": "account1",
    "mail.accountmanager.localfoldersserver": "server1",
    "mail.account.account1.server": "server1",
    "mail.server.server1.type": "none",
    "mail.server.server1.hostname": "Local Folders",
    "mail.server.server1.name": "Local Folders",
    "mail.server.server1.userName": "nobody",
    "mail.server.server1.directory-rel": "[ProfD]Mail/Local Folders",
    "mail.server.server1.storeContractID": "@mozilla.org/msgstore/berkeleystore;1",
    # Nothing that greets, asks or fetches by itself.
    "app.donation.eoy.version.viewed": 999,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "mail.inappnotifications.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "intl.locale.requested": "en-US",
    "security.notification_enable_delay": 0,
    # A screen without a window manager moves the focus about, which would close the popup.
    "ui.popup.disable_autohide": True,
}
# What every script may use.
_NAMES = f"""
const {{MailServices}} = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const main = Services.wm.getMostRecentWindow("mail:3pane");
const tabmail = main.document.getElementById("tabmail");
const button = () => {{
  // Thunderbird may bring another tab to the front at any moment.
  tabmail.switchToTab(0);
  return tabmail.currentAboutMessage?.document.getElementById("{_BUTTON}");
}};
const pages = (name) => [main.document, tabmail?.currentAboutMessage?.document].flatMap(
  (document) => [...document?.querySelectorAll("browser") ?? []]).filter(
  (browser) => browser.currentURI?.spec.startsWith("moz-extension:") && browser.currentURI.spec.includes("/" + name));
"""
# A page of an extension lives in a process of its own.
_IN_PAGE = """
const [name, expression] = arguments;
const page = pages(name).at(-1);
if (!page) return null;
const answered = new Promise((resolve) => {
  const channel = "postproof-test-" + Math.random();
  page.messageManager.addMessageListener(channel, ({data}) => resolve(data));
  const code = `sendAsyncMessage(${JSON.stringify(channel)}, (() => {
    const {document} = content; if (document.readyState !== "complete") return null; return ${expression}; })())`;
  page.messageManager.loadFrameScript("data:application/javascript;charset=utf-8," + encodeURIComponent(code), false);
});
// A page that is closed meanwhile never answers.
return Promise.race([answered, new Promise((resolve) => main.setTimeout(resolve, 2000, null))]);
"""


class Button(NamedTuple):
    """The button beside the headers of the open mail, as it is drawn."""

    label: str
    title: str
    icon: str


class Thunderbird(NamedTuple):
    """A running Thunderbird with the extension in it."""

    control: Marionette
    display: str

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns that runs with the rights of Thunderbird itself."""
        return self.control.run(_NAMES + script, *arguments)

    def open_mail(self, index: int) -> None:
        """Select a mail of the folder, newest first."""
        mails = "tabmail.switchToTab(0); const mails = tabmail.currentAbout3Pane;"
        select = f"{mails} if (mails) mails.threadTree.selectedIndex = {index}; return !!mails"
        until(lambda: self.run(select))
        shown = f"tabmail.currentAbout3Pane?.gDBView.getKeyAt({index})"
        until(lambda: self.run(f"return tabmail.currentAboutMessage?.gMessage?.messageKey === {shown} && !!button()"))

    def button(self) -> Button:
        """The button as it is now."""
        drawn = "[one.label, one.tooltipText, one.style.getPropertyValue('--webextension-toolbar-image')]"
        told = until(lambda: self.run(f"const one = button(); return one && {drawn}"))
        return Button(*told)

    def press(self) -> None:
        """Press the button; its popup opens."""
        self.close_popup()
        until(lambda: self.run("const one = button(); one?.click(); return !!one"))

    def close_popup(self) -> None:
        """Close the popup, as the Escape key does."""
        self.run("for (const page of pages('popup.html')) page.closest('panel').hidePopup()")
        until(lambda: not self.run("return pages('popup.html').length"))

    def inside(self, page: str, expression: str) -> Any:
        """The value of an expression in a page of the extension; null where it is not open."""
        return self.run(_IN_PAGE, page, expression)

    def wait_for(self, page: str, words: str) -> str:
        """All words of a page, once some are among them."""
        told = until(lambda: said if words in (said := self.inside(page, "document.body.innerText") or "") else "")
        return str(told)

    def click(self, page: str, label: str) -> None:
        """Press a button of a page."""
        found = f"[...document.querySelectorAll('button')].find((one) => one.textContent === {json.dumps(label)})"
        self.inside(page, f"{found}.click()")

    def set(self, **settings: Any) -> None:
        """Put settings where the options page, which is open, keeps them."""
        kept = f"content.wrappedJSObject.browser.storage.local.set(Cu.cloneInto({json.dumps(settings)}, content))"
        self.inside("options.html", f"({kept}, true)")

    def save_options(self, answer: str = "primary") -> None:
        """Press the options' button with the Enter key, and answer Thunderbird's own question for permission."""
        self.run("tabmail.switchToTab(1); pages('options.html')[0].focus()")
        # A key that comes before the page has the focus is lost.
        focused = "(document.querySelector('button.main').focus(), document.hasFocus())"
        until(lambda: self.inside("options.html", focused))
        self.run(
            "const keys = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);"
            "keys.beginInputTransactionForTests(main, () => {});"
            "const enter = new main.KeyboardEvent('', {key: 'Enter', code: 'Enter', keyCode: 13});"
            "keys.keydown(enter); keys.keyup(enter);"
        )
        if answer:
            pressed = "const asked = main.document.querySelector('#addon-webext-permissions-notification');"
            pressed += (
                "if (!asked || main.document.getElementById('notification-popup').state !== 'open') return false;"
            )
            pressed += f"asked.querySelector('.popup-notification-{answer}-button').click(); return true"
            until(lambda: self.run(pressed))

    def screenshot(self, path: Path) -> None:
        """A picture of the whole screen, where ImageMagick is there."""
        subprocess.run(["import", "-display", self.display, "-window", "root", str(path)], check=True)


def until(found: Callable[[], Any], seconds: int = 40) -> Any:
    """The first true value that something gives."""
    for _ in range(seconds * 10):
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError("what was waited for did not come")


@contextmanager
def screen() -> Iterator[str]:
    """A screen that nobody sees; its name."""
    readable, writable = os.pipe()
    process = subprocess.Popen(
        [XVFB, "-displayfd", str(writable), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[writable],
        stderr=subprocess.DEVNULL,
    )
    os.close(writable)
    try:
        with os.fdopen(readable) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def opened(package: Path, mails: list[str], folder: Path) -> Iterator[Thunderbird]:
    """Thunderbird with a packed extension installed, in a folder of mails; a profile is made in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _write_profile(folder, mails, port)
    # The system's own files of a person, and the sockets that a long path cannot hold, go to places of their own.
    with screen() as display, tempfile.TemporaryDirectory() as home, (folder / "thunderbird.log").open("wb") as log:
        process = subprocess.Popen(
            [THUNDERBIRD, "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(folder)],
            env=os.environ | {"DISPLAY": display, "HOME": home, "MOZ_CRASHREPORTER_DISABLE": "1", "LANG": "C.UTF-8"},
            stdout=log,
            stderr=log,
        )
        try:
            control = until(lambda: _connected(port), 60)
            thunderbird = Thunderbird(control, display)
            _begin(thunderbird, package, len(mails))
            yield thunderbird
            control.close()
        finally:
            process.terminate()
            process.wait(20)


def _write_profile(folder: Path, mails: list[str], port: int) -> None:
    kept = folder / "Mail" / "Local Folders"
    kept.mkdir(parents=True)
    (kept / "Parcels").write_text("".join(f"From - Mon Nov 23 10:00:00 2026\n{mail}\n\n" for mail in mails), "utf-8")
    preferences = _PREFERENCES | {"marionette.port": port}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
    (folder / "user.js").write_text("".join(lines), "utf-8")


def _connected(port: int) -> Marionette | None:
    try:
        return Marionette(port)
    except OSError:
        return None


def _begin(thunderbird: Thunderbird, package: Path, count: int) -> None:
    """Wait for the window, open the folder, install the extension."""
    until(lambda: thunderbird.run("return main?.document.readyState === 'complete' && !!tabmail?.currentAbout3Pane"))
    thunderbird.run(
        "tabmail.currentAbout3Pane.displayFolder("
        "MailServices.accounts.localFoldersServer.rootFolder.getChildNamed('Parcels').URI)"
    )
    until(lambda: thunderbird.run("return tabmail.currentAbout3Pane.gDBView?.rowCount") == count)
    thunderbird.control.ask("Addon:Install", {"path": str(package), "temporary": False})
