/**
 * What a verdict shows: its strongest reasons, and the text cut into the pieces that they point at.
 *
 * @typedef {import("./client.js").Verdict} Verdict
 * @typedef {NonNullable<Verdict["evidence"]>[number]} Evidence
 * @typedef {{text: string, reasons: number[], hidden: boolean}} Piece a stretch of a text, the numbers of the reasons
 *   that point at it, and whether its characters are ones that no program shows; these stand by their name
 */

const MAX_REASONS = 3;
const MAX_QUOTES = 3;

/**
 * The evidence that did most for the decision, each rule once: the same choice as the service's own page makes.
 *
 * @param {Verdict} verdict
 * @returns {Evidence[]}
 */
export function strongest({ decision, evidence = [] }) {
  const found = evidence.filter((item) => item.source !== "prior" && speaksFor(decision, item));
  found.sort((one, other) => Math.abs(other.log_odds) - Math.abs(one.log_odds));
  const told = found.map(({ source }) => source);
  return found.filter(({ source }, index) => told.indexOf(source) === index).slice(0, MAX_REASONS);
}

/**
 * @param {Verdict["decision"]} decision
 * @param {Evidence} item
 */
function speaksFor(decision, { scorecard, log_odds }) {
  if (decision === "uncertain") return log_odds !== 0;
  if (scorecard === "risk") return log_odds > 0 === (decision === "smishing");
  return decision !== "smishing" && log_odds > 0 === (decision === "genuine");
}

/**
 * What a reason quotes; nothing where it points at all of the message.
 *
 * @param {Evidence} reason
 * @param {string} text
 */
export function quotes({ spans }, text) {
  const parts = spans.filter((span) => span.start < span.end && !(span.field === "text" && span.quote === text));
  return [...new Set(parts.map((span) => span.quote.replaceAll(/\s+/g, " ").trim()))].filter(Boolean).slice(0, MAX_QUOTES);
}

/**
 * The whole of a field, cut where a piece that a reason points at begins or ends. Offsets are Unicode code points.
 *
 * @param {string} text
 * @param {Evidence[]} reasons
 * @param {"text" | "sender"} field
 * @returns {Piece[]}
 */
export function pieces(text, reasons, field) {
  const characters = Array.from(text);
  const marks = reasons.flatMap(({ spans }, index) =>
    spans
      .filter((span) => span.field === field && span.start < span.end)
      .filter((span) => field === "sender" || span.start > 0 || span.end < characters.length)
      .map(({ start, end }) => ({ start, end, number: index + 1 })),
  );
  const cuts = [...new Set([0, characters.length, ...marks.flatMap(({ start, end }) => [start, end])])];
  cuts.sort((one, other) => one - other);
  return cuts.slice(1).flatMap((end, index) => {
    const start = cuts[index] ?? 0;
    const over = marks.filter((mark) => mark.start <= start && end <= mark.end).map(({ number }) => number);
    const numbers = [...new Set(over)].sort((one, other) => one - other);
    return shown(characters.slice(start, end).join("")).map((part) => ({ ...part, reasons: numbers }));
  });
}

// Characters that no program shows, a run of one at a time; after an emoji joiners and tags make one picture with it.
const HIDDEN =
  /[\p{So}\p{Sk}\p{Mn}\p{Me}][\u200d\u{e0020}-\u{e007f}]+|(?<hidden>(?![\n\t])[\p{Cf}\p{Cc}\p{Co}\p{Zl}\p{Zp}])\k<hidden>*/gu;

/**
 * A text as it can be read: characters that are not seen stand by their name, such as U+200B, or U+200B x7 for a run.
 *
 * @param {string} text
 */
function shown(text) {
  const parts = [];
  let from = 0;
  for (const { 0: run, index, groups } of text.matchAll(HIDDEN)) {
    const character = groups?.hidden;
    if (!character) continue;
    if (index > from) parts.push({ text: text.slice(from, index), hidden: false });
    parts.push({ text: named(character, run.length / character.length), hidden: true });
    from = index + run.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hidden: false });
  return parts;
}

/**
 * @param {string} character
 * @param {number} times
 */
function named(character, times) {
  const name = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return times === 1 ? name : `${name} x${times}`;
}
