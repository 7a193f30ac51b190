"""Firefox with the extension, and what a person does there with the mouse, the keys and the browser's own menus."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.mozilla import Program, controlled, until

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
needs_firefox = pytest.mark.skipif(not FIREFOX, reason="Firefox is not installed: apt-get install firefox-esr")
# Names of sites that lead to this machine.
SITES = ("mail.example", "frame.example")
_PREFERENCES: dict[str, Any] = {
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "network.dns.localDomains": ",".join(SITES),
}
_ITEM = "browser_postproof_example-menuitem-_check-selection"
# The panel's root is closed to pages, and open to the program.
PANEL = "document.querySelector('postproof-panel')?.openOrClosedShadowRoot"


class Firefox(Program):
    """A running Firefox with the extension in it."""

    names = """
const main = Services.wm.getMostRecentWindow("navigator:browser");
const gBrowser = main?.gBrowser;
const pages = (name) => [...main?.document.querySelectorAll("browser") ?? []].filter(
  (browser) => browser.currentURI?.spec.includes("/" + name));
const front = (page) => {
  gBrowser.selectedTab = gBrowser.getTabForBrowser(page);
  page.focus();
};
"""

    def open(self, address: str) -> None:
        """A page in a tab of its own."""
        self.run(
            "gBrowser.selectedTab = gBrowser.addTab(arguments[0],"
            "{triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal()})",
            address,
        )
        until(lambda: self.inside(address.rpartition("/")[2], "true"), address)

    def select(self, page: str, selector: str, frame: int | None = None) -> None:
        """Select what an element holds, in a page or in one of its frames."""
        script = "getSelection().selectAllChildren(document.querySelector(arguments[0]))"
        with self._content(page, frame):
            self.control.ask("WebDriver:ExecuteScript", {"script": script, "args": [selector]})

    def right_click(self, page: str, selector: str, frame: int | None = None) -> None:
        """Press the right button of the mouse on an element, and choose the extension's item in the menu."""
        with self._content(page, frame):
            found = self.control.ask("WebDriver:FindElement", {"using": "css selector", "value": selector})
            moved = {"type": "pointerMove", "x": 0, "y": 0, "duration": 0, "origin": found}
            pressed = [moved, {"type": "pointerDown", "button": 2}, {"type": "pointerUp", "button": 2}]
            mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": pressed}
            self.control.ask("WebDriver:PerformActions", {"actions": [mouse]})
        item = f"const item = main.document.getElementById('{_ITEM}'); const menu = item?.parentElement;"
        label = until(lambda: self.run(f"{item} return menu?.state === 'open' && item.label"), "the item of the menu")
        assert label == "Is this really from USPS?"
        self.run(f"{item} menu.activateItem(item)")

    def press_toolbar_button(self) -> None:
        """Open the list of extensions at the toolbar, and press this one's button."""
        self.run("main.document.getElementById('unified-extensions-button').click()")
        button = "main.document.querySelector('#unified-extensions-panel .unified-extensions-item-action-button')"
        until(lambda: self.run(f"const one = {button}; one?.click(); return !!one"), "the extension's button")

    def panel(self, page: str, words: str) -> str:
        """All words of the panel in a page, once some are among them."""
        return self.wait_for(page, words, f"{PANEL}?.querySelector('.panel').innerText")

    @contextmanager
    def _content(self, page: str, frame: int | None) -> Iterator[None]:
        """The remote control in a page or in one of its frames, which the mouse reaches in no other way."""
        ask = self.control.ask
        ask("Marionette:SetContext", {"value": "content"})
        for handle in ask("WebDriver:GetWindowHandles"):
            ask("WebDriver:SwitchToWindow", {"handle": handle})
            if page in ask("WebDriver:GetCurrentURL"):
                break
        ask("WebDriver:SwitchToFrame", {"id": frame})
        yield
        ask("Marionette:SetContext", {"value": "chrome"})


@contextmanager
def opened(package: Path, folder: Path) -> Iterator[Firefox]:
    """Firefox without windows and with a packed extension installed; a profile is made in `folder`."""
    with controlled([FIREFOX, "--headless"], folder, _PREFERENCES) as control:
        firefox = Firefox(control)
        until(lambda: firefox.run("return main?.document.readyState === 'complete' && !!gBrowser"), "the window")
        control.ask("Addon:Install", {"path": str(package), "temporary": True})
        yield firefox
