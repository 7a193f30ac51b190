/**
 * Outlook on the web: the reading pane names the sender as "From: Name<address>", in an `aria-label` (its classes change
 * with each release) or in the text of a button.
 *
 * @type {import("./adapter.js").Adapter}
 */
export const outlook = {
  host: /^outlook\.(?:live|office|office365)\.com$|^outlook\.cloud\.microsoft$/,
  channel: "email",
  sender(within) {
    for (let part = within.parentElement; part; part = part.parentElement) {
      const shown = part.querySelector('[aria-label^="From:" i], [aria-label^="De:" i]');
      if (shown) return tidy(shown.getAttribute("aria-label") ?? "");
    }
    return "";
  },
};

/**
 * "From: USPS<a@b.example>" as "USPS <a@b.example>".
 *
 * @param {string} label
 */
function tidy(label) {
  return label.replace(/^[^:]*:\s*/, "").replace(/\s*<\s*/, " <").trim();
}
