import { readSettings } from "../shared/settings.js";
import { plain } from "./mail/button.js";
import { check } from "./mail/check.js";
import { MAIL_DEFAULTS } from "./mail/defaults.js";
import { forget, keptOf } from "./mail/keep.js";
import { shownIn } from "./mail/shown.js";

/** The background: a button without an answer for each mail that is opened, and the answer where its reader wants it unasked. */

messenger.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason === "install" && !(await readSettings()).server) await messenger.runtime.openOptionsPage();
});

messenger.messageDisplay.onMessagesDisplayed.addListener(async ({ id }) => {
  if (id === undefined) return;
  const mailId = await shownIn(id);
  // A tab that is looked at again shows the same mail, and its answer stands.
  if (mailId !== null && (await keptOf(id))?.mailId === mailId) return;
  await forget(id);
  await plain(id);
  const { automatic, server } = await readSettings(MAIL_DEFAULTS);
  if (automatic && server && mailId !== null) await check(id, mailId);
});

messenger.tabs.onRemoved.addListener((id) => void forget(id));
