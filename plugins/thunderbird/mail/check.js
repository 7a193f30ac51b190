import { outcomeOf } from "../../shared/asking.js";
import { Failure, failureSentence } from "../../shared/failure.js";
import { readSettings } from "../../shared/settings.js";
import { catalogueOf, languageOf, speaker } from "../../shared/words.js";
import { dressed } from "./button.js";
import { MAIL_DEFAULTS } from "./defaults.js";
import { keep, keptOf } from "./keep.js";
import { shownIn } from "./shown.js";

// The service's own bound, asked here so that nothing is sent in vain.
const MAX_MAIL = 2 * 1024 * 1024;

/**
 * Checks the mail that a tab shows, and tells the outcome by the tab's button. A verdict that is there is not asked again.
 *
 * @param {number} tabId
 * @param {number} mailId
 * @returns {Promise<import("../../shared/asking.js").Outcome<import("../../shared/client.js").MailVerdict>>}
 */
export async function check(tabId, mailId) {
  const kept = await keptOf(tabId);
  if (kept?.mailId === mailId) return { verdict: kept.verdict };
  const settings = await readSettings(MAIL_DEFAULTS);
  const { trustedAuthservId } = settings;
  const outcome = await outcomeOf(settings, async (client, lang) =>
    client.checkMail(await rawMail(mailId), { lang, trustedAuthservId }),
  );
  // Its reader may have gone on to another mail meanwhile.
  if ((await shownIn(tabId)) !== mailId) return outcome;
  const say = speaker(await catalogueOf(languageOf(settings.language)));
  const { verdict, failure } = outcome;
  if (verdict) await keep(tabId, { mailId, verdict });
  if (verdict) await dressed(tabId, verdict.decision, verdict.headline, say);
  else await dressed(tabId, "failure", failureSentence(failure, say), say);
  return outcome;
}

/**
 * A mail as it was received, headers first.
 *
 * @param {number} mailId
 * @returns {Promise<File>}
 */
async function rawMail(mailId) {
  const raw = /** @type {File} */ (await messenger.messages.getRaw(mailId, { data_format: "File" }));
  if (raw.size > MAX_MAIL) throw new Failure("tooLong");
  return raw;
}
