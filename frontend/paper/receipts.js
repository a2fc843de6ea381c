// The receipts of what the server has saved: kept in this browser, and written to a file, with the server or without it.
// A list can be made at any time, so a lost receipt is no lost answer: the server can give its own list too.

import { answered, finished, open, within } from "./database.js";

const NAME = "chainrule-receipts";
const STORE = "receipts";
const WHOSE = "chainrule-receipts-of";

export class Receipts {
  // `shown(last)` is told each newer receipt.
  constructor(attempt, shown = () => {}) {
    Object.assign(this, { attempt, shown });
    this.here = new Map(); // those of this page, where the browser keeps nothing: link -> receipt
    this.database = null;
  }

  async load() {
    try {
      this.database = await within(open(NAME, STORE, ["attempt", "link"]));
    } catch {
      this.database = null;
    }
    return this;
  }

  // Those that came with an acknowledgement. Never fails: an answer is saved whether its receipt is kept here or not.
  async keep(receipts) {
    if (!receipts.length) return;
    for (const receipt of receipts) this.here.set(receipt.link, receipt);
    this.shown(this.here.get(Math.max(...this.here.keys())));
    if (!this.database) return;
    try {
      const transaction = this.database.transaction(STORE, "readwrite");
      for (const receipt of receipts) transaction.objectStore(STORE).put({ attempt: this.attempt, ...receipt });
      await within(finished(transaction));
    } catch {
      // This page still has them.
    }
  }

  async all() {
    const found = new Map(this.here);
    try {
      const store = this.database.transaction(STORE).objectStore(STORE);
      const kept = await within(answered(store.getAll(IDBKeyRange.bound([this.attempt], [this.attempt, []]))));
      for (const { attempt, ...receipt } of kept) found.set(receipt.link, receipt);
    } catch {
      // Those of this page are all that there is.
    }
    return [...found.values()].sort((a, b) => a.link - b.link);
  }
}

// The list as the server reads it. What waits to be sent stands at its end, without a receipt.
export function listOf({ attempt, paper, start }, receipts, waiting = []) {
  const unsent = waiting.map(({ client, sequence, item, answer }) => ({ client, sequence, item, answer }));
  return { receipts: 1, paper, attempt, start, answers: [...receipts, ...unsent] };
}

export function download(list) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(list, null, 1)], { type: "application/json" }));
  link.download = `receipts-${list.paper}-${list.attempt}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// A machine has many users: the next one finds no receipts, and so no answers, of the one before.
export async function forgetOthers(student) {
  try {
    if (localStorage.getItem(WHOSE) !== String(student)) await forgetAll();
    localStorage.setItem(WHOSE, String(student));
  } catch {
    // Who keeps nothing has nothing to forget.
  }
}

export async function forgetAll() {
  try {
    localStorage.removeItem(WHOSE);
    await within(answered(indexedDB.deleteDatabase(NAME)));
  } catch {
    // As above.
  }
}

// A button that writes the list which this browser kept to a file; it stays hidden where there is none.
export async function offerKept(button) {
  const { attempt, paper, start, student } = JSON.parse(document.getElementById("receipts-state").textContent);
  await forgetOthers(student);
  const receipts = await (await new Receipts(attempt).load()).all();
  if (!receipts.length) return;
  button.hidden = false;
  button.addEventListener("click", () => download(listOf({ attempt, paper, start }, receipts)));
}
