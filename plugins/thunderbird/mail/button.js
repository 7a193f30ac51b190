import { PATHS } from "../../shared/shape.js";
import { ON_LIGHT } from "../../shared/style.js";

/**
 * The button beside a mail's headers: a shape, a colour, a word and, where it is pointed at, a sentence.
 *
 * @typedef {import("../../shared/shape.js").Shown} Shown
 */

const action = messenger.messageDisplayAction;
const SIZES = [16, 32, 64];
const SQUARE = 48;

/**
 * The button of a tab without an answer.
 *
 * @param {number} tabId
 */
export async function plain(tabId) {
  await Promise.all([
    action.setIcon({ tabId, path: { 16: "icons/16.png", 32: "icons/32.png" } }),
    action.setLabel({ tabId, label: null }),
    action.setTitle({ tabId, title: null }),
  ]);
}

/**
 * The button of a tab with an answer.
 *
 * @param {number} tabId
 * @param {Shown} shown
 * @param {string} sentence
 * @param {import("../../shared/words.js").Say} say
 */
export async function dressed(tabId, shown, sentence, say) {
  const imageData = Object.fromEntries(SIZES.map((size) => [size, picture(shown, size)]));
  await Promise.all([
    action.setIcon({ tabId, imageData }),
    action.setLabel({ tabId, label: say(`label_${shown}`) }),
    action.setTitle({ tabId, title: sentence }),
  ]);
}

/**
 * The shape of an answer, in its colour with white lines, which can be told on light and on dark grounds.
 *
 * @param {Shown} shown
 * @param {number} size pixels
 */
function picture(shown, size) {
  const [ground, line] = PATHS[shown];
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(size, size).getContext("2d"));
  pen.scale(size / SQUARE, size / SQUARE);
  pen.fillStyle = ON_LIGHT[shown];
  pen.fill(new Path2D(ground));
  Object.assign(pen, { strokeStyle: "#fff", lineWidth: 6, lineCap: "round", lineJoin: "round" });
  pen.stroke(new Path2D(line));
  return pen.getImageData(0, 0, size, size);
}
