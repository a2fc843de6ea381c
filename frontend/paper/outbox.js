// Answers that the server has not acknowledged yet, in IndexedDB: they outlive a reload, a crash and a lost network.

import { answered, finished, open, within } from "./database.js";

const STORE = "events";

// Keeps events in memory too, so that a browser without IndexedDB (private mode, full disk) still sends what it has.
export class Outbox {
  constructor(attempt) {
    this.attempt = attempt;
    this.waiting = new Map();
    this.database = null;
  }

  // What an earlier page of this browser left behind.
  async load() {
    try {
      this.database = await within(open("chainrule-papers", STORE, ["attempt", "client", "sequence"]));
      const store = this.database.transaction(STORE).objectStore(STORE);
      const all = await within(answered(store.getAll(IDBKeyRange.bound([this.attempt], [this.attempt, []]))));
      for (const event of all) this.waiting.set(nameOf(event), event);
    } catch {
      this.database = null;
    }
    return this.events();
  }

  get keeps() {
    return this.database !== null;
  }

  events() {
    return [...this.waiting.values()].sort((a, b) => a.sequence - b.sequence);
  }

  async add(event) {
    const kept = { attempt: this.attempt, ...event };
    this.waiting.set(nameOf(kept), kept);
    await this.write((store) => store.put(kept));
  }

  async remove(client, sequences) {
    for (const sequence of sequences) this.waiting.delete(nameOf({ client, sequence }));
    await this.write((store) => sequences.forEach((sequence) => store.delete([this.attempt, client, sequence])));
  }

  async write(act) {
    if (!this.database) return;
    try {
      const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
      act(transaction.objectStore(STORE));
      await within(finished(transaction));
    } catch {
      // Memory still has it, and it is sent from there.
    }
  }
}

const nameOf = ({ client, sequence }) => `${client}/${sequence}`;
