// Sitting a paper. "Saved" means that the server has it on disk; until then it is kept here and sent again.

import { isAnswered, read, write } from "./paper/answers.js";
import { Outbox } from "./paper/outbox.js";
import { Sender } from "./paper/sender.js";
import { answerCalls, isDeadTabOfOurs, nameOfThisTab } from "./paper/tabs.js";

const page = document.getElementById("paper");
const state = JSON.parse(document.getElementById("paper-state").textContent);
const sections = [...page.querySelectorAll(".question")];
const byId = (id) => document.getElementById(id);
const channel = new BroadcastChannel(`chainrule-paper-${state.attempt}`);
const tab = nameOfThisTab(state.tab, state.attempt);
const outbox = new Outbox(state.attempt);
const timers = new Map();
let sequence = state.sequence;
let ends = state.ends;
let ahead = state.now - Date.now() / 1000; // how far the server's clock is ahead of ours, in seconds
let over = false;

const sender = new Sender({
  address: page.dataset.save,
  attempt: state.attempt,
  tab,
  outbox,
  tell,
  clock: (now, end) => {
    ahead = now - Date.now() / 1000;
    ends = end;
  },
});

const WORDS = {
  saved: () => `Saved ${new Date(Date.now() + ahead * 1000).toLocaleTimeString("en-GB", { timeZone: page.dataset.zone })}`,
  saving: () => "Saving…",
  retrying: () => "Not saved yet: no connection. It is kept here and sent again.",
  "signed-out": () => "Not saved yet: you are signed out. Sign in again in another tab, then reload this page.",
  refused: (reason) => `Not saved: ${reason}`,
  late: () => "The last change came after the end: it is kept and does not count.",
  "other-tab": () => "Not saving here: the paper is open elsewhere.",
  closed: () => "The paper is closed.",
};

function tell(what, detail) {
  const line = byId("saved");
  if (!(over && what === "saving")) line.textContent = WORDS[what](detail);
  line.dataset.state = what;
  if (what === "other-tab") yieldTo(detail);
  if (what === "closed") finish();
}

async function yieldTo(owner) {
  if (await isDeadTabOfOurs(owner, channel)) return takeOver();
  byId("other-tab").hidden = false;
  lock(true);
}

async function takeOver() {
  sender.resume();
  if (await sender.flush({ take_over: true })) location.reload();
}

function lock(locked) {
  for (const control of page.querySelectorAll("[data-part], #hand-in-now")) control.disabled = locked;
}

async function keep(section) {
  clearTimeout(timers.get(section));
  timers.delete(section);
  sequence += 1;
  await outbox.add({ client: tab, sequence, item: Number(section.dataset.item), answer: read(section) });
  tell("saving");
  sender.soon();
}

function changed(section, wait) {
  clearTimeout(timers.get(section));
  byId("saved").dataset.state = "saving";
  timers.set(section, setTimeout(() => keep(section), wait));
  count();
}

async function everythingKept() {
  await Promise.all([...timers.keys()].map(keep));
  return sender.flush();
}

function count() {
  const open = sections.filter((section) => !isAnswered(section)).map((section) => section.dataset.item);
  byId("count").textContent = open.length ? `${open.length} of ${sections.length} unanswered` : "All answered";
  byId("unanswered").textContent = open.length
    ? `Not answered yet: ${open.join(", ")}. You can hand in all the same.`
    : "Every question has an answer.";
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

const ANNOUNCED = [300, 60];
let said = null;

function tick() {
  const left = Math.max(0, Math.round(ends - (Date.now() / 1000 + ahead)));
  byId("time-left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  byId("time-left").classList.toggle("short", left <= 300);
  const mark = ANNOUNCED.find((seconds) => left <= seconds && left > seconds - 10);
  if (mark && said !== mark) byId("announce").textContent = `${(said = mark) / 60} minute${mark > 60 ? "s" : ""} left.`;
  if (left <= 2 && timers.size) everythingKept();
  if (left === 0 && !over) finish();
}

// The server closes the paper by itself; here the controls stop and the page goes on when the server has said so.
async function finish() {
  if (over) return;
  over = true;
  lock(true);
  byId("announce").textContent = "The time is over. The paper is closed with what is saved.";
  await everythingKept();
  setTimeout(() => location.assign(page.dataset.list), 2500);
}

function restoreFlags() {
  const key = `chainrule-flags-${state.attempt}`;
  const flags = new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  for (const box of page.querySelectorAll("[data-flag]")) {
    box.checked = flags.has(box.dataset.flag);
    box.addEventListener("change", () => {
      box.checked ? flags.add(box.dataset.flag) : flags.delete(box.dataset.flag);
      localStorage.setItem(key, JSON.stringify([...flags]));
      count();
    });
  }
}

function countWords(section) {
  const help = section.querySelector("[data-words]");
  if (!help) return;
  const words = section.querySelector("textarea").value.trim().split(/\s+/).filter(Boolean).length;
  help.textContent = words ? `${words} word${words === 1 ? "" : "s"}` : "A few exact sentences.";
}

async function start() {
  for (const section of sections) write(section, state.answers[section.dataset.item]);
  for (const event of await outbox.load()) {
    sequence = Math.max(sequence, event.sequence);
    const section = sections.find((s) => Number(s.dataset.item) === event.item);
    if (section) write(section, event.answer); // newer than what the server has
  }
  for (const section of sections) {
    countWords(section);
    section.addEventListener("input", (event) => {
      if (!event.target.dataset.part) return;
      countWords(section);
      changed(section, event.target.tagName === "TEXTAREA" ? 250 : 0);
    });
  }
  restoreFlags();
  count();
  tick();
  setInterval(tick, 500);
  answerCalls(channel, tab);
  byId("take-over").addEventListener("click", takeOver);
  window.addEventListener("online", () => sender.flush());
  document.addEventListener("visibilitychange", () => document.hidden && everythingKept());
  byId("hand-in").addEventListener("submit", handIn);
  await sender.flush(); // tells the server which tab writes, and sends what was left over
  page.dataset.ready = "yes";
}

let asked = false;

async function handIn(event) {
  event.preventDefault();
  const open = count();
  if (open.length && !asked) {
    asked = true;
    byId("hand-in-now").textContent = `Hand in with ${open.length} unanswered`;
    byId("announce").textContent = byId("unanswered").textContent;
    return;
  }
  if (await everythingKept()) byId("hand-in").submit();
  else byId("announce").textContent = "Not handed in: not everything is saved yet. Try again in a moment.";
}

start();
