"""Thunderbird with the extension and a folder of mails, and what a person sees and does there."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.plugins.mozilla import Program, controlled, until

THUNDERBIRD, XVFB = (shutil.which(name) or "" for name in ("thunderbird", "Xvfb"))
needs_thunderbird = pytest.mark.skipif(
    not (THUNDERBIRD and XVFB), reason="Thunderbird or Xvfb is not installed: apt-get install thunderbird xvfb"
)
_BUTTON = "thunderbird_postproof_example-messageDisplayAction-toolbarbutton"
_PREFERENCES: dict[str, Any] = {
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
    "app.donation.eoy.version.viewed": 999,
    "mail.inappnotifications.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
}


class Button(NamedTuple):
    """The button beside the headers of the open mail, as it is drawn."""

    label: str
    title: str
    icon: str


class Thunderbird(Program):
    """A running Thunderbird with the extension in it."""

    names = f"""
const {{MailServices}} = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const main = Services.wm.getMostRecentWindow("mail:3pane");
const tabmail = main?.document.getElementById("tabmail");
const button = () => {{
  // Thunderbird may bring another tab to the front at any moment.
  tabmail.switchToTab(0);
  return tabmail.currentAboutMessage?.document.getElementById("{_BUTTON}");
}};
const pages = (name) => [main.document, tabmail?.currentAboutMessage?.document].flatMap(
  (document) => [...document?.querySelectorAll("browser") ?? []]).filter(
  (browser) => browser.currentURI?.spec.startsWith("moz-extension:") && browser.currentURI.spec.includes("/" + name));
const front = (page) => {{
  tabmail.switchToTab(tabmail.tabInfo.findIndex(({{browser}}) => browser === page));
  page.focus();
}};
"""

    def open_mail(self, index: int) -> None:
        """Select a mail of the folder, newest first."""
        mails = "tabmail.switchToTab(0); const mails = tabmail.currentAbout3Pane;"
        select = f"{mails} if (mails) mails.threadTree.selectedIndex = {index}; return !!mails"
        until(lambda: self.run(select), "the folder")
        shown = f"tabmail.currentAbout3Pane?.gDBView.getKeyAt({index})"
        there = f"return tabmail.currentAboutMessage?.gMessage?.messageKey === {shown} && !!button()"
        until(lambda: self.run(there), f"mail {index}")

    def button(self) -> Button:
        """The button as it is now."""
        drawn = "[one.label, one.tooltipText, one.style.getPropertyValue('--webextension-toolbar-image')]"
        told = until(lambda: self.run(f"const one = button(); return one && {drawn}"), "the button")
        return Button(*told)

    def wait_for_button(self, label: str) -> Button:
        """The button, once it has a label."""
        told = until(lambda: one if (one := self.button()).label == label else None, f"the button to say {label!r}")
        return Button(*told)

    def press_button(self) -> None:
        """Press the button; its popup opens."""
        self.close_popup()
        until(lambda: self.run("const one = button(); one?.click(); return !!one"), "the button")

    def close_popup(self) -> None:
        """Close the popup, as the Escape key does."""
        self.run("for (const page of pages('popup.html')) page.closest('panel').hidePopup()")
        until(lambda: not self.run("return pages('popup.html').length"), "the popup to be gone")


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
    kept = folder / "Mail" / "Local Folders"
    kept.mkdir(parents=True)
    (kept / "Parcels").write_text("".join(f"From - Mon Nov 23 10:00:00 2026\n{mail}\n\n" for mail in mails), "utf-8")
    # The system's own files of a person, and the sockets that a long path cannot hold, go to places of their own.
    with (
        screen() as display,
        tempfile.TemporaryDirectory() as home,
        controlled([THUNDERBIRD], folder, _PREFERENCES, DISPLAY=display, HOME=home) as control,
    ):
        thunderbird = Thunderbird(control)
        _begin(thunderbird, package, len(mails))
        yield thunderbird


def _begin(thunderbird: Thunderbird, package: Path, count: int) -> None:
    """Wait for the window, open the folder, install the extension."""
    whole = "return main?.document.readyState === 'complete' && !!tabmail?.currentAbout3Pane"
    until(lambda: thunderbird.run(whole), "the window")
    thunderbird.run(
        "tabmail.currentAbout3Pane.displayFolder("
        "MailServices.accounts.localFoldersServer.rootFolder.getChildNamed('Parcels').URI)"
    )
    rows = "return tabmail.currentAbout3Pane.gDBView?.rowCount"
    until(lambda: thunderbird.run(rows) == count, "the mails of the folder")
    thunderbird.control.ask("Addon:Install", {"path": str(package), "temporary": False})
