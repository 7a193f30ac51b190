import { answer, failed } from "../shared/answer.js";
import { outcomeOf } from "../shared/asking.js";
import { dress } from "../shared/page.js";
import { readSettings } from "../shared/settings.js";
import { openDetails } from "./details/keep.js";

/** The paste box behind the toolbar button. */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const text = /** @type {HTMLTextAreaElement} */ (document.querySelector("#text"));
const sender = /** @type {HTMLInputElement} */ (document.querySelector("#sender"));
const place = /** @type {HTMLElement} */ (document.querySelector("#place"));

const words = dress();

// Heard from the first moment on: who is quick has pasted and pressed before anything was read.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void words.then(check);
});
document.querySelector("#options")?.addEventListener("click", openOptions);
void begin();

async function begin() {
  const selected = await alreadySelected();
  if (text.value || sender.value) return;
  text.value = selected;
  text.focus();
}

/** @param {import("../shared/words.js").Say} say */
async function check(say) {
  const message = { text: text.value, sender: sender.value.trim() };
  place.textContent = say("checking");
  const outcome = await outcomeOf(await readSettings(), (client, lang) => client.check(message, { lang }));
  const acts = { onDetails: () => void openDetails(message), onRetry: () => void check(say), onSetup: openOptions };
  place.replaceChildren(
    outcome.verdict ? answer(outcome.verdict, message, say, acts) : failed(outcome.failure, say, acts),
  );
  place.querySelector("h1")?.scrollIntoView({ block: "nearest" });
}

function openOptions() {
  void chrome.runtime.openOptionsPage();
}

/** What is selected in the page, so that it need not be copied; or what the menu kept for this box. */
async function alreadySelected() {
  const { pasted } = await chrome.storage.session.get("pasted");
  await chrome.storage.session.remove("pasted");
  if (pasted) return String(pasted);
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const func = () => getSelection()?.toString() ?? "";
  try {
    const [told] = await chrome.scripting.executeScript({ target: { tabId: tab?.id ?? -1 }, func });
    return told?.result ?? "";
  } catch {
    // A page of the browser itself, which no extension may read.
    return "";
  }
}
