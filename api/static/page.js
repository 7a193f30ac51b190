// Answers in place what the forms of the page ask. Without it they do the same by loading the page again.
const check = document.getElementById("check");
const root = new URL("..", import.meta.url);
const words = check.dataset;
const picture = document.getElementById("picture");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Say something to eyes and ears, near what was pressed; the element is read out by screen readers. */
function say(near, sentence, wrong = false) {
  const status = near.closest("form, .act").querySelector(".status");
  status.textContent = sentence;
  status.classList.toggle("mistake", wrong);
  return status;
}

/** Put what a fetched page has in an element where this page has it. */
function replace(id, fetched) {
  const next = fetched.getElementById(id);
  const here = document.getElementById(id);
  if (next && here) here.replaceChildren(...next.childNodes);
  return here;
}

/** The fields keep focus and cursor: only what is said about them is exchanged. Returns the first wrong one. */
function showMistakes(fetched) {
  let first = null;
  for (const id of ["text", "sender", "picture"]) {
    const field = document.getElementById(id);
    const next = fetched.getElementById(id);
    if (!field || !next) continue;
    replace(`${id}-mistake`, fetched);
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (next.hasAttribute(name)) field.setAttribute(name, next.getAttribute(name));
      else field.removeAttribute(name);
    }
    if (next.hasAttribute("aria-invalid")) first ??= field;
  }
  return first;
}

/** Whether it is the button that sends a picture. */
function reads(button) {
  return button?.id === "read-picture";
}

/** The page that the address of a form, or of its button for pictures, answers with. */
async function ask(form, button) {
  const data = new FormData(form);
  if (!reads(button)) data.delete("picture");
  const body = reads(button) ? data : new URLSearchParams(data);
  const address = reads(button) ? button.formAction : form.action;
  const response = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" }, redirect: "follow" });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Put what a picture says into the fields, to be corrected: an answer to another text would mislead. */
function fill(fetched) {
  for (const id of ["text", "sender"]) document.getElementById(id).value = fetched.getElementById(id).value;
  document.getElementById("text").rows = fetched.getElementById("text").rows;
  picture.value = "";
  replace("answer", fetched);
  say(check, "");
  const told = replace("told", fetched);
  document.getElementById("text").focus({ preventScroll: true });
  told.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "center" });
}

function arrive(form, fetched) {
  const wrong = form === check ? showMistakes(fetched) : null;
  if (wrong) {
    say(form, "");
    wrong.focus();
    return;
  }
  if (!fetched.getElementById(form.dataset.updates)) {
    // A page of another kind: too many messages, a fault. Its heading says so.
    say(form, fetched.querySelector("h1")?.textContent ?? words.broken, true);
    return;
  }
  if (fetched.getElementById("read")) {
    fill(fetched);
    return;
  }
  const place = replace(form.dataset.updates, fetched);
  prepare(place);
  if (form === check) {
    document.title = fetched.title;
    // Eyes find the headline just below.
    const headline = document.createElement("span");
    headline.className = "for-ears";
    headline.textContent = ` ${place.querySelector("h1")?.textContent ?? ""}`;
    say(form, words.done).append(headline);
    place.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "start" });
  } else {
    say(form, "");
    place.focus();
  }
}

async function send(form, button) {
  if (form.dataset.waiting) return;
  form.dataset.waiting = "yes";
  button?.setAttribute("aria-disabled", "true");
  say(form, button?.dataset.busy ?? words.busy);
  // What stands below makes room at the press, and not when the answer arrives.
  const awaited = form === check && !reads(button) ? document.getElementById("answer") : null;
  awaited?.classList.add("awaited");
  try {
    arrive(form, await ask(form, button));
  } catch {
    say(form, navigator.onLine ? words.broken : words.offline, true);
  } finally {
    if (!awaited?.hasChildNodes()) awaited?.classList.remove("awaited");
    delete form.dataset.waiting;
    button?.removeAttribute("aria-disabled");
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
    say(button, words.copied);
    button.dataset.done = "yes";
  } catch {
    field.closest("details").open = true;
    field.focus();
    field.select();
    say(button, words.notCopied, true);
  }
}

/** Show the buttons that only a script can serve. */
function prepare(place) {
  for (const button of place.querySelectorAll("[data-copy]")) button.hidden = false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // The switch of the language loads the page anew, in that language.
  if (!form.dataset.updates || event.submitter?.name === "switch") return;
  event.preventDefault();
  send(form, event.submitter);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
// A picture is read as soon as it is chosen, dropped or pasted.
function take(event, files) {
  if (!picture || !files?.length) return;
  event.preventDefault();
  if (picture.files !== files) picture.files = files;
  check.requestSubmit(document.getElementById("read-picture"));
}
picture?.addEventListener("change", (event) => take(event, picture.files));
check.addEventListener("dragover", (event) => event.preventDefault());
check.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
check.addEventListener("paste", (event) => take(event, event.clipboardData.files));
// What is pasted is not what a picture said.
document.getElementById("text").addEventListener("input", (event) => {
  if (event.inputType === "insertFromPaste" || !event.target.value) document.getElementById("told").replaceChildren();
});
addEventListener("online", () => {
  document.getElementById("offline")?.remove();
});
prepare(document);
navigator.serviceWorker?.register(new URL("service-worker.js", root), { scope: root.pathname }).catch(() => {});
