// The fields and rows of a matrix page: reading them, and showing what the server says of them.
import { rowOf } from "./kept.js";

export class Sheet {
  constructor(form) {
    this.form = form;
    this.version = Number(form.elements.version.value);
    this.seen = new Map();
  }

  seenIn(name) {
    return this.seen.get(name) ?? this.version;
  }

  row(key) {
    const name = CSS.escape(key);
    return this.form.querySelector(`[data-row="${name}"], [data-block="${name}"]`);
  }

  fields(name) {
    return [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((field) => field.type !== "submit");
  }

  value(name) {
    const [first, ...others] = this.fields(name);
    if (first?.type !== "radio") return first?.value ?? "";
    return [first, ...others].find((radio) => radio.checked)?.value ?? "";
  }

  setValue(name, value) {
    for (const field of this.fields(name)) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.value !== value) field.value = value;
      if (value) field.closest("details")?.setAttribute("open", "");
    }
  }

  label(name) {
    const row = this.row(rowOf(name));
    const what = row?.querySelector("legend, h3")?.textContent.trim() ?? "";
    const field = { mark: "Answer", note: "Note for your board", private: "Private note", comment: "Comment" };
    return `${field[name.split(":")[0]] ?? "Position"}: ${what}`;
  }

  say(key, sentence, state = "") {
    const status = this.row(key)?.querySelector("[data-status]");
    if (!status || (status.textContent === sentence && status.dataset.state === state)) return;
    status.textContent = sentence;
    status.dataset.state = state;
  }

  // Show rows as the server has them, but for places in which something is not saved yet.
  show(state, isPending, said) {
    for (const row of [...state.rows, ...state.cards]) {
      let isNew = false;
      for (const [name, { value, seen }] of Object.entries(row.places)) {
        isNew ||= seen > this.seenIn(name);
        if (isPending(name)) continue;
        this.seen.set(name, seen);
        this.setValue(name, value);
      }
      this.showConflicts(row);
      if (said || isNew) said ? this.say(row.name, said, "saved") : this.say(row.name, row.changed);
      this.hideBefore(row);
    }
    for (const block of state.blocks) this.showBlock(block);
  }

  showConflicts(row) {
    const slot = this.row(row.name)?.querySelector("[data-conflicts]");
    if (!slot || slot.dataset.shown === row.conflicts || (!slot.dataset.shown && !row.conflicts && !slot.children.length)) return;
    const hadFocus = slot.contains(document.activeElement);
    slot.innerHTML = row.conflicts;
    slot.dataset.shown = row.conflicts;
    if (hadFocus) (slot.querySelector("button") ?? this.row(row.name).querySelector(":checked, input, textarea"))?.focus();
  }

  hideBefore(row) {
    const before = this.row(row.name)?.querySelector("[data-before]");
    if (!before) return;
    const same = this.value(`mark:${row.name}`) === before.querySelector("button").dataset.mark;
    if (same && before.contains(document.activeElement)) this.row(row.name).querySelector(":checked")?.focus();
    before.hidden = same;
  }

  showBlock(block) {
    const name = CSS.escape(block.name);
    const answered = this.form.querySelector(`[data-answered="${name}"]`);
    if (answered) answered.textContent = block.answered;
    const slot = this.row(block.name)?.querySelector("[data-suggested]");
    if (!slot) return;
    const open = slot.querySelector("details")?.open;
    const hadFocus = slot.contains(document.activeElement);
    slot.innerHTML = block.suggested;
    if (open) slot.querySelector("details").open = true;
    if (hadFocus) slot.querySelector("summary").focus();
  }
}
