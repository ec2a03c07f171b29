// What somebody entered and the server has not acknowledged yet, kept on this device under the person and the network.
// Where the browser lets nothing be kept, it lasts as long as the page.

export class Kept {
  constructor(person, network) {
    this.key = `trellis.matrix.${person}.${network}`;
    this.pending = {}; // by place: value, the number seen there, a label for people, a sentence where it was refused
    this.sending = {}; // by row: a request whose answer has not come, to be sent again just as it was
    try {
      Object.assign(this, JSON.parse(localStorage.getItem(this.key) || "{}"));
    } catch {
      // Nothing readable is kept.
    }
  }

  write() {
    const { pending, sending } = this;
    try {
      if (this.isEmpty) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ pending, sending }));
    } catch {
      // A full or forbidden store: the page itself still holds it.
    }
  }

  get isEmpty() {
    return !Object.keys(this.pending).length;
  }

  enter(name, value, seen, label, same) {
    const before = this.pending[name];
    this.pending[name] = { value, seen: before ? before.seen : seen, label, same };
    for (const other of partners(name)) {
      if (this.pending[other]) delete this.pending[other].refused;
    }
    this.write();
  }

  forget(name) {
    delete this.pending[name];
    this.write();
  }

  // The next request of a row: one place, but an answer and its note together, because one may need the other.
  next(row) {
    if (this.sending[row]) return this.sending[row];
    const names = Object.keys(this.pending).filter((name) => rowOf(name) === row && !this.pending[name].refused);
    if (!names.length) return null;
    const batch = partners(names[0]).filter((name) => this.pending[name]);
    this.sending[row] = { token: newToken(), places: batch.map((name) => ({ name, ...this.pending[name] })) };
    this.write();
    return this.sending[row];
  }

  // The request was answered: what was typed meanwhile goes on from what it led to.
  acknowledge(row, seenNow, conflicts) {
    for (const { name, value } of this.sending[row].places) {
      const pending = this.pending[name];
      if (!pending) continue;
      if (pending.value === value) delete this.pending[name];
      else if (!conflicts.has(name)) pending.seen = seenNow(name);
    }
    delete this.sending[row];
    this.write();
  }

  refuse(row, sentence) {
    for (const { name, value } of this.sending[row].places) {
      if (this.pending[name]?.value === value) this.pending[name].refused = sentence;
    }
    delete this.sending[row];
    this.write();
  }

  rows() {
    return new Set([...Object.keys(this.sending), ...Object.keys(this.pending).map(rowOf)]);
  }

  isWaiting(row) {
    return Boolean(this.sending[row]) || Object.keys(this.pending).some((name) => rowOf(name) === row);
  }
}

export const rowOf = (name) => name.slice(name.indexOf(":") + 1);

export function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function partners(name) {
  const row = rowOf(name);
  return /^(mark|note):/.test(name) ? [`mark:${row}`, `note:${row}`] : [name];
}
