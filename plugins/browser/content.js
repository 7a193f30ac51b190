import { openPanel } from "../shared/panel.js";
import { speaker } from "../shared/words.js";
import { provenance } from "./adapters/adapter.js";

/**
 * What runs in a page once its reader asks: reads the selection, shows the panel beside it, has the background ask.
 *
 * @typedef {import("../shared/client.js").Message} Message
 * @typedef {import("../shared/client.js").Verdict} Verdict
 */

const one = /** @type {{postproofPanel?: import("../shared/panel.js").Panel}} */ (globalThis);

/** @param {import("./background.js").Request} request */
const ask = (request) => chrome.runtime.sendMessage(request);

void begin();

async function begin() {
  /** @type {import("./background.js").Beginning} */
  const { selected, catalogue, language, sendSender } = await ask({ kind: "begin" });
  one.postproofPanel?.close();
  const message = readMessage(selected, sendSender);
  const panel = openPanel(speaker(catalogue), { near: placeOfSelection(), lang: language });
  one.postproofPanel = panel;
  await check(panel, message);
}

/**
 * @param {import("../shared/panel.js").Panel} panel
 * @param {Message} message
 */
async function check(panel, message) {
  panel.waiting();
  /** @type {import("../shared/asking.js").Outcome<Verdict>} */
  const outcome = await ask({ kind: "check", message });
  const acts = {
    onDetails: () => void ask({ kind: "details", message }),
    onRetry: () => void check(panel, message),
    onSetup: () => void ask({ kind: "options" }),
  };
  if (outcome.verdict) panel.answer(outcome.verdict, message, acts);
  else panel.failed(outcome.failure, acts);
}

/**
 * The message that is selected, with its sender where the page shows it and the reader lets it go along.
 *
 * @param {import("./background.js").Selected} told for selections that a page's script cannot see
 * @param {boolean} sendSender
 * @returns {Message}
 */
function readMessage({ text: told, elsewhere }, sendSender) {
  // What was once selected in the page around a frame still is.
  if (elsewhere) return { text: told, sender: "", channel: "unknown" };
  const selection = getSelection();
  const node = selection?.rangeCount ? selection.getRangeAt(0).commonAncestorContainer : null;
  const within = node instanceof Element ? node : (node?.parentElement ?? null);
  const { sender, channel } = provenance(location, within);
  const text = selectedInField() || selection?.toString().trim() || told;
  return { text, sender: sendSender ? sender : "", channel };
}

/** What is selected in a text field, which is no selection of the page. */
function selectedInField() {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return "";
  return field.value.slice(field.selectionStart, field.selectionEnd);
}

function placeOfSelection() {
  const selection = getSelection();
  const place = selection?.rangeCount ? selection.getRangeAt(0).getBoundingClientRect() : null;
  return place && place.width + place.height > 0 ? place : null;
}
