// Sends the outbox to the server, one request at a time, until everything is acknowledged.

const PATIENCE = [1000, 2000, 4000, 8000, 15000]; // milliseconds between tries
const BATCH = 100;
const ANSWER_WITHIN = 10000;

export class Sender {
  // `tell(state, detail)`: "saved", "saving", "retrying", "other-tab", "signed-out", "refused", "closed"
  constructor({ address, attempt, tab, outbox, tell, clock }) {
    Object.assign(this, { address, attempt, tab, outbox, tell, clock });
    this.tries = 0;
    this.timer = null;
    this.busy = null;
    this.stopped = false;
  }

  soon(delay = 600) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // Resolves to true when the server has everything.
  async flush(more = {}) {
    if (this.busy) await this.busy;
    clearTimeout(this.timer);
    this.busy = this.run(more);
    const done = await this.busy;
    this.busy = null;
    return done;
  }

  async run(more) {
    if (this.stopped && !more.take_over) return false;
    let first = true;
    while (first || this.outbox.events().length) {
      const waiting = this.outbox.events();
      const client = waiting[0]?.client ?? this.tab;
      const events = waiting.filter((event) => event.client === client).slice(0, BATCH);
      if (!first && !events.length) break;
      first = false;
      if (events.length) this.tell("saving");
      if (!(await this.send(client, events, more))) return false;
      more = {};
    }
    this.tell("saved");
    return true;
  }

  async send(client, events, more) {
    const body = { attempt: this.attempt, tab: this.tab, client, ...more };
    body.events = events.map(({ sequence, item, answer }) => ({ sequence, item, answer }));
    let response, answer;
    try {
      response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify(body),
        keepalive: true,
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    } catch {
      return this.again();
    }
    if (response.ok) {
      this.tries = 0;
      this.clock(answer.now, answer.ends);
      await this.outbox.acknowledge(client, answer.acknowledged);
      if (answer.late.length) this.tell("late", answer.late);
      if (!answer.open) this.tell("closed");
      return true;
    }
    if (response.status === 401) return this.stop("signed-out");
    if (response.status === 409 && answer.owner) return this.stop("other-tab", answer.owner);
    if (response.status >= 500 || response.status === 429) return this.again();
    return this.stop("refused", answer.error ?? `the server answered ${response.status}`);
  }

  again() {
    this.tell("retrying");
    this.soon(PATIENCE[Math.min(this.tries++, PATIENCE.length - 1)]);
    return false;
  }

  stop(state, detail) {
    this.stopped = true;
    this.tell(state, detail);
    return false;
  }

  resume() {
    this.stopped = false;
  }
}

function csrf() {
  return document.querySelector("meta[name=csrf-token]").content;
}
