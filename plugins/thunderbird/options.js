import { dress } from "../shared/page.js";
import { setUp } from "../shared/setup.js";
import { MAIL_DEFAULTS } from "./mail/defaults.js";

/** The options page: the server, the key, the language, and when a mail is checked. */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const receiver = /** @type {HTMLInputElement} */ (document.querySelector("#receiver"));
const status = /** @type {HTMLElement} */ (document.querySelector("[role=status]"));

void dress().then((say) => {
  form.addEventListener("submit", (event) => {
    receiver.value = receiver.value.trim();
    receiver.ariaInvalid = String(!receiver.validity.valid);
    if (receiver.validity.valid) return;
    // What the service would refuse with every mail is not saved.
    event.preventDefault();
    event.stopImmediatePropagation();
    status.className = "bad";
    status.textContent = say("receiverWrong");
    receiver.focus();
  });
  void setUp(form, say, MAIL_DEFAULTS);
});
