// The middle part: the picture, the buttons that step through it, and the panel that writes each step out.

import { html, icon, numberSpan } from "./dom.js";
import { Picture } from "./picture.js";
import { narrate } from "./narrate.js";

const BEAT = 1400; // milliseconds a step when it plays

const prefersCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** `{element, update(model), redraw()}`; `actions` is what the buttons do: goTo(step). */
export function createPlayer(actions) {
  const picture = new Picture();
  const stage = picture.element;
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", "Computational graph. Left and right arrow step, space plays, Home and End jump.");
  const panel = stepPanel();
  let model = null;
  let timer = null;

  const last = () => model.frames.length - 1;
  const stop = () => {
    clearInterval(timer);
    timer = null;
  };
  const go = (step) => {
    stop();
    actions.goTo(Math.min(last(), Math.max(0, step)));
  };
  const beat = () => {
    if (model.step + 1 >= last()) stop();
    actions.goTo(Math.min(last(), model.step + 1));
  };
  const play = () => {
    if (timer !== null) {
      stop();
      return actions.goTo(model.step);
    }
    timer = setInterval(beat, BEAT);
    return actions.goTo(model.step === last() ? 0 : model.step + 1);
  };
  const moves = {
    start: () => go(0),
    back: () => go(model.step - 1),
    play,
    step: () => go(model.step + 1),
    end: () => go(last()),
  };
  const transport = transportBar(moves, go);
  const element = html("div", { class: "gs-player" }, stage, transport.element, panel.element);
  element.addEventListener("keydown", (event) => onKey(event, moves));
  stage.addEventListener("keydown", (event) => pan(event, stage));
  letDrag(stage);

  return {
    element,
    stop,
    update(next) {
      const moved = model === null || next.step !== model.step || next.graph !== model.graph;
      model = next;
      stage.classList.toggle("gs-stale", model.error !== null);
      picture.draw(model.graph, model.drawn, model.state.overwrite);
      const narration = narrate(model.graph, model.frames, model.step);
      picture.show(model.graph, model.frame, model.wrong, describe(model, narration));
      if (moved) picture.follow(model.graph, model.frame, !prefersCalm());
      transport.update(model, narration, timer !== null);
      panel.update(model, narration);
    },
    redraw() {
      if (model) this.update(model);
    },
  };
}

const KEYS = { ArrowRight: "step", ArrowLeft: "back", Home: "start", End: "end", " ": "play" };

/** Keys step wherever the focus is in the player, except where the focused control has a use of its own for them. */
function onKey(event, moves) {
  const move = KEYS[event.key];
  const isControl = event.target.matches("button, input");
  const isTaken = event.target.matches("input") || (isControl && event.key === " ");
  if (!move || isTaken || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  moves[move]();
}

/** With Shift the arrows move a large graph in its frame; up and down do so by themselves. */
function pan({ key, shiftKey }, stage) {
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (shiftKey && direction) stage.scrollBy({ left: (direction * stage.clientWidth) / 3, behavior: "auto" });
}

/** A mouse moves a large graph by dragging it, as a finger does anyway. */
function letDrag(stage) {
  stage.addEventListener("pointerdown", ({ pointerType, pointerId, button, clientX, clientY }) => {
    if (pointerType !== "mouse" || button !== 0) return;
    const [left, top] = [stage.scrollLeft + clientX, stage.scrollTop + clientY];
    const drag = (move) => stage.scrollTo({ left: left - move.clientX, top: top - move.clientY, behavior: "auto" });
    stage.setPointerCapture(pointerId);
    stage.addEventListener("pointermove", drag);
    stage.addEventListener("lostpointercapture", () => stage.removeEventListener("pointermove", drag), { once: true });
  });
}

function describe({ graph, frame }, { title }) {
  const known = frame.data.filter((x) => x !== null).length;
  const count = `Graph of ${graph.nodes.length} nodes, ${known} of them with a value`;
  return `${count}. ${title}. The table of values lists them all.`;
}

function transportBar(moves, go) {
  const button = (name, label, ...content) =>
    html(
      "button",
      { type: "button", class: `button gs-${name}`, "aria-label": label, title: label, on: { click: moves[name] } },
      ...content,
    );
  const buttons = {
    start: button("start", "To the start", icon("start")),
    back: button("back", "One step back", icon("back")),
    play: button("play", "Play", icon("play")),
    step: button("step", "Step", html("span", {}, "Step"), icon("step")),
    end: button("end", "To the end", icon("end")),
  };
  buttons.step.classList.add("primary");
  const slider = html("input", { type: "range", min: 0, step: 1, class: "gs-slider", "aria-label": "Step" });
  slider.addEventListener("input", () => go(Number(slider.value)));
  const legend = html("p", { class: "help" }, "On each arrow stands the local derivative.");
  const hint = html(
    "p",
    { class: "help gs-keys" },
    "Keys: ",
    kbd("←"),
    " ",
    kbd("→"),
    " step, ",
    kbd("space"),
    " plays, ",
    kbd("Home"),
    " ",
    kbd("End"),
    " jump.",
  );
  const row = html("div", { class: "gs-buttons", role: "group", "aria-label": "Steps" }, ...Object.values(buttons));
  return {
    element: html("div", { class: "gs-transport" }, row, slider, legend, hint),
    update({ step, frames, graph }, { title }, isPlaying) {
      const last = frames.length - 1;
      slider.max = last;
      slider.value = step;
      slider.setAttribute("aria-valuetext", `${title}; ${step} of ${last}`);
      const forward = graph.nodes.filter((node) => node.kind === "operation").length;
      slider.style.setProperty("--forward", `${last ? (100 * Math.min(forward, last)) / last : 100}%`);
      // aria-disabled, not disabled: a button that goes dead under the finger must not lose the focus.
      for (const name of ["start", "back"]) buttons[name].setAttribute("aria-disabled", String(step === 0));
      for (const name of ["step", "end"]) buttons[name].setAttribute("aria-disabled", String(step === last));
      const [label, drawing] = isPlaying ? ["Pause", "pause"] : ["Play", "play"];
      if (buttons.play.title !== label) buttons.play.replaceChildren(icon(drawing));
      buttons.play.title = label;
      buttons.play.setAttribute("aria-label", label);
    },
  };
}

const kbd = (key) => html("kbd", {}, key);

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
    update({ graph, frame, drawn }, narration) {
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
