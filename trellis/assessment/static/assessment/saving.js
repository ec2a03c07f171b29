// Saves every change of a matrix page at once, keeps on this device what cannot be saved yet, and shows what others
// change. Without this script the page is one form with a Save button. See docs/decisions/0011-saving-as-you-go.md.
import { Kept, newToken, rowOf } from "./kept.js";
import { Sheet } from "./sheet.js";

const TYPING_STOPS = 1000; // milliseconds
const CHOOSING_STOPS = 300; // arrow keys pass over answers on the way to one
const LOOK_EVERY = 4000;
const LONGEST_PAUSE = 30000;

const form = document.querySelector("form.assessment-answers");
const { save, changes, next, signIn, person, kept: network } = form.dataset;
const box = document.querySelector("[data-kept-box]");
const sheet = new Sheet(form);
const kept = new Kept(person, network);
const timers = new Map(); // by row: when it is sent
const inFlight = new Set(); // rows
let trouble = ""; // a sentence while nothing can be saved
let pause = 2000;
let since = sheet.version;

// What is entered -----------------------------------------------------------------------------------------------------

function entered(field, wait, same = false) {
  const { name } = field;
  kept.enter(name, sheet.value(name), sheet.seenIn(name), sheet.label(name), same);
  sheet.say(rowOf(name), trouble || "Not saved yet", "waiting");
  if (wait !== null) sendIn(rowOf(name), wait);
}

function isPlace(field) {
  return field.name?.includes(":") && field.type !== "submit";
}

form.addEventListener("input", ({ target }) => {
  if (!isPlace(target)) return;
  const pause = { radio: CHOOSING_STOPS, "select-one": 0, date: null }[target.type];
  entered(target, pause === undefined ? TYPING_STOPS : pause);
});

form.addEventListener("focusout", ({ target }) => {
  if (isPlace(target) && kept.pending[target.name]) sendIn(rowOf(target.name), 0);
});

form.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
  const radio = row.querySelectorAll(".assessment-options input")[Number(event.key) - 1];
  const pressed = event.key.toLowerCase() === "s" ? row.querySelector("[data-before]:not([hidden]) button") : radio;
  if (!pressed) return;
  event.preventDefault();
  if (radio) radio.focus();
  pressed.click();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "choose") choose(button);
  else if (button?.name === "same") sameAsBefore(button);
  else sendAll(button?.name === "then");
});

function sameAsBefore(button) {
  const name = `mark:${button.value}`;
  sheet.setValue(name, button.dataset.mark);
  const radio = sheet.fields(name).find((each) => each.checked);
  radio.focus();
  entered(radio, 0, true);
}

async function choose(button) {
  const name = button.value.split(" ")[0];
  kept.forget(name); // a choice between versions that were seen counts more than what stood in the field
  try {
    const answer = await post({ choose: button.value, token: newToken() });
    const said = await answer.json();
    if (answer.ok || answer.status === 409) sheet.show(said, isPending, said.saved);
    else sheet.say(rowOf(name), said.says, "refused");
  } catch {
    sheet.say(rowOf(name), "There is no connection, so nothing was chosen. Try again.", "refused");
  }
}

// What is sent --------------------------------------------------------------------------------------------------------

const isPending = (name) => Boolean(kept.pending[name]);

function sendIn(row, wait) {
  clearTimeout(timers.get(row));
  timers.set(row, setTimeout(() => send(row), wait));
}

async function sendAll(thenLeave) {
  await Promise.all([...kept.rows()].map(send));
  if (thenLeave && kept.isEmpty) location.href = next;
}

function post(values) {
  const sent = new URLSearchParams({ ...values, person });
  return fetch(save, { method: "POST", body: sent, keepalive: true, headers: headers() });
}

function headers() {
  // Signing in again in another window changes the cookie, and this page goes on with it.
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  const token = cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
  return { "X-Requested-With": "fetch", "X-CSRFToken": token };
}

function written({ token, places }) {
  const values = { token };
  for (const { name, value, seen, same } of places) {
    values[`seen:${name}`] = seen;
    if (same) values.same = rowOf(name);
    else values[name] = value;
  }
  return values;
}

async function send(row) {
  clearTimeout(timers.get(row));
  if (inFlight.has(row)) return;
  inFlight.add(row);
  try {
    let request;
    while ((request = kept.next(row))) {
      if (!(await answered(row, await post(written(request))))) break;
    }
  } catch {
    waitForBetter("There is no connection. What you typed is kept on this device and saved when it is back.");
  } finally {
    inFlight.delete(row);
  }
  if (!kept.isWaiting(row)) showTrouble();
}

