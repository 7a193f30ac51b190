import { button, element } from "./element.js";
import { failureSentence } from "./failure.js";
import { shape } from "./shape.js";
import { pieces, quotes, strongest } from "./verdict.js";

/**
 * @typedef {import("./client.js").Verdict} Verdict
 * @typedef {import("./words.js").Say} Say
 * @typedef {import("./verdict.js").Piece} Piece
 * @typedef {{text: string, sender?: string}} Checked what was checked, as the spans of the verdict lead into it
 * @typedef {{onDetails?: () => void, onRetry?: () => void, onSetup?: () => void, notes?: string[]}} Acts what the
 *   buttons do (a button without an act is left out), and what else is to be said below the headline
 */

/**
 * A verdict for a reader: headline, reasons, the message with its pieces, advice.
 *
 * @param {Verdict} verdict
 * @param {Checked} checked
 * @param {Say} say
 * @param {Acts} [acts]
 */
export function answer(verdict, { text, sender = "" }, say, { onDetails, notes = [] } = {}) {
  const reasons = strongest(verdict);
  const whole = element("article", { class: `answer ${verdict.decision}` }, headline(verdict.decision, verdict.headline));
  for (const note of notes) whole.append(element("p", { class: "note" }, note));
  if (verdict.question) whole.append(element("p", { class: "question" }, verdict.question));
  whole.append(element("p", { class: "chances" }, chances(verdict, say)));
  if (reasons.length) whole.append(section(say("why"), list("ol", reasons.map((reason) => told(reason, text)))));
  whole.append(section(say("whatToDo"), list("ol", verdict.advice.map((step) => [step]))));
  whole.append(message(text, sender, reasons, say));
  if (onDetails) whole.append(element("p", { class: "acts" }, button(say("details"), onDetails)));
  return whole;
}

/**
 * A failure for a reader: what is wrong, and what to do.
 *
 * @param {Parameters<typeof failureSentence>[0]} failure
 * @param {Say} say
 * @param {Acts} [acts]
 */
export function failed(failure, say, { onRetry, onSetup } = {}) {
  const acts = element("p", { class: "acts" });
  if (onRetry) acts.append(button(say("tryAgain"), onRetry));
  if (onSetup) acts.append(button(say("openOptions"), onSetup));
  return element(
    "article",
    { class: "answer failure" },
    headline("failure", say("notChecked")),
    element("p", {}, failureSentence(failure, say)),
    acts,
  );
}

/**
 * @param {import("./shape.js").Shown} shown
 * @param {string} words
 */
function headline(shown, words) {
  return element("div", { class: "headline" }, shape(shown), element("h1", { id: "headline", tabindex: "-1" }, words));
}

/**
 * @param {Verdict} verdict
 * @param {Say} say
 */
function chances({ probabilities: { smishing, genuine, other } }, say) {
  return say("chances", percent(smishing), percent(genuine), percent(other));
}

/**
 * A probability in whole percent; never a certain 0 or 100.
 *
 * @param {number} probability
 */
export function percent(probability) {
  if (probability < 0.005) return "<1";
  return probability > 0.995 ? ">99" : String(Math.round(100 * probability));
}

/**
 * @param {import("./verdict.js").Evidence} reason
 * @param {string} text
 */
function told(reason, text) {
  return [reason.title, ...quotes(reason, text).flatMap((quote) => [" ", element("q", { dir: "auto" }, quote)])];
}

/**
 * @param {string} text
 * @param {string} sender
 * @param {import("./verdict.js").Evidence[]} reasons
 * @param {Say} say
 */
function message(text, sender, reasons, say) {
  const parts = marked(pieces(text, reasons, "text"), say);
  // A long message scrolls in itself, which takes the focus for those who have no mouse.
  const reach = { tabindex: "0", "aria-label": say("message") };
  const shown = element("blockquote", { class: "message", dir: "auto", ...reach }, ...parts);
  if (!sender) return section(say("message"), shown);
  const from = element("bdi", {}, ...marked(pieces(sender, reasons, "sender"), say));
  return section(say("message"), element("p", { class: "sender" }, `${say("from")} `, from), shown);
}

/**
 * @param {Piece[]} parts
 * @param {Say} say
 */
function marked(parts, say) {
  return parts.map(({ text, reasons, hidden }) => {
    const words = hidden ? element("code", {}, text) : text;
    if (!reasons.length) return words;
    const numbers = reasons.join(", ");
    const note = element("sup", {}, element("span", { class: "for-ears" }, ` ${say("reason")} `), numbers);
    return element("mark", {}, words, note);
  });
}

/**
 * @param {string} title
 * @param {...Node} children
 */
function section(title, ...children) {
  return element("section", {}, element("h2", {}, title), ...children);
}

/**
 * @param {"ol" | "ul"} tag
 * @param {(Node | string)[][]} items
 */
function list(tag, items) {
  return element(tag, {}, ...items.map((parts) => element("li", {}, ...parts)));
}
