// Activation functions: a point is dragged along the curve, its slope below it is what comes back.

import { html } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { choiceField, numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlot } from "./kit/plot.js";
import { FIELDS, REACH, compute } from "./activations/model.js";

const NAMES = [["sigmoid", "sigmoid"], ["tanh", "tanh"], ["relu", "ReLU"], ["gelu", "GELU"]];

function picture({ set }) {
  const shared = { width: 420, xs: [-REACH, REACH], grid: true };
  const above = createPlot({ ...shared, height: 240, ys: [-1.25, 2.5], names: ["", "a"], label: "The function" });
  const below = createPlot({ ...shared, height: 170, ys: [-0.25, 1.25], names: ["z", "slope"], label: "Its slope" });
  const move = ([z]) => set({ z });
  const [point, under] = [
    above.point({ name: "z, on the function", part: "a", step: 0.1, move }),
    below.point({ name: "z, on the slope", part: "slope", step: 0.1, move, className: "ex-second" }),
  ];
  return {
    element: html("div", { class: "ex-stage" }, above.element, below.element),
    update({ state, a, slope, curve, slopes, tangent }) {
      above.draw(above.curve(curve), above.curve(tangent, "ex-second"));
      below.draw(below.curve(slopes, "ex-second"));
      point.update([state.z, a]);
      under.update([state.z, slope]);
      above.element.setAttribute("aria-label", `The function: ${short(a)} at ${short(state.z)}`);
      below.element.setAttribute("aria-label", `Its slope: ${short(slope)} at ${short(state.z)}`);
    },
  };
}

function values({ set }) {
  const kind = choiceField("Function", NAMES, (value) => set({ kind: value }));
  const z = numberField("z", { change: (value) => set({ z: value }), least: -REACH, most: REACH, step: 0.1, drag: 0.02, isCode: true });
  const layers = numberField("Neurons in a row", { change: (value) => Number.isInteger(value) && set({ layers: value }), least: 0, most: 20, step: 1, drag: null, part: "layers" });
  const said = html("p", { role: "status", "data-part": "back" });
  return {
    element: html("div", { class: "ex-controls" }, kind.element, z.element, layers.element, said),
    update({ state, a, slope, back }) {
      kind.update(state.kind);
      z.update(state.z);
      layers.update(state.layers);
      const words = `a = ${short(a)}, slope ${short(slope)}. Of an upstream gradient of 1, a row of ${state.layers} such hands back ${short(back)}.`;
      if (said.textContent !== words) said.textContent = words;
    },
  };
}

define("activations", { fields: FIELDS, compute, parts: { picture, values } });
