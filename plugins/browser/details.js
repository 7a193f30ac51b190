import { dress } from "../shared/page.js";
import { readSettings } from "../shared/settings.js";
import { languageOf } from "../shared/words.js";
import { takeMessage } from "./details/keep.js";

/** The way to the service's own page: its form, filled in and sent, so that the message stands in no address. */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
void begin();

async function begin() {
  const say = await dress();
  const message = await takeMessage(location.hash.slice(1));
  const { server, language } = await readSettings();
  if (!message || !server) {
    const status = document.querySelector("[role=status]");
    if (status) status.textContent = say("detailsGone");
    return;
  }
  form.action = `${server}/?lang=${languageOf(language)}`;
  for (const field of form.querySelectorAll("textarea, input"))
    if (field instanceof HTMLTextAreaElement) field.value = message.text;
    else if (field instanceof HTMLInputElement) field.value = message.sender ?? "";
  form.submit();
}
