import { answer, failed } from "../shared/answer.js";
import { button, element } from "../shared/element.js";
import { dress } from "../shared/page.js";
import { check } from "./mail/check.js";
import { shownIn } from "./mail/shown.js";

/** What opens at the button: asks about the mail that is shown, and shows the answer. */

const place = /** @type {HTMLElement} */ (document.querySelector("#place"));
void begin();

async function begin() {
  const say = await dress();
  const [tab] = await messenger.tabs.query({ active: true, currentWindow: true });
  await show(tab?.id ?? -1, say);
}

/**
 * @param {number} tabId
 * @param {import("../shared/words.js").Say} say
 */
async function show(tabId, say) {
  place.replaceChildren(element("p", { class: "waiting", role: "status" }, say("checking")));
  const mailId = await shownIn(tabId);
  if (mailId === null) return place.replaceChildren(element("p", {}, say("noMail")));
  const { verdict, failure } = await check(tabId, mailId);
  const onDetails = () => void open(`details.html#${tabId}`);
  const onRetry = () => void show(tabId, say);
  place.replaceChildren(
    verdict
      ? answer(verdict, verdict.mail, say, { onDetails, notes: verdict.mail.notes.map(({ sentence }) => sentence) })
      : failed(failure, say, { onRetry, onSetup }),
  );
  if (verdict) place.append(element("p", { class: "acts" }, button(say("openOptions"), onSetup)));
  place.querySelector("h1")?.focus();
}

/** @param {string} url */
async function open(url) {
  await messenger.tabs.create({ url });
  window.close();
}

function onSetup() {
  void messenger.runtime.openOptionsPage().then(() => window.close());
}
