/**
 * A message on its way to the full page. It is kept in the memory of the browser, never on disk and never in an address,
 * and taken out once.
 *
 * @typedef {import("../../shared/client.js").Message} Message
 */

/**
 * Opens the full page with a message in a new tab.
 *
 * @param {Message} message
 */
export async function openDetails(message) {
  const id = crypto.randomUUID();
  await chrome.storage.session.set({ [id]: message });
  await chrome.tabs.create({ url: chrome.runtime.getURL(`details.html#${id}`) });
}

/**
 * The message that was kept under a name, or null.
 *
 * @param {string} id
 * @returns {Promise<Message | null>}
 */
export async function takeMessage(id) {
  const kept = await chrome.storage.session.get(id);
  await chrome.storage.session.remove(id);
  return /** @type {Message | undefined} */ (kept[id]) ?? null;
}