// Whether to go on with the row: not while somebody has to sign in again, or to mend what was refused.
async function answered(row, answer) {
  if (answer.ok || answer.status === 409) {
    const state = await answer.json();
    const places = Object.assign({}, ...[...state.rows, ...state.cards].map((each) => each.places));
    const waiting = new DOMParser().parseFromString(state.rows.concat(state.cards).map((each) => each.conflicts).join(""), "text/html");
    const conflicts = new Set([...waiting.querySelectorAll("[data-name]")].map((each) => each.dataset.name));
    kept.acknowledge(row, (name) => places[name]?.seen, conflicts);
    trouble = "";
    pause = 2000;
    sheet.show(state, isPending, conflicts.size ? "Somebody else changed this too" : state.saved);
    return true;
  }
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  if (answer.status === 422) {
    kept.refuse(row, said.says);
    sheet.say(row, said.says, "refused");
    openNote(row);
    return true;
  }
  if (answer.status === 404 || (answer.status === 403 && !said.says)) {
    kept.refuse(row, "You may no longer answer for this network. What you typed is kept on this device.");
    sheet.say(row, kept.pending[Object.keys(kept.pending).find((name) => rowOf(name) === row)]?.refused ?? "", "refused");
    return true;
  }
  waitForBetter(said.says ?? "The server did not answer as it should. What you typed is kept on this device.", answer.status === 401);
  return false;
}

// An answer that needs a reason: the note is opened, and typing in it sends both.
function openNote(row) {
  const note = sheet.fields(`note:${row}`)[0];
  if (note && !note.value && sheet.value(`mark:${row}`) === "does_not_apply") {
    note.closest("details").open = true;
    note.focus();
  }
}

function waitForBetter(sentence, signedOut = false) {
  trouble = sentence;
  for (const row of kept.rows()) sheet.say(row, "Not saved yet, kept on this device", "waiting");
  showTrouble(signedOut);
  clearTimeout(timers.get(""));
  timers.set("", setTimeout(sendAll, pause));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

// What cannot be saved: why, the way to sign in, and whatever has no field on this page any more.
function showTrouble(signedOut = false) {
  const homeless = Object.entries(kept.pending).filter(([name]) => !sheet.fields(name).length);
  const parts = [];
  if (trouble) parts.push(element("p", trouble));
  if (signedOut) {
    const link = element("a", "Sign in, in another window");
    Object.assign(link, { href: signIn, target: "_blank", rel: "noopener" });
    const words = document.createElement("p");
    words.append(link, ". Then come back: this page saves what is kept.");
    parts.push(words);
  }
  for (const [name, { value, label, refused }] of homeless) {
    const forget = element("button", "Forget it");
    Object.assign(forget, { type: "button", className: "assessment-link", onclick: () => (kept.forget(name), showTrouble()) });
    parts.push(element("p", `Not saved: ${label}. ${refused ?? ""}`), element("pre", value), forget);
  }
  box.replaceChildren(...parts);
  box.hidden = !parts.length;
  box.toggleAttribute("data-floating", Boolean(trouble));
}

function element(kind, text) {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

// What others change --------------------------------------------------------------------------------------------------

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(`${changes}?since=${since}`, { headers: headers() });
      if (answer.status === 200) {
        const state = await answer.json();
        since = state.version;
        sheet.show(state, isPending, "");
      } else if (answer.status === 401) {
        showTrouble(true);
      }
    } catch {
      // No connection; the next look may find one.
    }
  }
  setTimeout(look, LOOK_EVERY);
}

// Beginning and end ---------------------------------------------------------------------------------------------------

function begin() {
  form.querySelector("[data-plain-save]")?.setAttribute("hidden", "");
  for (const [name, { value, refused }] of Object.entries(kept.pending)) {
    sheet.setValue(name, value);
    sheet.say(rowOf(name), refused ?? "Not saved yet, kept on this device", refused ? "refused" : "waiting");
  }
  sendAll();
  showTrouble();
  setTimeout(look, LOOK_EVERY);
}

window.addEventListener("online", () => sendAll());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") sendAll();
});
window.addEventListener("beforeunload", (event) => {
  for (const row of kept.rows()) send(row);
  // What is on its way arrives after the page has gone; the rest would only be kept on this device.
  if (trouble || [...kept.rows()].some((row) => !inFlight.has(row))) event.preventDefault();
});

begin();
