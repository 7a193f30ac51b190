import { outcomeOf } from "../shared/asking.js";
import { readSettings } from "../shared/settings.js";
import { catalogueOf, languageOf } from "../shared/words.js";
import { openDetails } from "./details/keep.js";

/**
 * The background: hears of the menu and the keys, opens the panel in the page, and asks the service for it.
 *
 * @typedef {import("../shared/client.js").Message} Message
 * @typedef {{kind: "begin"} | {kind: "check", message: Message} | {kind: "details", message: Message}
 *   | {kind: "options"}} Request what the panel's script asks
 * @typedef {{text: string, elsewhere: boolean}} Selected what the browser says is selected, and whether in a frame that
 *   the panel's script cannot read
 * @typedef {{selected: Selected, catalogue: import("../shared/words.js").Catalogue, language: string,
 *   sendSender: boolean}} Beginning
 */

const MENU = "check-selection";
/** What the menu says is selected, by tab, until the panel's script has taken it. @type {Map<number, Selected>} */
const selected = new Map();

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  // Firefox for Android has neither menus nor keys for an extension: there the paste box is what remains.
  chrome.contextMenus?.create({ id: MENU, title: chrome.i18n.getMessage("menuCheck"), contexts: ["selection"] });
  if (reason === "install" && !(await readSettings()).server) await chrome.runtime.openOptionsPage();
});

chrome.contextMenus?.onClicked.addListener(({ selectionText = "", frameId = 0 }, tab) => check(tab, frameId, selectionText));
chrome.commands?.onCommand.addListener((_, tab) => check(tab));

chrome.runtime.onMessage.addListener((/** @type {Request} */ request, { tab }, respond) => {
  void answered(request, tab?.id).then(respond);
  return true;
});

/**
 * Opens the panel where the selection is: in its frame; for a frame of another site, in the page around it; for a page
 * that no extension may touch, the paste box instead.
 *
 * @param {chrome.tabs.Tab | undefined} tab
 * @param {number} [frameId]
 * @param {string} [text] what the browser says is selected: line breaks are lost in it
 */
async function check(tab, frameId = 0, text = "") {
  if (tab?.id === undefined) return;
  const opened =
    (await open(tab.id, frameId, { text, elsewhere: false })) ||
    (frameId !== 0 && (await open(tab.id, 0, { text, elsewhere: true })));
  if (!opened) await openPopup(text);
}

/**
 * @param {number} tabId
 * @param {number} frameId
 * @param {Selected} told
 * @returns {Promise<boolean>} whether the browser let it
 */
async function open(tabId, frameId, told) {
  selected.set(tabId, told);
  try {
    await chrome.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ["content.js"] });
    return true;
  } catch {
    selected.delete(tabId);
    return false;
  }
}

/**
 * The paste box in a tab of its own, with what was selected: for pages that no extension may touch.
 *
 * @param {string} text
 */
async function openPopup(text) {
  await chrome.storage.session.set({ pasted: text });
  await chrome.tabs.create({ url: chrome.runtime.getURL("popup.html") });
}

/**
 * @param {Request} request
 * @param {number} [tabId]
 */
async function answered(request, tabId = -1) {
  const settings = await readSettings();
  switch (request.kind) {
    case "begin":
      return begin(settings, tabId);
    case "check":
      return outcomeOf(settings, (client, lang) => client.check(request.message, { lang }));
    case "details":
      return openDetails(request.message);
    case "options":
      return chrome.runtime.openOptionsPage();
  }
}

/**
 * What the panel's script needs to begin.
 *
 * @param {import("../shared/settings.js").Settings} settings
 * @param {number} tabId
 * @returns {Promise<Beginning>}
 */
async function begin({ language, sendSender }, tabId) {
  const told = selected.get(tabId) ?? { text: "", elsewhere: false };
  selected.delete(tabId);
  const spoken = languageOf(language);
  return { selected: told, catalogue: await catalogueOf(spoken), language: spoken, sendSender };
}
