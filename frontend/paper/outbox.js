// Answers that the server has not acknowledged yet, in IndexedDB: they outlive a reload, a crash and a lost network.

const STORE = "events";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("chainrule-papers", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["attempt", "client", "sequence"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

// Keeps events in memory too, so that a browser without IndexedDB (private mode, full disk) still sends what it has.
export class Outbox {
  constructor(attempt) {
    this.attempt = attempt;
    this.waiting = new Map();
    this.database = null;
  }

  async load() {
    try {
      this.database = await open();
      const request = this.database.transaction(STORE).objectStore(STORE).getAll();
      const all = await new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const event of all) if (event.attempt === this.attempt) this.waiting.set(`${event.client}/${event.sequence}`, event);
    } catch {
      this.database = null;
    }
    return this.events();
  }

  events() {
    return [...this.waiting.values()].sort((a, b) => a.sequence - b.sequence);
  }

  async add(event) {
    const kept = { attempt: this.attempt, ...event };
    this.waiting.set(`${kept.client}/${kept.sequence}`, kept);
    await this.write((store) => store.put(kept));
  }

  async acknowledge(client, sequences) {
    for (const sequence of sequences) this.waiting.delete(`${client}/${sequence}`);
    await this.write((store) => sequences.forEach((sequence) => store.delete([this.attempt, client, sequence])));
  }

  async write(act) {
    if (!this.database) return;
    try {
      const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
      act(transaction.objectStore(STORE));
      await finished(transaction);
    } catch {
      // Memory still has it, and it is sent from there.
    }
  }
}
