// A distribution with its parameters, the probability of a range as an area, and averages of more and more draws.
import { button, html, svg } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { choiceField, numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlayer } from "./kit/player.js";
import { createPlot } from "./kit/plot.js";
import { evenly } from "./kit/scale.js";
import { FIELDS, LAST, compute, drawsAt } from "./distributions/model.js";

const FAMILIES = [
  ["normal", "Normal: the weight of a fruit"],
  ["multinoulli", "Multinoulli: the price of a fruit"],
  ["bernoulli", "Bernoulli: one toss"],
];
const XS = { normal: [100, 500], multinoulli: [0, 2.5], bernoulli: [-0.5, 1.5] };

/** A plot that is made anew when the family, and with it the axes, changes. */
function shape({ set }) {
  const stage = html("div", { class: "ex-stage" });
  let made = null;
  return {
    element: stage,
    update(model) {
      const { family, std } = model.state;
      const top = family === "normal" ? Math.max(0.012, 0.45 / std) : 1;
      const key = `${family}/${top}`;
      if (made?.key !== key) {
        made = { key, ...draw(family, top, set) };
        const held = stage.contains(document.activeElement);
        stage.replaceChildren(made.plot.element);
        if (held) made.points.low?.element.focus();
      }
      made.update(model);
    },
  };
}

function draw(family, top, set) {
  const names = family === "normal" ? ["weight in grams; heights are densities, per gram", ""] : ["value", "probability"];
  const plot = createPlot({ width: 380, height: 250, xs: XS[family], ys: [0, top], names, label: "The distribution" });
  const bar = (from, to, height, fill, opacity) => {
    const [x, y] = [plot.x.at(from), plot.y.at(height)];
    return svg("rect", { x, y, width: Math.max(0, plot.x.at(to) - x), height: Math.max(0, plot.y.at(0) - y), fill, "fill-opacity": opacity, stroke: fill });
  };
  const points = {};
  if (family === "normal") {
    for (const end of ["low", "high"]) {
      const name = end === "low" ? "Lower end of the range" : "Upper end of the range";
      points[end] = plot.point({ name, part: end, step: 1, move: ([x]) => set({ [end]: x }) });
    }
  }
  return { plot, points, update: family === "normal" ? (model) => bell(plot, points, bar, model) : (model) => bars(plot, bar, model) };
}

function bell(plot, points, bar, model) {
  const { state, density, range, seen, probability } = model;
  const line = evenly(100, 500, 161).map((x) => [x, density(x)]);
  const edge = evenly(range[0], range[1], 81).map((x) => [x, density(x)]);
  const corners = [[range[0], 0], ...edge, [range[1], 0]].map(([x, y]) => `${plot.x.at(x).toFixed(2)},${plot.y.at(y).toFixed(2)}`);
  const area = svg("polygon", { points: corners.join(" "), fill: "var(--accent)", "fill-opacity": 0.3, "data-part": "area" });
  const drawn = state.step > 0 ? seen.bars.map((height, k) => bar(20 * k, 20 * k + 20, height, "var(--warn)", 0.15)) : [];
  plot.draw(...drawn, area, plot.curve(line));
  points.low.update([state.low, 0]);
  points.high.update([state.high, 0]);
  plot.element.setAttribute("aria-label", `Normal density; the area from ${short(range[0])} to ${short(range[1])} g is ${short(probability)}.`);
}

function bars(plot, bar, { state, values, p, seen }) {
  const half = state.family === "bernoulli" ? 0.2 : 0.12;
  const shapes = values.flatMap((x, k) => [
    bar(x - half, x, p[k], "var(--accent)", 0.4),
    state.step > 0 ? bar(x, x + half, seen.bars[k], "var(--warn)", 0.3) : null,
    plot.text([x, p[k]], short(p[k]), { dy: -6 }),
  ]);
  plot.draw(...shapes);
  plot.element.setAttribute("aria-label", `Probabilities: ${values.map((x, k) => `${short(p[k])} for ${short(x)}`).join(", ")}.`);
}

