// What a supervised page notices: that it was left, that text was pasted. The student sees what is recorded.

import { csrf } from "./sender.js";

const SHORTEST = 1000; // milliseconds away that are worth a word
const MOST = 50; // that wait for a connection

export class Watch {
  constructor() {
    this.address = null;
    this.waiting = [];
    this.left = null;
  }

  // Nothing is watched before the server asks for it.
  begin(address) {
    if (!address || this.address) return;
    this.address = address;
    window.addEventListener("blur", () => this.leave());
    window.addEventListener("focus", () => this.come());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.come()));
    window.addEventListener("pagehide", () => this.send());
    document.addEventListener("paste", ({ clipboardData }) => {
      this.note("paste", clipboardData?.getData("text").length ?? 0);
    });
  }

  leave() {
    this.left ??= performance.now();
  }

  come() {
    if (this.left === null || document.hidden) return;
    const away = performance.now() - this.left;
    this.left = null;
    if (away >= SHORTEST) this.note("away", Math.round(away / 1000));
  }

  note(what, size) {
    if (this.waiting.length < MOST) this.waiting.push({ what, size });
    this.send();
  }

  async send() {
    if (!this.waiting.length || !this.address || this.busy) return;
    this.busy = true;
    const events = this.waiting.splice(0);
    try {
      const response = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify({ events }),
        keepalive: true,
      });
      if (response.status >= 500) this.waiting.unshift(...events);
    } catch {
      this.waiting.unshift(...events); // with the next news
    }
    this.busy = false;
  }
}
