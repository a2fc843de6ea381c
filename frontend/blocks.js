// A lecture's blocks of Python can be run and changed in the page, where the site runs code for this reader. The blocks
// above have run first, as the reader left them.
import { holdBack, keeper } from "./asking.js";
import { ask } from "./blocks/asking.js";
import { changesIn } from "./blocks/changes.js";
import { toolsOf } from "./blocks/tools.js";

const text = document.querySelector("[data-run]");
const kept = changesIn(localStorage, `chainrule:blocks:${text.dataset.reader}:${text.dataset.run}`);
const status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
status.setAttribute("role", "status");
const help = Object.assign(document.createElement("p"), { className: "visually-hidden", id: "cell-help" });
help.textContent = "Tab indents. Press Escape, then Tab, to leave the editor. Control and Enter runs the block.";
text.append(status, help);

let loading;
const editor = () => (loading ??= new Promise((resolve, reject) => {
  const script = Object.assign(document.createElement("script"), { src: text.dataset.editor });
  script.addEventListener("load", () => resolve(window.chainruleCell));
  script.addEventListener("error", () => { loading = undefined; reject(new Error("the editor could not be loaded")); });
  document.head.append(script);
}));

const element = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};

function button(words, action) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "code-tool", textContent: words });
  made.addEventListener("click", action);
  return made;
}

class Block {
  constructor(frame) {
    this.frame = frame;
    this.index = Number(frame.dataset.block);
    this.source = frame.querySelector(".code-source");
    this.pre = this.source.querySelector("pre");
    this.code = this.pre.querySelector("code");
    this.original = this.code.textContent;
    this.coloured = this.code.innerHTML;
    this.shown = frame.querySelector(":scope > .code-output");
    this.output = this.shown;
    this.view = null;
    this.running = null;
    this.run = button("Run", () => (this.running ? this.running.abort() : this.start()));
    this.run.title = "Ctrl+Enter";
    this.edit = button("Edit", () => this.open());
    this.reset = button("Reset", () => this.restore());
    toolsOf(this.source).prepend(this.run, this.edit, this.reset);
    frame.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      this.start();
    });
    const before = kept.of(this.index, this.original);
    if (before !== undefined) {
      this.code.textContent = before;
      frame.querySelector("details")?.setAttribute("open", "");
    }
    this.mark();
  }

  get now() { return this.view ? this.view.state.doc.toString() : this.code.textContent; }

  // The reader's text, where it is not the page's own.
  get changed() { return this.now === this.original ? undefined : this.now; }

  mark() {
    this.reset.hidden = this.changed === undefined;
    this.frame.toggleAttribute("data-changed", this.changed !== undefined);
  }

  async open() {
    if (this.view) return this.view.focus();
    const make = await editor().catch(() => null);
    if (!make || this.view) return this.say(make ? "" : "The editor could not be loaded. Try again.");
    const attributes = { "aria-label": "Code of this block", "aria-describedby": help.id };
    this.view = make({ text: this.now, attributes, run: () => this.start(), changed: () => this.keep() });
    this.pre.hidden = true;
    this.pre.after(this.view.dom);
    this.edit.hidden = true;
    this.frame.setAttribute("data-open", "");
    this.view.focus();
  }

  keep() {
    kept.set(this.index, this.original, this.now);
    this.output?.classList.add("stale");
    this.mark();
  }

  // The page's own text and output again.
  restore() {
    this.running?.abort();
    this.view?.destroy();
    this.view = null;
    this.code.innerHTML = this.coloured;
    this.pre.hidden = this.edit.hidden = false;
    this.frame.removeAttribute("data-open");
    kept.set(this.index, this.original, this.original);
    this.put(this.shown);
    this.shown?.classList.remove("stale");
    this.mark();
    this.edit.focus();
    this.say("The block is as it was.");
  }

  say(words) { status.textContent = words; }

  put(output) {
    if (this.output !== output) this.output?.remove();
    this.output = output;
    if (output && !output.isConnected) this.frame.append(output);
    if (output) document.dispatchEvent(new CustomEvent("chainrule:added", { detail: output }));
  }

  async start() {
    if (this.running) return;
    const running = (this.running = new AbortController());
    this.run.textContent = "Stop";
    this.frame.setAttribute("aria-busy", "true");
    this.say("Running.");
    const body = { version: text.dataset.codeVersion, block: this.index, changed: changedUpTo(this.index) };
    const answer = await ask(text.dataset.run, body, running.signal, (note) => note && this.say(note));
    this.running = null;
    this.run.textContent = "Run";
    this.frame.removeAttribute("aria-busy");
    if (answer.error === "Stopped.") return this.say("Stopped.");
    this.put(answer.html ? element(answer.html) : refusal(answer.error));
    if (answer.failed >= 0 && answer.failed !== this.index) this.output.append(wayTo(answer.failed));
    this.say(`Output: ${this.output.textContent.replace(/^Output/, "").slice(0, 300)}`);
  }
}

