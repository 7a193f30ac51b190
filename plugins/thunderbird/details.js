import { answer, percent } from "../shared/answer.js";
import { element } from "../shared/element.js";
import { dress } from "../shared/page.js";
import { keptOf } from "./mail/keep.js";

/**
 * All of an answer that was given: every reason with its weight. Nothing is sent for it.
 *
 * @typedef {import("../shared/client.js").MailVerdict} MailVerdict
 * @typedef {import("../shared/verdict.js").Evidence} Evidence
 * @typedef {import("../shared/words.js").Say} Say
 */

const place = /** @type {HTMLElement} */ (document.querySelector("#place"));
void begin();

async function begin() {
  const say = await dress();
  const kept = await keptOf(Number(location.hash.slice(1)));
  if (kept) place.replaceChildren(...told(kept.verdict, say));
  else place.replaceChildren(element("p", { role: "status" }, say("detailsGone")));
}

/**
 * @param {MailVerdict} verdict
 * @param {Say} say
 */
function told(verdict, say) {
  const { mail, evidence = [], counterfactuals, model } = verdict;
  const parts = [answer(verdict, mail, say, { notes: mail.notes.map(({ sentence }) => sentence) })];
  for (const scorecard of /** @type {const} */ (["risk", "origin"])) {
    const items = evidence.filter((item) => item.scorecard === scorecard);
    if (items.length) parts.push(table(say(`scorecard_${scorecard}`), items, say));
  }
  if (evidence.length) parts.push(element("p", { class: "hint" }, say("weightHint")));
  if (counterfactuals.length) parts.push(otherwise(counterfactuals, say));
  return [...parts, element("p", { class: "hint" }, say("model", model.version))];
}

/**
 * @param {string} title
 * @param {Evidence[]} items
 * @param {Say} say
 */
function table(title, items, say) {
  const heads = [say("found"), say("weight")].map((words) => element("th", { scope: "col" }, words));
  const sum = items.reduce((before, { log_odds }) => before + log_odds, 0);
  return element(
    "table",
    {},
    element("caption", {}, title),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...items.map((item) => row(item, say))),
    element("tfoot", {}, element("tr", {}, element("th", { scope: "row" }, say("sum")), element("td", {}, signed(sum)))),
  );
}

/**
 * @param {Evidence} item
 * @param {Say} say
 */
function row({ title, log_odds, fact }, say) {
  const found = element("td", {}, title);
  if (fact) found.append(element("p", { class: "hint" }, say("fact", fact.statement, fact.source, fact.checked)));
  return element("tr", {}, found, element("td", {}, signed(log_odds)));
}

/**
 * @param {MailVerdict["counterfactuals"]} counterfactuals
 * @param {Say} say
 */
function otherwise(counterfactuals, say) {
  const items = counterfactuals.map(({ change, probabilities: { smishing, genuine, other } }) =>
    element("li", {}, say("counterfactual", change, percent(smishing), percent(genuine), percent(other))),
  );
  return element("section", {}, element("h2", {}, say("otherwise")), element("ul", {}, ...items));
}

/** @param {number} logOdds */
function signed(logOdds) {
  return new Intl.NumberFormat("en", { signDisplay: "exceptZero", minimumFractionDigits: 2, maximumFractionDigits: 2 })
    .format(logOdds)
    .replace("-", "\u2212");
}
