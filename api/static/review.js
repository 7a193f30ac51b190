// Keys for what the page's own buttons and links do; without it they are clicked. One key, one element: data-key.
const OFF = "postproof-review-keys-off";
const off = document.getElementById("keys-off");

if (off) {
  off.checked = localStorage.getItem(OFF) === "yes";
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "yes" : "no"));
}

/** Whether somebody is writing, or means a key of the browser. */
function busy(event) {
  const writes = event.target.closest("input:not([type=checkbox]), select, textarea");
  return writes || event.ctrlKey || event.metaKey || event.altKey || event.repeat || off?.checked;
}

document.addEventListener("keydown", (event) => {
  if (busy(event) || !/^[a-z0-9?]$/.test(event.key)) return;
  const element = document.querySelector(`[data-key="${event.key}"]`);
  if (!element) return;
  event.preventDefault();
  if (element.tagName !== "DETAILS") {
    element.click();
    return;
  }
  element.open = !element.open;
  const first = element.open && element.querySelector("input:not([type=hidden]), select");
  (first || element.querySelector("summary")).focus();
});

// A decision is sent once, however often its key is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

const waiting = document.querySelector("[data-refresh]");
if (waiting) setTimeout(() => location.reload(), 1000 * waiting.dataset.refresh);
