// Sends the outbox to the server, one request at a time, until everything is acknowledged.

const PATIENCE = [1000, 2000, 4000, 8000, 15000]; // milliseconds between tries
const ANSWER_WITHIN = 10000;
const PAUSE = 600; // after the last change
const LONGEST_PAUSE = 2500; // while changes go on
const BATCH = 100;
const BATCH_SIZE = 200_000; // characters
const OUTLIVES_THE_PAGE = 30_000; // browsers refuse larger requests that may go on after the page is gone

export class Sender {
  // `tell(state, detail)`: "saved", "saving", "retrying", "other-tab", "held", "signed-out", "stale", "refused", "late", "closed"
  // `heard(reply, asked)`: every reply of the server to a save, and when it was asked; `renumber(event)`: an event whose number was taken
  constructor({ address, attempt, tab, outbox, receipts, tell, heard, renumber }) {
    Object.assign(this, { address, attempt, tab, outbox, receipts, tell, heard, renumber });
    this.tries = 0;
    this.timer = null;
    this.waitsSince = null;
    this.busy = null;
    this.stopped = false;
    this.why = null;
    this.late = false;
    this.refused = new Map(); // item -> why its latest answer is not saved
  }

  // Soon, and not much later however long the changes go on.
  soon() {
    this.waitsSince ??= performance.now();
    this.in(Math.max(0, Math.min(PAUSE, this.waitsSince + LONGEST_PAUSE - performance.now())));
  }

  in(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // Resolves to true when the server has everything.
  async flush(more = {}) {
    while (this.busy) await this.busy;
    clearTimeout(this.timer);
    this.waitsSince = null;
    this.busy = this.run(more).catch(() => this.again());
    const done = await this.busy;
    this.busy = null;
    return done;
  }

  async run(more) {
    if (this.stopped && !more.take_over) return false;
    this.late = false;
    let first = true; // an empty message still tells which tab writes, and what time it is
    while (first || this.outbox.events().length) {
      first = false;
      const [client, events] = this.batch();
      if (events.length) this.tell("saving");
      if (!(await this.send(client, events, more))) return false; // who takes over takes over with all it has
    }
    if (this.late) this.tell("late");
    else if (this.refused.size) this.tell("refused", [...this.refused.values()][0]);
    else this.tell("saved");
    return true;
  }

  // Events that one page numbered in one turn go together, as many as one request takes.
  batch() {
    const waiting = this.outbox.events();
    const client = waiting[0]?.client ?? this.tab;
    const turn = waiting[0]?.turn;
    const events = [];
    let size = 0;
    for (const event of waiting) {
      if (event.client !== client || event.turn !== turn) continue;
      size += JSON.stringify(event).length;
      if (events.length && (events.length === BATCH || size > BATCH_SIZE)) break;
      events.push(event);
    }
    return [client, events];
  }

  async send(client, events, more) {
    const body = JSON.stringify({
      attempt: this.attempt,
      tab: this.tab,
      client,
      turn: events[0]?.turn,
      ...more,
      events: events.map(({ sequence, item, answer }) => ({ sequence, item, answer })),
    });
    const asked = performance.now();
    let response, reply;
    try {
      response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
        body,
        keepalive: body.length < OUTLIVES_THE_PAGE,
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      reply = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    } catch {
      return this.again();
    }
    // A network that asks for a sign-in of its own answers every request with a page: that is no acknowledgement.
    if (response.ok) return Array.isArray(reply.acknowledged) ? this.acknowledge(client, events, reply, asked) : this.again();
    if (response.status === 401) return this.stop("signed-out");
    if (response.status === 403) return this.stop("stale");
    if (response.status === 409 && reply.owner) {
      this.heard(reply, asked);
      return this.stop("other-tab", reply.owner);
    }
    if (response.status === 423) {
      this.heard(reply, asked);
      return this.stop("held", reply.error);
    }
    if (response.status >= 500 || response.status === 429 || response.status === 408) return this.again();
    return this.stop("refused", reply.error ?? `the server answered ${response.status}`);
  }

  async acknowledge(client, events, reply, asked) {
    this.tries = 0;
    this.heard(reply, asked);
    // What the server never takes is not sent again; the page says so until that question has an answer that is taken.
    const why = (event, place) => reply.refused[event.sequence] ?? reply.unreadable?.[place];
    for (const [place, event] of events.entries()) {
      if (why(event, place)) this.refused.set(event.item, why(event, place));
      else if (reply.acknowledged.includes(event.sequence)) this.refused.delete(event.item);
      if (reply.taken.includes(event.sequence)) await this.renumber(event);
    }
    await this.receipts.keep(reply.receipts ?? []);
    const refused = events.filter((event, place) => why(event, place)).map((event) => event.sequence);
    await this.outbox.remove(client, [...reply.acknowledged, ...reply.taken, ...refused]);
    this.late ||= reply.late.length > 0;
    if (!reply.open) this.tell("closed", reply.ended);
    return true;
  }

  again() {
    this.tell("retrying");
    this.in(PATIENCE[Math.min(this.tries++, PATIENCE.length - 1)]);
    return false;
  }

  stop(state, detail) {
    this.stopped = true;
    this.why = state;
    this.tell(state, detail);
    return false;
  }

  resume() {
    this.stopped = false;
    this.why = null;
  }
}

export function csrf() {
  return document.querySelector("meta[name=csrf-token]").content;
}
