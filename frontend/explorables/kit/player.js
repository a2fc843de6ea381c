// Steps through something: buttons, a slider, keys, playing by itself; and, if the reader wants it, a question first.

import { createAsking } from "./ask.js";
import { button, html, icon } from "./dom.js";

const BEAT = 1400; // milliseconds a step when it plays

/** Whether the reader has asked the system for less motion. */
export const prefersCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * `{element, update(model), stop(), redraw()}` around a stage, which shows the model. The steps are 0 to `last(model)`.
 *
 * - `stage` is a part of its own, `{element, update(model), redraw?()}`: the picture. `panel`, where given, too.
 * - `go(step)` takes a step, `at(model)` says which it is, `title(model)` is what it is called.
 * - `name` is what the stage is called to a screen reader; `help` stands under the buttons.
 * - `beat` is how long a step takes when it plays, in milliseconds; `stride` is how many steps it then takes at once.
 * - `ends: false` leaves out the button that jumps to the end.
 * - `split(model)`, where given, is the step at which the slider changes its colour.
 * - `question(model)`, where given, asks about the next step: see ask.js. Null where there is nothing to ask.
 *   `asks` is what its box to tick says; with `asksToPlay`, playing from the start asks, too.
 */
export function createPlayer(options) {
  const { stage, panel = null, go, at, last, beat = BEAT, stride = 1 } = options;
  let model = null;
  let timer = null;

  stage.element.classList.add("ex-stage");
  stage.element.tabIndex = 0;
  stage.element.setAttribute("role", "group");
  stage.element.setAttribute(
    "aria-label",
    `${options.name}. Left and right arrow step, space plays, Home and End jump.`,
  );
  const stop = () => {
    clearInterval(timer);
    timer = null;
  };
  const jump = (step) => {
    stop();
    go(Math.min(last(model), Math.max(0, step)));
  };
  const forward = () => {
    const ahead = (steps) => jump(at(model) + steps);
    return asking?.poses(model) ? asking.pose(ahead) : ahead(1);
  };
  const tick = () => {
    if (at(model) + stride >= last(model)) stop();
    go(Math.min(last(model), at(model) + stride));
  };
  const play = () => {
    if (timer !== null) {
      stop();
      return go(at(model));
    }
    return options.asksToPlay && at(model) === 0 && asking?.poses(model) ? asking.pose(run) : run();
  };
  const run = () => {
    timer = setInterval(tick, beat);
    return go(at(model) === last(model) ? 0 : at(model) + 1);
  };
  const asking = options.question ? createAsking(options.question, options.asks) : null;
  const moves = {
    start: () => jump(0),
    back: () => jump(at(model) - 1),
    play,
    step: forward,
    end: () => jump(last(model)),
  };
  const transport = transportBar(moves, jump, asking, options);
  const children = [stage.element, transport.element, asking?.element ?? null, panel?.element ?? null];
  const element = html("div", { class: "ex-player" }, ...children);
  element.addEventListener("keydown", (event) => onKey(event, moves));

  return {
    element,
    stop,
    update(next) {
      model = next;
      stage.update(model);
      transport.update(model, timer !== null);
      asking?.update(timer !== null);
      panel?.update(model);
    },
    redraw() {
      if (model) (stage.redraw ?? stage.update)(model);
    },
  };
}

const KEYS = { ArrowRight: "step", ArrowLeft: "back", Home: "start", End: "end", " ": "play" };

/** Keys step wherever the focus is in the player, except where the focused control has a use of its own for them. */
function onKey(event, moves) {
  const move = KEYS[event.key];
  const isControl = event.target.matches("button, input, select");
  const isTaken = event.target.matches("input, select") || (isControl && event.key === " ");
  if (!move || isTaken || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  moves[move]();
}

function transportBar(moves, jump, asking, { at, last, title, split, help, ends = true }) {
  const make = (name, label, ...content) =>
    button(content, () => moves[name](), { name: label, className: `ex-${name}` });
  const buttons = {
    start: make("start", "To the start", icon("start")),
    back: make("back", "One step back", icon("back")),
    play: make("play", "Play", icon("play")),
    step: make("step", "Step", html("span", {}, "Step"), icon("step")),
    end: make("end", "To the end", icon("end")),
  };
  if (!ends) buttons.end.hidden = true;
  buttons.step.classList.add("primary");
  const slider = html("input", { type: "range", min: 0, step: 1, class: "ex-slider", "aria-label": "Step" });
  slider.addEventListener("input", () => jump(Number(slider.value)));
  const row = html("div", { class: "ex-buttons", role: "group", "aria-label": "Steps" }, ...Object.values(buttons));
  const legend = help ? html("p", { class: "help" }, help) : null;
  return {
    element: html("div", { class: "ex-transport" }, row, slider, legend, keyHint(), asking?.tick ?? null),
    update(model, isPlaying) {
      const [step, end] = [at(model), last(model)];
      slider.max = end;
      slider.value = step;
      slider.setAttribute("aria-valuetext", `${title(model)}; ${step} of ${end}`);
      const share = split && end ? Math.min(split(model), end) / end : 1;
      slider.style.setProperty("--forward", `${100 * share}%`);
      // aria-disabled, not disabled: a button that goes dead under the finger must not lose the focus.
      for (const name of ["start", "back"]) buttons[name].setAttribute("aria-disabled", String(step === 0));
      for (const name of ["step", "end"]) buttons[name].setAttribute("aria-disabled", String(step === end));
      const [label, drawing] = isPlaying ? ["Pause", "pause"] : ["Play", "play"];
      if (buttons.play.title !== label) buttons.play.replaceChildren(icon(drawing));
      buttons.play.title = label;
      buttons.play.setAttribute("aria-label", label);
    },
  };
}

function keyHint() {
  const kbd = (key) => html("kbd", {}, key);
  const words = [kbd("←"), " ", kbd("→"), " step, ", kbd("space"), " plays, ", kbd("Home"), " ", kbd("End"), " jump."];
  return html("p", { class: "help ex-keys" }, "Keys: ", ...words);
}
