/**
 * What a person set up, kept on this device alone: `storage.sync` would hand the key to the browser's maker.
 *
 * @typedef {object} Settings
 * @property {string} server address of the service; empty until it is named
 * @property {string} key API key, or empty
 * @property {"auto" | "en" | "es"} language
 * @property {boolean} sendSender whether the sender goes along with the text
 */

/** @type {Settings} */
export const DEFAULTS = { server: "", key: "", language: "auto", sendSender: true };
const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/**
 * The settings, with defaults for what was never set; an extension gives the defaults of its own beside them.
 *
 * @template {object} [More={}]
 * @param {More} [more]
 * @returns {Promise<Settings & More>}
 */
export async function readSettings(more) {
  /** @type {Record<string, any>} */
  const defaults = { ...DEFAULTS, ...more };
  const kept = await chrome.storage.local.get(Object.keys(defaults));
  return /** @type {Settings & More} */ ({ ...defaults, ...kept });
}

/**
 * @param {Partial<Settings>} settings
 */
export async function saveSettings(settings) {
  await chrome.storage.local.set(settings);
}

/**
 * A typed address as one to ask: `example.org/x/` is https://example.org/x. Null where nothing may be sent there:
 * messages go over HTTPS, or stay on this machine.
 *
 * @param {string} typed
 */
export function serverAddress(typed) {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed.trim()) ? "" : "https://";
  if (!URL.canParse(scheme + typed.trim())) return null;
  const url = new URL(scheme + typed.trim());
  const safe = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
  if (!safe || url.username || url.password || url.search || url.hash) return null;
  return url.href.replace(/\/+$/, "");
}

/**
 * The permission that asking a server takes. A pattern holds no port: Firefox knows none there.
 *
 * @param {string} server
 * @returns {chrome.permissions.Permissions}
 */
export function permissionFor(server) {
  const { protocol, hostname } = new URL(server);
  return { origins: [`${protocol}//${hostname}/*`] };
}

/**
 * Gives the permission for a server back once another is asked.
 *
 * @param {string} former
 * @param {string} server
 */
export async function giveUp(former, server) {
  if (former && String(permissionFor(former).origins) !== String(permissionFor(server).origins))
    await chrome.permissions.remove(permissionFor(former));
}
