// What the open page of a paper asks for every few seconds: was more time given, is it paused, was something said?

const FIRST = 500; // milliseconds
const ANSWER_WITHIN = 8000;
const AGAIN = 10; // seconds, where the server does not say

export class News {
  // `heard(reply, asked)`: what the server said, and when it was asked, by `performance.now()`
  constructor(address, heard) {
    Object.assign(this, { address, heard });
    this.in(FIRST);
  }

  in(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    const asked = performance.now();
    let reply = null;
    try {
      const response = await fetch(this.address, {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      if (response.ok && response.headers.get("Content-Type")?.includes("json")) reply = await response.json();
    } catch {
      // No connection: the sender says so where something waits to be saved.
    }
    if (reply?.attempt) this.heard(reply, asked);
    // A class asks at different moments, also when all pages were opened in the same second.
    this.in((reply?.again ?? AGAIN) * 1000 * (0.75 + Math.random() / 2));
  }
}
