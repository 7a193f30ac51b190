/**
 * The words of `_locales`, in the language that a person chose: `chrome.i18n` knows only the browser's own.
 *
 * @typedef {Record<string, string>} Catalogue
 * @typedef {(key: string, ...parts: string[]) => string} Say
 * @typedef {import("./client.js").Language} Language
 */

/**
 * The language to speak: the chosen one, else the browser's where it is known, else English.
 *
 * @param {"auto" | Language} chosen
 * @returns {Language}
 */
export function languageOf(chosen) {
  if (chosen !== "auto") return chosen;
  return chrome.i18n.getUILanguage().toLowerCase().startsWith("es") ? "es" : "en";
}

/**
 * All words of a language, as plain data.
 *
 * @param {Language} language
 * @returns {Promise<Catalogue>}
 */
export async function catalogueOf(language) {
  const response = await fetch(chrome.runtime.getURL(`_locales/${language}/messages.json`));
  /** @type {Record<string, {message: string}>} */
  const entries = await response.json();
  return Object.fromEntries(Object.entries(entries).map(([key, { message }]) => [key, message]));
}

/**
 * Says words of a catalogue; `$1` stands for the first part. An unknown key is a mistake of ours.
 *
 * @param {Catalogue} catalogue
 * @returns {Say}
 */
export function speaker(catalogue) {
  return (key, ...parts) => {
    const message = catalogue[key];
    if (message === undefined) throw new RangeError(`no words for ${key}`);
    return message.replaceAll(/\$(\d)/g, (_, number) => parts[Number(number) - 1] ?? "");
  };
}

/**
 * Puts words into a page: `data-say` names those of an element, `data-say-placeholder` those of a field's hint.
 *
 * @param {Document} page
 * @param {Say} say
 * @param {Language} language
 */
export function fillIn(page, say, language) {
  page.documentElement.lang = language;
  for (const element of page.querySelectorAll("[data-say]"))
    element.textContent = say(element.getAttribute("data-say") ?? "");
  for (const field of page.querySelectorAll("[data-say-placeholder]"))
    field.setAttribute("placeholder", say(field.getAttribute("data-say-placeholder") ?? ""));
}
