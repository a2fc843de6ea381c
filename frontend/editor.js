// The lab's editor: CodeMirror over the plain text area, which stays what the form sends.

import { codeFolding, ensureSyntaxTree, foldEffect } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { codeEditor } from "./code-editor.js";
import { follow } from "./cursor-hints.js";

const area = document.getElementById("source");
const form = document.getElementById("hand-in");
const line = document.getElementById("draft-state");
const starter = JSON.parse(document.getElementById("starter").textContent);
const verdict = document.getElementById("verdict");
const KEEP_AFTER = 1200; // milliseconds without typing
const showHints = follow(document.querySelector(".hint-list:not(.here)"), document.getElementById("hints-here"));
const PATIENCE = 1000; // milliseconds that reading the file may take before it is folded
let timer = null;

const run = () => form.requestSubmit();

const view = codeEditor({
  text: area.value,
  run,
  changed,
  more: [
    codeFolding({ placeholderText: "… more" }),
    basicSetup,
    EditorView.updateListener.of((update) => (update.docChanged || update.selectionSet) && showHints(update.state)),
    EditorView.theme({ ".cm-scroller": { maxHeight: "max(20rem, 100vh - 20rem)", minHeight: "20rem" } }),
  ],
  attributes: { "aria-label": "Your code", "aria-describedby": "source-help" },
});
area.before(view.dom);
area.hidden = true;
begin(area.dataset.line);

// The student goes on at this line: it is in view, the cursor stands there, and long docstrings do not push the code
// out of sight. The page itself does not move, and what had the focus keeps it.
function begin(number) {
  foldDocstrings();
  const place = view.state.doc.line(Math.min(Math.max(Number(number), 1), view.state.doc.lines));
  view.dispatch({ selection: { anchor: place.from + place.text.search(/\S|$/) } });
  view.requestMeasure({
    read: () => view.lineBlockAt(place.from).top - view.scrollDOM.clientHeight / 3,
    write: (top) => (view.scrollDOM.scrollTop = top),
  });
}

// A docstring of several lines shows its first. A click on "… more" unfolds it, and so does Ctrl-Shift-].
function foldDocstrings() {
  const { doc } = view.state;
  const effects = [];
  ensureSyntaxTree(view.state, doc.length, PATIENCE)?.iterate({
    enter(node) {
      if (node.name !== "Body") return;
      let first = node.node.firstChild;
      while (first && first.name !== "ExpressionStatement" && [":", "Comment"].includes(first.name)) first = first.nextSibling;
      const text = first?.name === "ExpressionStatement" ? first.firstChild : null;
      if (text?.name !== "String") return;
      const from = doc.lineAt(text.from).to;
      if (from < text.to - 3) effects.push(foldEffect.of({ from, to: text.to - 3 }));
    },
  });
  view.dispatch({ effects });
}

function changed() {
  area.value = view.state.doc.toString();
  line.textContent = "Not kept yet";
  document.getElementById("older-draft")?.remove(); // it is about to be replaced
  clearTimeout(timer);
  timer = setTimeout(keep, KEEP_AFTER);
}

async function keep() {
  clearTimeout(timer);
  timer = null;
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content, Accept: "application/json" };
  const body = new URLSearchParams({ source: area.value });
  try {
    const response = await fetch(area.dataset.draft, { method: "POST", headers, body, keepalive: area.value.length < 60000 });
    const answer = await response.json().catch(() => ({}));
    line.textContent = response.ok ? "Draft kept on the server" : `Draft not kept: ${answer.error ?? response.status}`;
  } catch {
    line.textContent = "Draft not kept: no connection. Trying again.";
    timer = setTimeout(keep, 4000);
  }
}

function replace(text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

// The starter comes back as a change like any other: Ctrl-Z brings the work back.
const reset = document.getElementById("reset");
reset.hidden = false;
reset.addEventListener("click", () => {
  replace(starter);
  begin(area.dataset.starterLine);
  line.textContent = "The starter is back. Ctrl-Z undoes it.";
  view.focus();
});

form.addEventListener("submit", () => (area.value = view.state.doc.toString()), { capture: true });
document.addEventListener("visibilitychange", () => document.hidden && timer && keep());
window.addEventListener("pagehide", () => timer && keep());

// "lab03.py, line 42" in a verdict leads there.
verdict.addEventListener("click", (event) => {
  const number = event.target.closest("[data-line]")?.dataset.line;
  if (!number) return;
  const place = view.state.doc.line(Math.min(Number(number), view.state.doc.lines));
  view.dispatch({ selection: { anchor: place.from }, effects: EditorView.scrollIntoView(place.from, { y: "center" }) });
  view.focus();
});

function linkLines(root) {
  for (const message of root.querySelectorAll("pre.message")) {
    const pieces = message.textContent.split(/(\bline \d+)/);
    if (pieces.length < 3) continue;
    message.replaceChildren(
      ...pieces.map((piece) => {
        const number = piece.match(/^line (\d+)$/)?.[1];
        if (!number) return document.createTextNode(piece);
        const button = Object.assign(document.createElement("button"), { type: "button", className: "line-link", textContent: piece });
        button.dataset.line = number;
        return button;
      }),
    );
  }
}
linkLines(document);
document.body.addEventListener("htmx:afterSwap", (event) => {
  linkLines(event.target);
  if (event.target === verdict) verdict.scrollTop = 0;
  if (event.detail.elt === form || event.detail.requestConfig?.elt === form) showVerdict();
});

// After a run the verdict is in view: beside the editor it is already, below it the page moves.
function showVerdict() {
  const { top } = verdict.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.75) verdict.closest("section").scrollIntoView({ block: "start" });
}
area.closest("section").dataset.ready = "yes";
