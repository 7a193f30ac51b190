/**
 * Styles as text: pages of the extension and the panel on strangers' pages take the same. Sizes are in `em` of the
 * reader's own text size, since a page may set any size for its root. */

/** The colour of each decision on a light ground, below white. @type {Record<import("./shape.js").Shown, string>} */
export const ON_LIGHT = {
  smishing: "#b3161b",
  genuine: "#1c4f9c",
  other: "#4a5361",
  uncertain: "#8a5300",
  failure: "#4a5361",
};

const COLOURS = `
:host, :root {
  color-scheme: light dark;
  --ground: #fbfaf7; --panel: #ffffff; --text: #1b1d21; --soft: #565b64; --edge: #7d828c; --hairline: #dcdad3;
  --accent: #1c4f9c; --on-accent: #ffffff; --mark: #fff0b3; --mark-line: #9a5b00;
  ${Object.entries(ON_LIGHT).map(([shown, colour]) => `--${shown}: ${colour};`).join(" ")}
  --on-decision: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :host, :root {
    --ground: #15171b; --panel: #1e2127; --text: #eceef2; --soft: #b3b9c4; --edge: #8a919e; --hairline: #383d46;
    --accent: #9cc3ff; --on-accent: #10233f; --mark: #4a3b10; --mark-line: #f2c14e;
    --smishing: #ff9a94; --genuine: #9cc3ff; --other: #c0c7d2; --uncertain: #f4c15d; --failure: #c0c7d2;
    --on-decision: #15171b;
  }
}
`;

export const ANSWER_STYLE = `${COLOURS}
*, *::before, *::after { box-sizing: border-box; }
.answer, .waiting { font: 1em/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--text); overflow-wrap: anywhere; }
.answer { --decision: var(--other); }
.answer.smishing { --decision: var(--smishing); }
.answer.genuine { --decision: var(--genuine); }
.answer.uncertain { --decision: var(--uncertain); }
.answer.failure { --decision: var(--failure); }
.headline { display: flex; gap: 0.75em; align-items: center; padding: 0.75em; border: 2px solid var(--decision); border-radius: 0.6em; background: var(--panel); }
.shape { flex: none; inline-size: 2.75em; block-size: 2.75em; }
.ground { fill: var(--decision); }
.line { fill: none; stroke: var(--on-decision); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
h1 { margin: 0; font-size: 1.15em; line-height: 1.3; text-wrap: balance; }
h1:focus { outline: none; }
h2 { margin: 1em 0 0.35em; font-size: 1em; line-height: 1.3; }
p { margin: 0.6em 0; }
.chances, .sender { color: var(--soft); font-size: 0.9375em; }
.question { font-weight: 600; }
.note { padding: 0.5em 0.75em; border-inline-start: 4px solid var(--mark-line); background: var(--mark); }
ol { margin: 0; padding-inline-start: 1.4em; }
li { margin-block-end: 0.35em; }
li::marker { font-weight: 700; color: var(--soft); }
q { quotes: none; padding-inline: 0.25em; background: var(--mark); border-radius: 0.25em; unicode-bidi: isolate; }
q::before, q::after { content: none; }
.message { margin: 0; padding: 0.6em 0.75em; max-block-size: 15em; overflow: auto; white-space: pre-wrap; background: var(--panel); border: 1px solid var(--hairline); border-radius: 0.6em; unicode-bidi: isolate; }
mark { color: inherit; background: var(--mark); text-decoration: underline 2px var(--mark-line); text-underline-offset: 0.2em; text-decoration-skip-ink: none; }
sup { display: inline-block; font-size: 0.75em; line-height: 1; font-weight: 700; padding-inline-start: 0.15em; text-decoration: none; }
code { font: 0.75em ui-monospace, monospace; padding-inline: 0.2em; border: 1px dashed var(--mark-line); border-radius: 0.2em; }
.acts { display: flex; flex-wrap: wrap; gap: 0.6em; margin-block-end: 0; }
button { font: inherit; font-weight: 600; cursor: pointer; min-block-size: 2.75em; padding: 0.4em 1em; color: var(--accent); background: var(--panel); border: 1px solid var(--accent); border-radius: 0.5em; }
button:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.for-ears { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { mark { text-decoration-color: CanvasText; } }
`;

export const PANEL_STYLE = `
:host { direction: ltr; overflow: visible; font-size: medium; pointer-events: auto; }
.panel { display: flex; flex-direction: column; max-block-size: inherit; overflow: hidden; background: var(--ground); color: var(--text); border: 1px solid var(--edge); border-radius: 0.75em; box-shadow: 0 0.4em 1.6em rgb(0 0 0 / 0.35); text-align: start; }
.place { min-block-size: 0; overflow: auto; overscroll-behavior: contain; padding: 0 0.9em 0.9em; scrollbar-width: thin; }
.panel:focus { outline: none; }
.bar { display: flex; justify-content: space-between; align-items: center; padding: 0.4em 0.9em; font: 700 1em/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
.bar button { min-inline-size: 2.75em; padding: 0; border-color: transparent; background: transparent; color: var(--soft); }
`;

export const PAGE_STYLE = `
body { margin: 0; font: 1em/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: var(--ground); color: var(--text); }
main { max-inline-size: 44em; margin-inline: auto; padding: 1em; }
form { margin-block-start: 1em; }
label { display: block; font-weight: 600; }
.field { margin-block-end: 1.1em; }
.hint { margin: 0.25em 0; color: var(--soft); font-size: 0.9375em; }
textarea, input:not([type="checkbox"]), select { display: block; inline-size: 100%; margin-block-start: 0.3em; padding: 0.6em 0.75em; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--edge); border-radius: 0.5em; }
textarea { resize: vertical; min-block-size: 7em; }
.choice { display: flex; gap: 0.6em; align-items: start; padding-block: 0.5em; font-weight: 400; }
.choice input { flex: none; inline-size: 1.5em; block-size: 1.5em; margin: 0; accent-color: var(--accent); }
button.main { color: var(--on-accent); background: var(--accent); font-weight: 700; }
a { color: var(--accent); }
[role="status"] { min-block-size: 1.5em; }
.good::before { content: "\\2713\\00a0"; font-weight: 700; }
.bad { color: var(--smishing); font-weight: 600; }
[hidden] { display: none !important; }
`;
