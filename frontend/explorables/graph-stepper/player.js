// The middle part: the picture, the buttons that step through it, and the panel that writes each step out.

import { html, numberSpan } from "../kit/dom.js";
import { onDrag } from "../kit/drag.js";
import { createPlayer, prefersCalm } from "../kit/player.js";
import { narrate } from "./narrate.js";
import { Picture } from "./picture.js";
import { nextNumber } from "./question.js";

/** The player of the graph; `go(step)` takes a step. */
export function createGraphPlayer({ go }) {
  return createPlayer({
    name: "Computational graph",
    help: "On each arrow stands the local derivative.",
    stage: createStage(),
    panel: stepPanel(),
    go,
    at: (model) => model.step,
    last: (model) => model.frames.length - 1,
    title: (model) => model.narration.title,
    split: ({ graph }) => graph.nodes.filter((node) => node.kind === "operation").length,
    question: nextNumber,
  });
}

function createStage() {
  const picture = new Picture();
  const stage = picture.element;
  let last = null;
  stage.addEventListener("keydown", (event) => pan(event, stage));
  letDrag(stage);
  const update = (model) => {
    const moved = last === null || model.step !== last.step || model.graph !== last.graph;
    last = model;
    stage.classList.toggle("gs-stale", model.error !== null);
    picture.draw(model.graph, model.drawn, model.state.overwrite);
    picture.show(model.graph, model.frame, model.wrong, describe(model));
    if (moved) picture.follow(model.graph, model.frame, !prefersCalm());
  };
  return { element: stage, update };
}

/** With Shift the arrows move a large graph in its frame; up and down do so by themselves. */
function pan({ key, shiftKey }, stage) {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (shiftKey && direction) stage.scrollBy({ left: (direction * stage.clientWidth) / 3, behavior: "auto" });
}

/** A mouse moves a large graph by dragging it, as a finger does anyway. */
function letDrag(stage) {
  onDrag(stage, {
    start: ({ pointerType, clientX, clientY }) =>
      pointerType === "mouse" ? { left: stage.scrollLeft + clientX, top: stage.scrollTop + clientY } : null,
    move: ({ clientX, clientY }, { left, top }) =>
      stage.scrollTo({ left: left - clientX, top: top - clientY, behavior: "auto" }),
  });
}

function describe({ graph, frame, narration: { title } }) {
  const known = frame.data.filter((x) => x !== null).length;
  const count = `Graph of ${graph.nodes.length} nodes, ${known} of them with a value`;
  return `${count}. ${title}. The table of values lists them all.`;
}

/** What happens at this step: the code with the active part marked, and the arithmetic. Read out as it changes. */
function stepPanel() {
  const title = html("p", { class: "gs-step-title" });
  const lines = html("div", { class: "gs-lines" });
  const note = html("p", { class: "gs-note" });
  const spoken = html("div", { class: "gs-spoken", role: "status", "aria-atomic": "true" }, title, lines, note);
  const code = html("pre", {
    class: "gs-source",
    role: "group",
    tabindex: 0,
    "aria-label": "The expression; what this step works on is marked",
  });
  let said = null;
  return {
    element: html("div", { class: "gs-step-panel" }, spoken, code),
    update({ graph, frame, drawn, narration }) {
      code.replaceChildren(...markedCode(graph.nodes[frame.active], drawn));
      const saying = JSON.stringify(narration);
      if (saying === said) return; // said once is enough: a screen reader repeats what is written again
      said = saying;
      spoken.dataset.phase = frame.phase;
      title.textContent = narration.title;
      lines.replaceChildren(...narration.lines.map(lineElement));
      note.textContent = narration.note ?? "";
    },
  };
}

function lineElement(parts) {
  const isSentence = parts.length === 1;
  return html(
    "p",
    { class: isSentence ? "gs-sentence" : "gs-line" },
    ...parts.map((part) => (typeof part === "string" ? part : numberSpan(part))),
  );
}

function markedCode(node, text) {
  if (!node) return [text];
  return [text.slice(0, node.start), html("mark", {}, text.slice(node.start, node.end)), text.slice(node.end)];
}
