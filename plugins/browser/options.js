import { dress } from "../shared/page.js";
import { setUp } from "../shared/setup.js";

/** The options page: the server, the key, the language, and what is sent. */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
void dress().then((say) => setUp(form, say));
