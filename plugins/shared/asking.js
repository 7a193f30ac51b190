import { Client } from "./client.js";
import { Failure, asFailure } from "./failure.js";
import { permissionFor } from "./settings.js";
import { languageOf } from "./words.js";

/**
 * An answer as one part of an extension sends it to another: a verdict or a failure.
 *
 * @template Verdict
 * @typedef {{verdict: Verdict, failure?: undefined}
 *   | {failure: ReturnType<Failure["toJSON"]>, verdict?: undefined}} Outcome
 */

/**
 * Asks the service that the settings name, and tells what became of it.
 *
 * @template Verdict
 * @param {import("./settings.js").Settings} settings
 * @param {(client: Client, lang: import("./client.js").Language) => Promise<Verdict>} ask
 * @returns {Promise<Outcome<Verdict>>}
 */
export async function outcomeOf(settings, ask) {
  try {
    const client = await clientFor(settings);
    return { verdict: await ask(client, languageOf(settings.language)) };
  } catch (error) {
    return { failure: asFailure(error).toJSON() };
  }
}

/**
 * @param {import("./settings.js").Settings} settings
 */
async function clientFor({ server, key }) {
  if (!server) throw new Failure("noAddress");
  if (!(await chrome.permissions.contains(permissionFor(server)))) throw new Failure("notPermitted");
  return new Client({ server, key });
}
