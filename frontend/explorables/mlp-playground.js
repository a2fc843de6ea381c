// A multilayer perceptron that trains in the page, with every hidden unit's own map.

import { drawChart } from "./kit/chart.js";
import { button, html } from "./kit/dom.js";
import { fileField } from "./kit/drop.js";
import { define } from "./kit/explorable.js";
import { choiceField, numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlayer } from "./kit/player.js";
import { FIELDS, MOST_EPOCHS, MOST_UNITS, compute } from "./mlp-playground/model.js";
import { createPictures } from "./mlp-playground/pictures.js";
import { questionOf } from "./mlp-playground/question.js";
import { programOf } from "./mlp-playground/python.js";
import { networkOf } from "./mlp-playground/weights.js";

const BEAT = 40; // milliseconds a frame when it trains
const STRIDE = 4; // epochs in a frame
const MOST_POINTS = 200;
const CHART_POINTS = 150;

let pencil = 1; // the class that the pen of own points adds

function player(tools) {
  const add = ([x, y]) => {
    const { points } = tools.model().state;
    if (points.length < MOST_POINTS) tools.set({ points: [...points, [x, y, pencil]], epoch: 0 });
  };
  return createPlayer({
    name: "Training of a network",
    stage: createPictures({ add }),
    panel: createPanel(),
    go: (epoch) => tools.set({ epoch }),
    at: (model) => model.epoch,
    last: (model) => (model.ranAway ? model.epoch : MOST_EPOCHS),
    title: ({ epoch, losses }) => `Epoch ${epoch}, loss ${short(losses.at(-1))}`,
    question: questionOf,
    asks: "Ask me before it trains",
    asksToPlay: true,
    beat: BEAT,
    stride: STRIDE,
    ends: false, // nobody wants to jump to epoch 3000 by one press
  });
}

function createPanel() {
  const words = html("p", { role: "status", "data-part": "loss" });
  const chart = html("div", {});
  return {
    element: html("div", { class: "ex-panel" }, words, chart),
    update({ epoch, losses, heldOut, accuracy, ranAway }) {
      const right = `${Math.round(1000 * accuracy) / 10}% of the points on their side`;
      words.textContent = `Epoch ${epoch}. Loss ${short(losses.at(-1))}, ${right}.${ranAway ? " It ran away: try a smaller rate." : ""}`;
      const lines = [losses, heldOut].filter((line) => line.length).map(thin);
      const caption = heldOut.length
        ? `The loss; dashed, on points it has not seen: ${short(heldOut.at(-1))}.`
        : "The loss.";
      chart.replaceChildren(drawChart(lines, caption, { width: 420, numbered: true }));
    },
  };
}

/** At most so many numbers of a long line, the last among them. */
function thin(line) {
  const every = Math.ceil(line.length / CHART_POINTS);
  return line.filter((_, at) => at % every === 0 || at === line.length - 1);
}

function points({ set }) {
  const kinds = [
    ["moons", "moons"],
    ["circles", "circles"],
    ["spirals", "spirals"],
    ["own", "your own points"],
  ];
  const data = choiceField("Points", kinds, (kind) => set({ data: kind, epoch: 0 }));
  const count = numberField("number", {
    change: (x) => set({ count: Math.round(x), epoch: 0 }),
    least: 2,
    most: 400,
    step: 1,
  });
  const noise = numberField("noise", {
    change: (x) => set({ noise: x, epoch: 0 }),
    least: 0,
    most: 1,
    drag: 0.01,
    part: "noise",
  });
  const pen = choiceField(
    "A click adds",
    [
      ["1", "a round one"],
      ["0", "a square one"],
    ],
    (kind) => (pencil = Number(kind)),
  );
  const undo = button("Take the last back", () => set(({ points: all }) => ({ points: all.slice(0, -1), epoch: 0 })));
  const own = html("div", { class: "ex-controls" }, pen.element, undo);
  return {
    element: html("div", { class: "ex-controls" }, data.element, count.element, noise.element, own),
    update({ state }) {
      data.update(state.data);
      count.update(state.count);
      noise.update(state.noise);
      pen.update(String(pencil));
      own.hidden = state.data !== "own";
      for (const field of [count, noise]) field.element.hidden = state.data === "own";
    },
  };
}

function network({ set }) {
  const width = (at) => (units) =>
    set(({ hidden }) => ({
      hidden: [0, 1, 2].map((place) => (place === at ? Math.round(units) : (hidden[place] ?? 0))),
      epoch: 0,
      loaded: null,
    }));
  const layers = [0, 1, 2].map((at) =>
    numberField(`units ${at + 1}`, {
      change: width(at),
      least: 0,
      most: MOST_UNITS,
      step: 1,
      drag: 0.1,
      part: `units${at + 1}`,
    }),
  );
  const kinds = [
    ["tanh", "tanh"],
    ["relu", "ReLU"],
    ["sigmoid", "sigmoid"],
    ["identity", "none"],
  ];
  const activation = choiceField("Activation", kinds, (kind) => set({ activation: kind, epoch: 0 }));
  const rate = numberField("rate η", {
    change: (x) => set({ rate: x, epoch: 0 }),
    least: 0,
    most: 10,
    drag: 0.01,
    part: "rate",
  });
  const decay = numberField("weight decay", {
    change: (x) => set({ decay: x, epoch: 0 }),
    least: 0,
    most: 1,
    drag: 0.001,
    part: "decay",
  });
  const seed = numberField("seed", {
    change: (x) => set({ seed: Math.round(x), epoch: 0 }),
    least: 0,
    most: 9999,
    step: 1,
  });
  const fields = [...layers, activation, rate, decay, seed];
  return {
    element: html("div", { class: "ex-controls" }, ...fields.map((field) => field.element)),
    update({ state, network: layersNow }) {
      const now = state.loaded ? layersNow.slice(0, -1).map(({ weight }) => weight.rows) : state.hidden;
      layers.forEach((field, at) => field.update(now[at] ?? 0));
      activation.update(state.activation);
      rate.update(state.rate);
      decay.update(state.decay);
      seed.update(state.seed);
    },
  };
}

function python() {
  const code = html("code", {});
  const pre = html("pre", { tabindex: 0, role: "group", "aria-label": "The program" }, code);
  const element = html("details", { class: "more" }, html("summary", {}, "The same as Python"), pre);
  let state = null;
  const fill = () => element.open && state && (code.textContent = programOf(state));
  element.addEventListener("toggle", fill);
  return {
    element,
    update(model) {
      state = model.state;
      fill();
    },
  };
}

let files = 0;

function weights({ set }, root) {
  const take = (buffer, name) => {
    const layers = networkOf(buffer);
    files += 1;
    set({ loaded: { network: layers, name, number: files }, epoch: 0 });
    return `${name} is shown, before any training here. Choose the activation that it was trained with.`;
  };
  const field = fileField("Your own weights (.safetensors)", { zone: root, take });
  return { element: html("div", {}, field.element), update() {} };
}

const snapshot = ({ state, epoch, losses, heldOut, accuracy, network: layers }) => ({
  ...state,
  epoch,
  loss: losses.at(-1),
  heldOut: heldOut.at(-1),
  accuracy,
  weights: layers.map(({ weight, bias }) => ({ weight: [...weight.data], bias: [...bias] })),
});

define("mlp-playground", {
  key: "mlp",
  fields: FIELDS,
  compute,
  snapshot,
  parts: { player, points, network, python, weights },
});
