// Gradient descent on the receipts, seen from above; beside it the line that the two knobs make.

import { createPictures } from "./descent-map/pictures.js";
import { FIELDS, compute, nextNumber } from "./descent-map/model.js";
import { createPanel } from "./descent-map/panel.js";
import { drawChart } from "./kit/chart.js";
import { html } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlayer } from "./kit/player.js";

const BEAT = 500; // milliseconds a step when it plays

function player({ set, model }) {
  return createPlayer({
    name: "Gradient descent",
    stage: createPictures({ setStart: (start) => set({ start, step: model().step }) }),
    panel: createPanel(),
    go: (step) => set({ step }),
    at: (whole) => whole.step,
    last: (whole) => whole.path.length - 1,
    title: ({ step, now }) => `${step} ${step === 1 ? "step" : "steps"}, loss ${short(now.loss)}`,
    question: (whole) => nextNumber(whole, short),
    beat: BEAT,
  });
}

function values({ set, model }) {
  const start = (at) => (x) => set({ start: model().state.start.map((old, place) => (place === at ? x : old)) });
  const w = numberField("start w", { change: start(0), drag: 0.05, part: "start" });
  const b = numberField("start b", { change: start(1), drag: 0.05, part: "start" });
  const rate = numberField("rate η", { change: (x) => set({ rate: x }), least: 0, most: 1, drag: 0.001, part: "rate" });
  return {
    element: html("div", { class: "ex-controls" }, rate.element, w.element, b.element),
    update({ state }) {
      w.update(state.start[0]);
      b.update(state.start[1]);
      rate.update(state.rate);
    },
  };
}

function chart() {
  const element = html("div", { "data-part": "loss" });
  let shown = null;
  return {
    element,
    update({ path, step, key }) {
      const now = `${key} ${step}`;
      if (now === shown) return;
      shown = now;
      const losses = path.slice(0, step + 1).map(({ loss }) => loss);
      const words = `Loss ${short(losses[0])} at the start, ${short(losses.at(-1))} after ${step} steps (its logarithm is drawn).`;
      element.replaceChildren(drawChart([losses], words, { width: 420, log: true, numbered: true }));
    },
  };
}

const snapshot = ({ state, path, step, now, best }) => ({ ...state, path, step, now, best });

define("descent-map", { key: "descent", fields: FIELDS, compute, snapshot, parts: { player, values, chart } });
