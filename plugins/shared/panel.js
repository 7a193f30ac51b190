import { answer, failed } from "./answer.js";
import { button, element } from "./element.js";
import { ANSWER_STYLE, PANEL_STYLE } from "./style.js";

/**
 * A small window over a page, which the page can neither read nor dress: a closed shadow root in the top layer, with
 * constructed style sheets, which no content security policy of a page governs.
 *
 * @typedef {import("./answer.js").Acts} Acts
 * @typedef {{waiting(): void, answer(verdict: import("./client.js").Verdict, checked: import("./answer.js").Checked,
 *   acts?: Acts): void, failed(failure: ReturnType<import("./failure.js").Failure["toJSON"]>, acts?: Acts): void,
 *   close(): void}} Panel
 */

const WIDTH = 416;
const GAP = 8;
const NARROW = 480;
const ROOM = 300;
const STYLE = {
  all: "initial",
  "color-scheme": "light dark",
  display: "block",
  position: "fixed",
  inset: "auto",
  margin: "0",
};

/**
 * Opens a panel that says that the answer is awaited.
 *
 * @param {import("./words.js").Say} say
 * @param {{near?: DOMRect | null, lang?: string, onClose?: () => void}} [where] beside what it opens, in the window
 * @returns {Panel}
 */
export function openPanel(say, { near = null, lang = "en", onClose } = {}) {
  const before = document.activeElement;
  const host = document.createElement("postproof-panel");
  const root = host.attachShadow({ mode: "closed" });
  root.adoptedStyleSheets = [ANSWER_STYLE, PANEL_STYLE].map(sheet);
  const place = element("div", { class: "place" });
  const cross = button("\u2715", close, { "aria-label": say("close") });
  const window_ = element(
    "div",
    { class: "panel", role: "dialog", "aria-label": say("panelLabel"), lang, tabindex: "-1" },
    element("div", { class: "bar" }, element("span", {}, "Postproof"), cross),
    place,
  );
  root.append(window_);
  stand(host, near);
  for (const type of ["keydown", "keyup", "keypress"]) host.addEventListener(type, keep);
  addEventListener("keydown", closeByKey, true);
  // The page below may be inert: then only what lies in its own open dialogue can be used.
  const dialogues = document.querySelectorAll("dialog:modal");
  (dialogues[dialogues.length - 1] ?? document.documentElement).append(host);
  host.showPopover();

  /** @param {Event} event */
  function keep(event) {
    // Shortcuts of the page (in web mail a letter deletes) are not for keys that are pressed in here.
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  function closeByKey(event) {
    if (event.key !== "Escape") return;
    // Also where its reader has gone on in the page, which then knows nothing of the key.
    event.stopPropagation();
    event.preventDefault();
    close();
  }

  function close() {
    removeEventListener("keydown", closeByKey, true);
    host.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    onClose?.();
  }

  /** @param {HTMLElement} content */
  function show(content) {
    place.replaceChildren(content);
    const first = place.querySelector("h1");
    (first ?? window_).focus({ preventScroll: true });
    place.scrollTop = 0;
  }

  const panel = {
    waiting: () => show(element("p", { class: "waiting", role: "status" }, say("checking"))),
    /** @type {Panel["answer"]} */
    answer: (verdict, checked, acts) => show(answer(verdict, checked, say, acts)),
    /** @type {Panel["failed"]} */
    failed: (failure, acts) => show(failed(failure, say, acts)),
    close,
  };
  panel.waiting();
  return panel;
}

/** @param {string} text */
function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/**
 * Puts the panel beside a place in the window, or at its foot where the window is narrow. Each property is important:
 * nothing that a page says of all elements counts.
 *
 * @param {HTMLElement} host
 * @param {DOMRect | null} near
 */
function stand(host, near) {
  host.popover = "manual";
  const style = { ...STYLE, ...placed(near) };
  for (const [name, value] of Object.entries(style)) host.style.setProperty(name, value, "important");
}

/**
 * @param {DOMRect | null} near
 * @returns {Record<string, string>}
 */
function placed(near) {
  const { clientWidth: across, clientHeight: down } = document.documentElement;
  const wide = Math.max(across, GAP * 2);
  const tall = Math.min(down || innerHeight, innerHeight);
  const narrow = wide <= NARROW;
  const width = `${Math.min(WIDTH, wide - 2 * GAP)}px`;
  if (narrow || !near) {
    if (narrow) return { width, left: `${GAP}px`, bottom: `${GAP}px`, "max-height": `${tall * 0.75}px` };
    return { width, right: `${2 * GAP}px`, top: `${2 * GAP}px`, "max-height": `${tall - 4 * GAP}px` };
  }
  const left = `${Math.max(GAP, Math.min(near.left, wide - WIDTH - GAP))}px`;
  // What is selected may reach beyond the window.
  const inside = (/** @type {number} */ edge) => Math.max(0, Math.min(edge, tall));
  const above = inside(near.top) - 2 * GAP;
  const below = tall - inside(near.bottom) - 2 * GAP;
  const room = Math.min(below >= ROOM ? below : Math.max(above, below, ROOM), tall - 2 * GAP);
  const side = below >= ROOM || below >= above ? "top" : "bottom";
  return { width, left, [side]: `${tall - room - GAP}px`, "max-height": `${room}px` };
}
