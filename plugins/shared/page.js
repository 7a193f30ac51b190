import { readSettings } from "./settings.js";
import { ANSWER_STYLE, PAGE_STYLE } from "./style.js";
import { catalogueOf, fillIn, languageOf, speaker } from "./words.js";

/**
 * Dresses a page of an extension, and puts its words in. Gives what says further words.
 */
export async function dress() {
  for (const text of [ANSWER_STYLE, PAGE_STYLE]) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
  }
  const { language } = await readSettings();
  const chosen = languageOf(language);
  const say = speaker(await catalogueOf(chosen));
  fillIn(document, say, chosen);
  return say;
}
