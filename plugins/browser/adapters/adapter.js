import { gmail } from "./gmail.js";
import { messages } from "./messages.js";
import { outlook } from "./outlook.js";

/**
 * What is known of a site that shows messages. To add one: its file, its name here, and its page in
 * `tests/plugins/pages/`.
 *
 * @typedef {object} Adapter
 * @property {RegExp} host which sites
 * @property {NonNullable<import("../../shared/client.js").Message["channel"]>} channel how its messages come
 * @property {(within: Element) => string} sender who sent the message that an element is part of; empty if not shown
 */

/** @type {Adapter[]} */
const ADAPTERS = [gmail, outlook, messages];

/**
 * How a message came and who sent it, where the page is one that is known and shows it.
 *
 * @param {Location} location
 * @param {Element | null} within
 */
export function provenance(location, within) {
  const adapter = ADAPTERS.find(({ host }) => host.test(location.hostname));
  if (!adapter || !within) return { sender: "", channel: /** @type {const} */ ("unknown") };
  return { sender: adapter.sender(within), channel: adapter.channel };
}
