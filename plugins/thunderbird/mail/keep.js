/**
 * The last answer of a tab, so that no mail is sent twice while it is shown. It is kept in the memory of Thunderbird,
 * never on disk, until another mail is shown there or the tab is closed.
 *
 * @typedef {{mailId: number, verdict: import("../../shared/client.js").MailVerdict}} Kept
 */

/** @param {number} tabId */
const nameOf = (tabId) => `tab ${tabId}`;

/**
 * @param {number} tabId
 * @param {Kept} kept
 */
export async function keep(tabId, kept) {
  await messenger.storage.session.set({ [nameOf(tabId)]: kept });
}

/**
 * @param {number} tabId
 * @returns {Promise<Kept | null>}
 */
export async function keptOf(tabId) {
  const kept = await messenger.storage.session.get(nameOf(tabId));
  return kept[nameOf(tabId)] ?? null;
}

/** @param {number} tabId */
export async function forget(tabId) {
  await messenger.storage.session.remove(nameOf(tabId));
}