function parameters({ set, model }) {
  const family = choiceField("Distribution", FAMILIES, (value) => set({ family: value, step: 0 }));
  const field = (key, label, limits) => [key, numberField(label, { ...limits, part: key, change: (value) => set({ [key]: value }) })];
  const fields = {
    normal: [
      field("mean", "μ", { least: 100, most: 500, step: 5 }),
      field("std", "σ", { least: 5, most: 120, step: 1 }),
      field("low", "from", { least: 0, most: 600, step: 1 }),
      field("high", "to", { least: 0, most: 600, step: 1 }),
    ],
    bernoulli: [field("theta", "θ", { least: 0, most: 1, step: 0.01 })],
  };
  const probs = [0, 1, 2].map((k) => {
    const change = (value) => set({ probs: model().state.probs.map((p, at) => (at === k ? value : p)) });
    return numberField(`θ${"₀₁₂"[k]}`, { least: 0, most: 1, step: 0.05, change });
  });
  const groups = {
    normal: html("div", { class: "ex-controls" }, ...fields.normal.map(([, each]) => each.element)),
    bernoulli: html("div", { class: "ex-controls" }, ...fields.bernoulli.map(([, each]) => each.element)),
    multinoulli: html("div", { class: "ex-controls" }, ...probs.map((each) => each.element)),
  };
  const said = html("p", { role: "status" });
  return {
    element: html("div", { class: "ex-controls" }, family.element, ...Object.values(groups), said),
    update({ state, expectation, variance, probability, range }) {
      family.update(state.family);
      for (const [name, group] of Object.entries(groups)) group.hidden = name !== state.family;
      for (const [key, each] of [...fields.normal, ...fields.bernoulli]) each.update(state[key]);
      probs.forEach((each, k) => each.update(state.probs[k]));
      const moments = `Mean ${short(expectation)}, variance ${short(variance)}, standard deviation ${short(Math.sqrt(variance))}.`;
      said.textContent =
        probability === null
          ? `${moments}${state.family === "multinoulli" ? " The three are divided by their sum." : ""}`
          : `P(${short(range[0])} ≤ W ≤ ${short(range[1])}) = ${short(probability)}, the shaded area. ${moments}`;
    },
  };
}

const drawn = (step) => `${drawsAt(step).toLocaleString("en")} ${drawsAt(step) === 1 ? "draw" : "draws"}`;

function sampling({ set }) {
  let plot = null;
  const holder = html("div", {});
  const said = html("p", { role: "status", class: "help" });
  const stage = {
    element: html("div", {}, holder),
    update({ state, expectation, variance, means, count }) {
      const spread = 2.5 * Math.sqrt(variance) || 0.5;
      plot = createPlot({ width: 380, height: 230, xs: [0, 4], ys: [expectation - spread, expectation + spread], names: ["draws, as a power of ten", "mean so far"], label: "The mean of the draws so far" });
      const band = (side) => evenly(0, 4, 81).map((k) => [k, expectation + (side * 2 * Math.sqrt(variance)) / Math.sqrt(10 ** k)]);
      const line = means.map((mean, step) => [step / 8, mean]);
      const edges = [1, -1].map((side) => plot.curve(band(side), "ex-third"));
      edges.forEach((edge) => (edge.dataset.part = "band"));
      plot.draw(plot.curve([[0, expectation], [4, expectation]], "ex-second"), ...edges, plot.curve(line), plot.dot(line.at(-1), { r: 5, part: "average" }));
      plot.element.setAttribute("role", "img");
      const error = Math.sqrt(variance / count);
      const words = `${drawn(state.step)}: mean ${short(means.at(-1))}, beside the expectation ${short(expectation)}; standard error ${short(error)}.`;
      plot.element.setAttribute("aria-label", words);
      holder.replaceChildren(plot.element);
      said.textContent = words;
    },
  };
  const player = createPlayer({
    stage,
    name: "Draws and their mean",
    go: (step) => set({ step }),
    at: ({ state }) => state.step,
    last: () => LAST,
    title: ({ state }) => drawn(state.step),
    beat: 250,
    question: ({ state, variance }) =>
      variance > 0 && state.step < LAST
        ? { text: `What is the standard error of the mean of ${drawn(state.step + 1)}?`, answer: Math.sqrt(variance / drawsAt(state.step + 1)) }
        : null,
    help: "Dashed: the expectation. Dotted: two standard errors on either side.",
  });
  let seed = 1;
  const again = button("Other draws", () => set({ seed: (seed % 9999) + 1 }));
  again.dataset.part = "again";
  return {
    ...player,
    element: html("div", {}, player.element, html("div", { class: "ex-panel ex-controls" }, again, said)),
    update(model) {
      seed = model.state.seed;
      player.update(model);
    },
  };
}

const plain = (model) => Object.fromEntries(Object.entries(model).filter(([, value]) => typeof value !== "function"));
define("distributions", { fields: FIELDS, compute, snapshot: plain, parts: { shape, parameters, sampling } });