function refusal(words) {
  const made = element('<div class="code-output"><p class="code-label">Not run</p><p class="output-error"></p></div>');
  made.lastElementChild.textContent = words;
  return made;
}

// A block above that failed may be hidden: then its output is shown by the one below it alone.
function wayTo(index) {
  const to = blocks.find((block) => block.index === index);
  if (!to) return "";
  return button("Show that block", () => {
    to.frame.scrollIntoView({ block: "center" });
    to.run.focus({ preventScroll: true });
  });
}

const blocks = [...text.querySelectorAll(".code[data-runs]")].filter((frame) => frame.querySelector(".code-source")).map((frame) => new Block(frame));

// A `try` box that asks for a line of code. Where none may run the form stays hidden.
class Line {
  constructor(form, { known, keep }) {
    this.form = form;
    this.area = form.querySelector("textarea");
    this.said = form.querySelector(".ask-said");
    this.button = form.querySelector("button");
    this.keep = keep;
    this.view = null;
    this.area.value = known[form.dataset.ask] ?? "";
    this.reveal = holdBack(form);
    if (this.area.value) this.reveal(false);
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.check();
    });
    near(form, () => this.open());
  }

  get now() { return this.view ? this.view.state.doc.toString() : this.area.value; }

  async open() {
    const make = await editor().catch(() => null); // without it the plain field serves
    if (!make || this.view) return;
    const here = document.activeElement === this.area;
    const attributes = { "aria-label": "Your code", "aria-describedby": help.id };
    this.view = make({ text: this.area.value, attributes, run: () => this.check(), changed: () => {} });
    this.area.required = false;
    this.area.parentElement.hidden = true;
    this.area.parentElement.after(this.view.dom);
    if (here) this.view.focus();
  }

  async check() {
    if (this.button.disabled) return;
    const code = this.now;
    if (!code.trim()) return this.tell("unread", "Write a line of code.");
    this.button.disabled = true;
    this.tell("", "Running.");
    const body = { version: text.dataset.codeVersion, ask: this.form.dataset.ask, code, changed: changedUpTo(Infinity) };
    const answer = await ask(text.dataset.run, body, new AbortController().signal, (note) => note && this.tell("", note));
    this.button.disabled = false;
    if (!answer.verdict) return this.tell("unread", answer.error);
    this.tell(answer.verdict, answer.verdict === "right" ? "Right." : answer.said);
    if (answer.verdict === "unread") return;
    this.keep(this.form.dataset.ask, code);
    this.reveal();
  }

  tell(verdict, words) {
    this.form.dataset.verdict = verdict;
    this.said.textContent = words;
  }
}

// The editor is loaded when the reader comes near the first box, and not before.
function near(form, action) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    action();
  }, { rootMargin: "600px" });
  watcher.observe(form);
}
const answers = keeper(text);
text.querySelectorAll("form.ask[data-code]").forEach((form) => new Line(form, answers));

function changedUpTo(index) {
  return Object.fromEntries(blocks.filter((block) => block.index <= index && block.changed !== undefined).map((block) => [block.index, block.changed]));
}
