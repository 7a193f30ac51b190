/**
 * Google Messages for web: the head of the open conversation shows the number, the short code or the contact's name.
 *
 * @type {import("./adapter.js").Adapter}
 */
export const messages = {
  host: /^messages\.google\.com$/,
  channel: "sms",
  sender(within) {
    const conversation = within.closest("mws-conversation-container") ?? within.ownerDocument;
    const shown = conversation.querySelector("[data-e2e-header-title]")?.textContent ?? "";
    // Marks of direction stand around a number.
    return shown.replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim();
  },
};
