import { outcomeOf } from "./asking.js";
import { failureSentence } from "./failure.js";
import { giveUp, permissionFor, readSettings, saveSettings, serverAddress } from "./settings.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */

/**
 * The form of an options page: fields by the names of settings, a button, and a `role=status` line. Saving asks for the
 * permission to reach the server, then tries the server and the key without sending any message.
 *
 * @param {HTMLFormElement} form
 * @param {import("./words.js").Say} say
 * @param {object} [more] defaults of the extension's own settings, which have fields in the form as well
 */
export async function setUp(form, say, more) {
  const settings = await readSettings(more);
  for (const field of fieldsOf(form)) write(field, /** @type {Record<string, unknown>} */ (settings)[field.name]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save(form, say);
  });
  // Not before: what is typed earlier would be written over, and the button would put it into an address.
  form.inert = false;
}

/**
 * @param {HTMLFormElement} form
 * @param {import("./words.js").Say} say
 */
async function save(form, say) {
  const fields = fieldsOf(form);
  const typed = Object.fromEntries(fields.map((field) => [field.name, read(field)]));
  const server = serverAddress(String(typed.server));
  mark(fields, server === null);
  if (server === null) return tell(form, say("serverWrong"), "bad");
  // First of all that takes time: a browser asks a person only while it remembers the click.
  if (!(await chrome.permissions.request(permissionFor(server)))) return tell(form, say("permissionRefused"), "bad");
  const { server: former } = await readSettings();
  await saveSettings({ ...typed, server });
  await giveUp(former, server);
  for (const field of fields) if (field.name === "server") write(field, server);
  tell(form, say("testing"), "");
  const { verdict: model, failure } = await outcomeOf(await readSettings(), (client) => client.model());
  if (failure) return tell(form, `${say("savedUntested")} ${failureSentence(failure, say)}`, "bad");
  return tell(form, say("saved", model.version), "good");
}

/**
 * @param {HTMLFormElement} form
 * @returns {Field[]}
 */
function fieldsOf(form) {
  return [.../** @type {NodeListOf<Field>} */ (form.querySelectorAll("input[name], select[name]"))];
}

/** @param {Field} field */
function read(field) {
  return field instanceof HTMLInputElement && field.type === "checkbox" ? field.checked : field.value.trim();
}

/**
 * @param {Field} field
 * @param {unknown} value
 */
function write(field, value) {
  if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === true;
  else field.value = String(value);
}

/**
 * @param {Field[]} fields
 * @param {boolean} wrong whether the address cannot be used
 */
function mark(fields, wrong) {
  const server = fields.find(({ name }) => name === "server");
  server?.setAttribute("aria-invalid", String(wrong));
  if (wrong) server?.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} sentence
 * @param {"" | "good" | "bad"} kind
 */
function tell(form, sentence, kind) {
  const status = form.querySelector("[role=status]");
  if (!status) return;
  status.textContent = sentence;
  status.className = kind;
}
