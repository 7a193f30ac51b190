/** Firefox with the extension, driven by its own WebDriver BiDi: prints what the paste box says and where the panel stands. */

import { spawn } from "node:child_process";

const [extension, server, profile] = process.argv.slice(2);
// Pages of an extension open to a driver only with access to the system.
const flags = ["--headless", "--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access", "--profile", profile];
const firefox = spawn("firefox-esr", flags, { stdio: ["ignore", "ignore", "pipe"] });
process.on("exit", () => firefox.kill());
const address = await new Promise((found) => {
  let log = "";
  firefox.stderr.on("data", (part) => {
    log += part;
    const listening = /WebDriver BiDi listening on (ws:\S+)/.exec(log);
    if (listening) found(listening[1]);
  });
});
const socket = new WebSocket(`${address}/session`);
await new Promise((opened) => socket.addEventListener("open", opened));
const awaited = new Map();
socket.addEventListener("message", ({ data }) => {
  const message = JSON.parse(data);
  awaited.get(message.id)?.(message);
});

async function call(method, params = {}) {
  const id = awaited.size + 1;
  const answer = new Promise((told) => awaited.set(id, told));
  socket.send(JSON.stringify({ id, method, params }));
  const { result, message } = await answer;
  if (!result) throw new Error(`${method}: ${message}`);
  return result;
}

async function run(context, script) {
  const { result, exceptionDetails } = await call("script.evaluate", { expression: script, target: { context }, awaitPromise: true });
  if (!result) throw new Error(`${script}: ${exceptionDetails.text}`);
  return result.value;
}

async function until(look) {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((later) => setTimeout(later, 100));
  }
}

async function open(url) {
  const { context } = await call("browsingContext.create", { type: "tab" });
  await call("browsingContext.navigate", { context, url, wait: "complete" });
  return context;
}

await call("session.new", { capabilities: {} });
await call("webExtension.install", { extensionData: { type: "path", path: extension } });
// Once installed, it opens its options, where a server is to be named.
const options = await until(async () =>
  (await call("browsingContext.getTree")).contexts.find(({ url }) => url.startsWith("moz-extension:")),
);
await until(() => run(options.context, "document.querySelector('h1')?.textContent ?? ''"));
await run(options.context, `chrome.storage.local.set({ server: "${server}", language: "en" })`);

const popup = await open(options.url.replace(/options\.html.*/, "popup.html"));
await until(() => run(popup, "document.activeElement?.id === 'text'"));
await run(popup, `document.querySelector("#text").value = "USPS: pay $0.30 at usps.com-track.top/x";
  document.querySelector("button.main").click()`);
const pasted = await until(() => run(popup, "document.querySelector('#place h1')?.textContent ?? ''"));

const page = await open(`${server}/about`);
await run(page, "getSelection().selectAllChildren(document.querySelector('h1'))");
await run(options.context, `chrome.tabs.query({ url: "http://127.0.0.1/*" }).then(([{ id }]) =>
  chrome.scripting.executeScript({ target: { tabId: id }, files: ["content.js"] })).then(() => "")`);
// Taller than what says that the answer is awaited: the answer stands there, in its own style.
const panel = await until(() => run(page, `(() => {
  const panel = document.querySelector("postproof-panel:popover-open");
  const { height, width } = panel?.getBoundingClientRect() ?? { height: 0, width: 0 };
  return height > 200 ? width + " " + panel.shadowRoot : "";
})()`));
console.log(JSON.stringify({ pasted, panel }));
await call("browser.close");
socket.close();
