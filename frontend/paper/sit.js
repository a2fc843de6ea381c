// Sitting a paper. "Saved" means that the server has it on disk; until then it is kept here and sent again.

import { read, write } from "./answers.js";
import { draftsOf, keepDrafts } from "./drafts.js";
import { News } from "./news.js";
import { Outbox } from "./outbox.js";
import { Receipts, download, forgetOthers, listOf } from "./receipts.js";
import { Said, showHeld, showRecorded } from "./room.js";
import { Sender } from "./sender.js";
import { Clock, announce, countWords, keepFlags, showCount, showReceipt, showSaved } from "./status.js";
import { answerCalls, freshName, isDeadTabOfOurs, nameOfThisTab } from "./tabs.js";
import { Watch } from "./watch.js";

const TYPING = 200; // milliseconds without a key until a text is kept
const LONGEST_TYPING = 1000;
const HEARTBEAT = 30_000;
const ASK_AGAIN = 1000;
const byId = (id) => document.getElementById(id);

export async function sit(page) {
  const state = JSON.parse(byId("paper-state").textContent);
  const sections = [...page.querySelectorAll(".question")];
  const channel = new BroadcastChannel(`chainrule-paper-${state.attempt}`);
  const client = freshName(); // this load of the page numbers its changes under a name of its own
  const outbox = new Outbox(state.attempt);
  const receipts = new Receipts(state.attempt, ({ hash }) => showReceipt(hash));
  const clock = new Clock(state);
  const typing = new Map(); // section -> {timer, since}
  const drafts = new Map(); // item -> answer that IndexedDB does not have yet
  const touched = new Set(); // sections changed on this page
  const locks = new Set(); // why nothing can be changed now
  const watch = new Watch();
  const said = new Said(state.attempt);
  let sequence = state.sequence;
  let over = false;
  let leaving = false;
  let asking = false;
  let held = false; // the time ran out, and the server has not answered yet
  let focused = null; // what had the focus when the page was locked
  let sender = null; // once this tab has a name

  const count = () => showCount(sections, page);

  function keep(section) {
    clearTimeout(typing.get(section)?.timer);
    typing.delete(section);
    sequence += 1;
    const item = Number(section.dataset.item);
    const kept = outbox.add({ client, turn: state.turn, sequence, item, answer: read(section) });
    sender?.soon();
    return kept.then(() => {
      if (!typing.has(section)) drafts.delete(item);
      keepDrafts(state.attempt, drafts);
    });
  }

  function changed(section, wait) {
    touched.add(section);
    drafts.set(Number(section.dataset.item), read(section));
    keepDrafts(state.attempt, drafts);
    if (!sender?.stopped) showSaved("saving");
    const since = typing.get(section)?.since ?? performance.now();
    clearTimeout(typing.get(section)?.timer);
    const delay = Math.max(0, Math.min(wait, since + LONGEST_TYPING - performance.now()));
    typing.set(section, { since, timer: setTimeout(() => keep(section), delay) });
    count();
  }

  async function everythingKept() {
    await Promise.all([...typing.keys()].map(keep));
    return sender ? sender.flush() : false;
  }

  function lock(why, locked = true) {
    const before = locks.size;
    locked ? locks.add(why) : locks.delete(why);
    if (!before && locks.size) focused = document.activeElement;
    for (const control of page.querySelectorAll("[data-part], #hand-in-now")) control.disabled = locks.size > 0;
    if (before && !locks.size && [document.body, focused].includes(document.activeElement)) focused.focus();
  }

  async function takeOver() {
    sender.resume();
    if (!(await sender.flush({ take_over: true }))) return;
    leaving = true;
    location.reload();
  }

  async function yieldTo(owner) {
    if (await isDeadTabOfOurs(owner, channel)) return takeOver();
    byId("other-tab").hidden = false;
    lock("other-tab");
  }

  function tell(what, detail) {
    if (what === "other-tab") yieldTo(detail);
    if (what === "closed") finish(detail);
    if (what === "retrying" && outbox.keeps) what = "retrying-kept";
    if (what === "held" && !outbox.events().length) what = "still";
    if (what === "saved") {
      if (typing.size) return; // a newer change is on its way
      detail = clock.now().toLocaleTimeString("en-GB", { timeZone: page.dataset.zone });
      if (over) return leave();
    }
    if ((what === "late" || what === "refused") && over) setTimeout(leave, 4000);
    showSaved(what, detail);
  }

  // The server closes the paper by itself. Here the controls stop; the page goes on when the server has everything.
  async function finish(ended) {
    if (over) return;
    over = true;
    if (sender?.why === "held") sender.resume();
    const unsaved = everythingKept();
    lock("over");
    const why = ended === "submitted" ? "The paper was handed in." : "Your time is over.";
    announce(`${why} The paper is closed with the answers that were saved.`);
    await unsaved;
  }

  function leave() {
    if (leaving) return;
    leaving = true;
    setTimeout(() => location.assign(page.dataset.list), 2500);
  }

  function tick() {
    clock.show();
    const left = clock.left();
    if (left <= 2 && typing.size) everythingKept();
    if (left === 0) hold();
    else release();
    if (clock.isUnsure || (left === 0 && !over)) ask();
  }

  // What the server said of the paper as it stands now, with a save or with the news.
  function hear(reply, asked) {
    clock.hear(reply, asked);
    lock("paused", reply.paused);
    if (!reply.paused && !reply.held && reply.refused === null) goOn();
  }

  function hearNews(reply, asked) {
    if (over || reply.attempt !== state.attempt) return;
    showHeld(reply.paused, reply.refused);
    lock("refused", Boolean(reply.refused));
    hear(reply, asked);
    said.show(reply.said);
    showRecorded(reply.recorded, reply.record);
    watch.begin(reply.watch);
    watch.send();
    if (reply.paused || reply.refused) everythingKept();
    if (!reply.open) finish(reply.ended);
  }

  // What was held back by a pause, or because this browser might not go on, is sent.
  function goOn() {
    if (sender?.why !== "held") return;
    lock("asking", false);
    sender.resume();
    everythingKept();
  }

  // At zero nothing is typed until the server has answered: its clock decides, and more time may have been granted.
  function hold() {
    if (held || over) return;
    held = true;
    lock("asking");
    showSaved("asking");
  }

  function release() {
    if (!held || over) return;
    if (!sender.stopped) lock("asking", false);
    held = false;
  }

  // Every save tells the time; one without changes asks for it. Without a connection the sender asks on by itself.
  async function ask() {
    if (asking || sender.tries) return;
    asking = true;
    if (held) sender.resume();
    await everythingKept();
    setTimeout(() => (asking = false), sender.stopped ? HEARTBEAT : ASK_AGAIN);
  }

  function listen() {
    for (const section of sections) {
      section.addEventListener("input", (event) => {
        if (!event.target.dataset.part) return;
        countWords(section);
        changed(section, event.target.tagName === "TEXTAREA" ? TYPING : 0);
      });
    }
    window.addEventListener("online", () => sender?.flush());
    document.addEventListener("visibilitychange", () => (document.hidden ? everythingKept() : sender && ask()));
    window.addEventListener("pageshow", (event) => event.persisted && ask());
    window.addEventListener("pagehide", () => everythingKept());
    window.addEventListener("beforeunload", (event) => {
      const unsaved = typing.size || outbox.events().length;
      if (unsaved && !leaving && !over && !(sender?.stopped && outbox.keeps)) event.preventDefault();
    });
    byId("take-over").addEventListener("click", takeOver);
    byId("receipts-file").addEventListener("click", async () => {
      const about = { attempt: state.attempt, ...state.receipts };
      download(listOf(about, await receipts.all(), outbox.events()));
    });
  }

  // Handing in is asked for by the button alone: Enter in a field must not end a paper.
  function handIn() {
    const dialog = byId("sure");
    byId("hand-in").addEventListener("submit", (event) => event.preventDefault());
    byId("hand-in-now").addEventListener("click", () => {
      const open = count();
      const flagged = [...page.querySelectorAll("[data-flag]:checked")].map((box) => box.dataset.flag);
      byId("sure-open").textContent = open.length ? `Not answered: ${open.join(", ")}.` : "Every question has an answer.";
      byId("sure-flagged").textContent = flagged.length ? `To come back to: ${flagged.join(", ")}.` : "";
      byId("sure-problem").textContent = "";
      dialog.showModal();
    });
    byId("go-on").addEventListener("click", () => dialog.close());
    byId("yes-hand-in").addEventListener("click", async () => {
      byId("sure-problem").textContent = "Saving…";
      if (!(await everythingKept())) {
        byId("sure-problem").textContent = "Not handed in yet: not everything is saved. Try again in a moment.";
        return;
      }
      leaving = true;
      byId("hand-in").submit();
    });
  }

  const unkept = draftsOf(state.attempt);
  listen();
  handIn();
  keepFlags(page, state.attempt, count);
  clock.show();
  showReceipt(state.receipts.last);
  lock("paused", state.paused);
  const ready = forgetOthers(state.receipts.student).then(() => receipts.load());
  const [left] = await Promise.all([outbox.load(), ready]);
  for (const event of left) {
    sequence = Math.max(sequence, event.sequence);
    const section = sections.find((s) => Number(s.dataset.item) === event.item);
    const newer = isLater([event.turn ?? state.turn, event.sequence], state.stands[event.item]);
    if (section && newer && !touched.has(section)) write(section, event.answer);
  }
  for (const section of touched) keep(section); // changed meanwhile: newer than all that was left
  for (const [item, answer] of unkept) {
    const section = sections.find((s) => Number(s.dataset.item) === item);
    if (!section || touched.has(section) || same(read(section), answer)) continue;
    write(section, answer);
    changed(section, 0);
  }
  // What was changed before this script had come is a change like any other.
  for (const section of sections) {
    countWords(section);
    const known = left.some((event) => String(event.item) === section.dataset.item);
    const held = state.answers[section.dataset.item];
    if (!known && !touched.has(section) && !same(read(section), held)) changed(section, 0);
  }
  count();

  const tab = await nameOfThisTab(state.attempt, channel);
  answerCalls(channel, tab);
  sender = new Sender({
    address: page.dataset.save,
    attempt: state.attempt,
    tab,
    outbox,
    receipts,
    tell,
    heard: hear,
    renumber: ({ turn, item, answer }) => outbox.add({ client, turn, sequence: (sequence += 1), item, answer }),
  });
  setInterval(tick, 500);
  new News(page.dataset.news, hearNews);
  setInterval(() => sender.stopped || sender.flush(), HEARTBEAT);
  await sender.flush(); // tells the server which tab writes, and sends what was left over
  page.dataset.ready = "yes";
}

// Whether a change counts more than the one that stands: of a later turn, or in the same one with a higher number.
function isLater([turn, sequence], stands) {
  if (!stands) return true;
  return turn === stands[0] ? sequence > stands[1] : turn > stands[0];
}

function same(one, other) {
  const parts = (answer) => JSON.stringify(Object.entries(answer ?? {}).sort());
  return parts(one) === parts(other);
}
