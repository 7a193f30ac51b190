/**
 * A shape for each decision besides its colour, the same as on the service's own page: octagon with a cross, envelope
 * with a tick, circle with a line, diamond with a question mark; a triangle for what could not be checked.
 *
 * @typedef {import("./client.js").Verdict["decision"] | "failure"} Shown
 */

const SVG = "http://www.w3.org/2000/svg";
/** In a square of 48. @type {Record<Shown, [ground: string, line: string]>} */
export const PATHS = {
  smishing: ["M15 2h18l13 13v18L33 46H15L2 33V15z", "M16 16l16 16M32 16L16 32"],
  genuine: ["M6 8h36a4 4 0 0 1 4 4v24a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4z", "M14 24l7 7 13-14"],
  other: ["M24 2a22 22 0 1 0 0 44a22 22 0 1 0 0-44z", "M14 24h20"],
  uncertain: ["M24 1l23 23-23 23L1 24z", "M18 19a6 6 0 1 1 8.5 5.5c-1.7 1-2.5 2-2.5 4M24 34.5v.5"],
  failure: ["M24 3l22 41H2z", "M24 18v12M24 36.5v.5"],
};

/**
 * @param {Shown} shown
 */
export function shape(shown) {
  const picture = drawn("svg", { class: "shape", viewBox: "0 0 48 48", "aria-hidden": "true", focusable: "false" });
  const [ground, line] = PATHS[shown];
  picture.append(drawn("path", { class: "ground", d: ground }), drawn("path", { class: "line", d: line }));
  return picture;
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 */
function drawn(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
