// What a page shows of the room that it is in: a pause, that it may not go on here, what was said to all, what is recorded.

import { announce } from "./status.js";

const byId = (id) => document.getElementById(id);

// Staff paused the paper, or it may not go on in this browser: where to read more stands in `refused`.
export function showHeld(paused, refused) {
  const line = byId("held");
  const text = paused
    ? "The paper is paused. Your time does not run, and what you wrote is kept."
    : refused
      ? `You cannot go on in this browser now: ${refused.why}. `
      : "";
  if (line.dataset.text === text) return;
  line.dataset.text = text;
  line.hidden = !text;
  line.textContent = text;
  if (!paused && refused) {
    const link = document.createElement("a");
    link.href = refused.way_on;
    link.textContent = "What to do";
    line.append(link);
  }
}

// The last word to all stays until it is put away; each is announced once.
export class Said {
  constructor(attempt) {
    this.key = `chainrule-said-${attempt}`;
    this.last = 0;
    byId("said-read").addEventListener("click", () => {
      byId("said").hidden = true;
      try {
        localStorage.setItem(this.key, this.last);
      } catch {
        // It is shown again after a reload.
      }
    });
  }

  get read() {
    try {
      return Number(localStorage.getItem(this.key) ?? 0);
    } catch {
      return 0;
    }
  }

  show(said = []) {
    const newest = said.at(-1);
    if (!newest || newest.id <= this.last) return;
    this.last = newest.id;
    if (newest.id <= this.read) return;
    byId("said-text").textContent = `${newest.at} ${newest.text}`;
    byId("said").hidden = false;
    announce(`Message from the invigilator: ${newest.text}`);
  }
}

export function showRecorded(words, address) {
  if (!address) return;
  const line = byId("recorded");
  line.hidden = false;
  byId("recorded-words").textContent = words ? `Recorded: ${words}.` : "Recorded: nothing so far.";
  byId("recorded-link").href = address;
}
