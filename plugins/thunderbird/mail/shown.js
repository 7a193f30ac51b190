/**
 * The id of the mail that a tab shows, or null. Where several are shown it is the first.
 *
 * @param {number} tabId
 * @returns {Promise<number | null>}
 */
export async function shownIn(tabId) {
  const shown = await messenger.messageDisplay.getDisplayedMessages(tabId);
  // The types are those of Manifest V2, where the list came bare.
  const { messages } = /** @type {messenger.messages.MessageList} */ (/** @type {unknown} */ (shown));
  return messages[0]?.id ?? null;
}
