"""Chromium with the unpacked extension, and what a person sees and does there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, CDPSession, Page, Route, Worker, expect, sync_playwright

from tests.api.browsers import CHROMIUM, FLAGS
from tests.api.servers import PATIENCE
from tests.plugins.sites import PAGES, STRICT


class Extended(NamedTuple):
    """A browser with the extension in it."""

    context: BrowserContext
    background: Worker
    address: str

    def open(self, name: str) -> Page:
        """A page of the extension."""
        page = self.context.new_page()
        page.goto(f"{self.address}/{name}")
        return page

    def visit(self, name: str, host: str = "http://127.0.0.1:9") -> Page:
        """One of our pages under an address, with a strict policy."""
        page = self.context.new_page()

        def answer(route: Route) -> None:
            path = PAGES / (route.request.url.rpartition("/")[2] or name)
            route.fulfill(path=path if path.exists() else PAGES / name, headers={"Content-Security-Policy": STRICT})

        page.route(f"{host}/**", answer)
        page.goto(f"{host}/{name}")
        return page

    def set(self, **settings: Any) -> None:
        """Put settings where the options page keeps them."""
        self.background.evaluate("(settings) => chrome.storage.local.set(settings)", settings)

    def ask(self, page: Page, by: str = "menu") -> "Panel":
        """Have the registered handler of the menu or the keyboard command called for a page, as the browser does."""
        page.bring_to_front()
        call = {
            "menu": "chrome.contextMenus.onClicked.dispatch({menuItemId: 'check-selection', frameId: 0, "
            "selectionText: text}, tab)",
            "keys": "chrome.commands.onCommand.dispatch('check-selection', tab)",
        }[by]
        text = page.evaluate("getSelection().toString()")
        self.background.evaluate(
            f"async (text) => {{ const [tab] = await chrome.tabs.query({{active: true}}); {call}; }}", text
        )
        return Panel(page, self.context.new_cdp_session(page))


class Panel(NamedTuple):
    """The panel in a page, seen through the browser's own tools: no script of the page reaches its closed root."""

    page: Page
    session: CDPSession

    def nodes(self) -> dict[int, dict[str, Any]]:
        """All nodes below the panel's element, by their backend id."""
        document = self.session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        hosts = [node for node in walk(document) if node["nodeName"] == "POSTPROOF-PANEL"]
        return {node["backendNodeId"]: node for host in hosts for node in walk(host)}

    def text(self) -> str:
        """All words in it."""
        return " ".join(node["nodeValue"] for node in self.nodes().values() if node["nodeType"] == 3)

    def wait_for(self, words: str) -> str:
        """Wait until it says words, and give all that it says."""
        for _ in range(PATIENCE * 20):
            if words in (text := self.text()):
                return text
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{words!r} was not said: {self.text()!r}")

    def of(self, name: str) -> list[dict[str, Any]]:
        """Elements with a tag or a class."""
        return [node for node in self.nodes().values() if name in (node["nodeName"].lower(), *classes(node))]

    def press(self, label: str) -> None:
        """Click on the button with a label, where it stands on the screen."""
        button = next(node for node in self.of("button") if label in said(node))
        self.session.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": button["backendNodeId"]})
        box = self.session.send("DOM.getBoxModel", {"backendNodeId": button["backendNodeId"]})["model"]["content"]
        self.page.mouse.click((box[0] + box[4]) / 2, (box[1] + box[5]) / 2)

    def evaluate(self, node: dict[str, Any], function: str) -> Any:
        """What a function returns that is called with an element as `this`."""
        identity = self.session.send("DOM.resolveNode", {"backendNodeId": node["backendNodeId"]})["object"]["objectId"]
        call = {"objectId": identity, "functionDeclaration": function, "returnByValue": True}
        return self.session.send("Runtime.callFunctionOn", call)["result"]["value"]

    def style(self, node: dict[str, Any]) -> dict[str, str]:
        """The computed style of an element."""
        self.session.send("DOM.enable")
        self.session.send("CSS.enable")
        identity = self.session.send("DOM.pushNodesByBackendIdsToFrontend", {"backendNodeIds": [node["backendNodeId"]]})
        computed = self.session.send("CSS.getComputedStyleForNode", {"nodeId": identity["nodeIds"][0]})
        return {item["name"]: item["value"] for item in computed["computedStyle"]}


def select(page: Page, selector: str = "#message") -> None:
    """Select what an element of a page holds."""
    page.evaluate("(at) => getSelection().selectAllChildren(document.querySelector(at))", selector)


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node and all below it, shadow roots too."""
    yield node
    for child in (*node.get("shadowRoots", ()), *node.get("children", ())):
        yield from walk(child)


def attributes(node: dict[str, Any]) -> dict[str, str]:
    flat = node.get("attributes", [])
    return dict(zip(flat[::2], flat[1::2], strict=True))


def classes(node: dict[str, Any]) -> list[str]:
    return attributes(node).get("class", "").split()


def said(node: dict[str, Any], but: str = "") -> str:
    """The label or the words of an element, without those of the elements of one kind."""
    if label := attributes(node).get("aria-label"):
        return label
    if node["nodeType"] == 3:
        return str(node["nodeValue"])
    return "".join(said(child, but) for child in node.get("children", ()) if child["nodeName"] != but)


@contextmanager
def extended(extension: Path, profile: Path) -> Iterator[Extended]:
    """Chromium without windows, with an unpacked extension."""
    flags = [*FLAGS, "--headless=new", f"--disable-extensions-except={extension}", f"--load-extension={extension}"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, headless=False, args=flags, reduced_motion="reduce"
        )
        try:
            yield _begun(context)
        finally:
            context.close()


def _begun(context: BrowserContext) -> Extended:
    """The extension, once it has opened its options: all that it listens to is registered by then."""
    expect.set_options(timeout=PATIENCE * 1000)
    for _ in range(PATIENCE * 20):
        opened = [page.url for page in context.pages if page.url.endswith("/options.html")]
        if opened and context.service_workers:
            return Extended(context, context.service_workers[0], opened[0].rpartition("/")[0])
        context.pages[0].wait_for_timeout(50)
    raise AssertionError("the extension did not open its options")
