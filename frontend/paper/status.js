// What the page always says: the time left, whether everything is saved, which questions are unanswered.

import { isAnswered } from "./answers.js";

const byId = (id) => document.getElementById(id);
const ANNOUNCED = [300, 60]; // seconds left
const JUMP = 1500; // milliseconds

// How far the machine's date is ahead of the time since the page was loaded, which in some browsers stands still in sleep.
const drift = () => Date.now() - performance.now();

// The server's clock, as its last reply told it. It runs on by the time since the page was loaded, which nobody can set:
// the machine's date may be wrong, or be changed during an exam.
export class Clock {
  constructor({ now, ends, paused }) {
    const [page] = performance.getEntriesByType("navigation");
    this.hear({ now, ends, paused }, page?.requestStart ?? 0);
    this.said = null;
  }

  // `asked`: when the server was asked, by `performance.now()`. Its answer is a little older than it looks, so the time
  // left is never shown too long; at zero the page asks again.
  hear({ now, ends, paused }, asked) {
    this.ahead = now - asked / 1000;
    this.ends = ends;
    this.frozen = paused ? ends - now : null; // seconds: in a pause the time does not run
    this.drift = drift();
  }

  // Whether the machine slept, or its date was set, since the server told the time: then it has to be asked again.
  get isUnsure() {
    return Math.abs(drift() - this.drift) > JUMP;
  }

  now() {
    return new Date((this.ahead + performance.now() / 1000) * 1000);
  }

  left() {
    return Math.max(0, Math.ceil(this.frozen ?? this.ends - this.now() / 1000));
  }

  show() {
    const left = this.left();
    byId("time-left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    byId("time-left").classList.toggle("short", left <= 300);
    const mark = ANNOUNCED.find((seconds) => left <= seconds && left > seconds - 10);
    if (mark && this.said !== mark) {
      this.said = mark;
      announce(`${mark / 60} minute${mark > 60 ? "s" : ""} left.`);
    }
  }
}

export function announce(text) {
  byId("announce").textContent = text;
}

const WORDS = {
  saved: (at) => `Saved ${at}`,
  saving: () => "Saving…",
  "retrying-kept": () => "Not saved yet: no connection. Your changes are kept in this browser and will be sent.",
  retrying: () => "Not saved yet: no connection. Keep this page open; it tries again.",
  "signed-out": () => "Not saved yet: you are signed out. Sign in again in another tab, then reload this page.",
  stale: () => "Not saved yet: you have signed in again. Reload this page; your changes are kept in this browser.",
  refused: (reason) => `Not saved: ${reason}.`,
  late: () => "Your last change arrived after the end. It is kept but does not count.",
  held: (reason) => `Not saved yet: ${reason}.`,
  still: () => "Everything is saved. Nothing can be changed now.",
  "other-tab": () => "Not saving here: the paper is open somewhere else.",
  closed: () => "The paper is closed.",
  asking: () => "Your time seems to be over. Asking the server…",
};

export function showSaved(what, detail) {
  const line = byId("saved");
  const text = WORDS[what](detail);
  line.dataset.state = what.replace("-kept", "");
  if (line.textContent !== text) line.textContent = text;
}

// The beginning of the last receipt: enough to see that it is another one.
export function showReceipt(hash) {
  byId("receipt").textContent = hash ? hash.slice(0, 8) : "none yet";
}

// Shows which questions are answered; returns the numbers of those that are not.
export function showCount(sections, page) {
  const open = sections.filter((section) => !isAnswered(section)).map((section) => section.dataset.item);
  byId("count").textContent = open.length ? `${open.length} of ${sections.length} unanswered` : "All answered";
  byId("unanswered").textContent = open.length ? `Not answered yet: ${open.join(", ")}.` : "Every question has an answer.";
  for (const link of document.querySelectorAll("[data-number]")) {
    const answered = !open.includes(link.dataset.number);
    const flagged = page.querySelector(`[data-flag="${link.dataset.number}"]`).checked;
    link.classList.toggle("answered", answered);
    link.classList.toggle("flagged", flagged);
    const words = [answered ? "answered" : "not answered", flagged && "to come back to"].filter(Boolean).join(", ");
    link.setAttribute("aria-label", `Question ${link.dataset.number}, ${words}`);
  }
  return open;
}

export function countWords(section) {
  const help = section.querySelector("[data-words]");
  if (!help) return;
  const words = section.querySelector("textarea").value.trim().split(/\s+/).filter(Boolean).length;
  help.textContent = words ? `${words} word${words === 1 ? "" : "s"}` : "A few exact sentences.";
}

// The marks "come back to it" stay in this browser.
export function keepFlags(page, attempt, changed) {
  const key = `chainrule-flags-${attempt}`;
  let flags = new Set();
  try {
    flags = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    // They last as long as the page.
  }
  for (const box of page.querySelectorAll("[data-flag]")) {
    box.checked = flags.has(box.dataset.flag);
    box.addEventListener("change", () => {
      box.checked ? flags.add(box.dataset.flag) : flags.delete(box.dataset.flag);
      try {
        localStorage.setItem(key, JSON.stringify([...flags]));
      } catch {
        // As above.
      }
      changed();
    });
  }
}
