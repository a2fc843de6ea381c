// The reader draws a distribution that must have a given mean and variance, and is told.
import { button, html, svg } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlot } from "./kit/plot.js";
import { FIELDS, TASKS, VALUES, compute } from "./draw-a-pmf/model.js";

function picture({ set, model }) {
  const plot = createPlot({ width: 380, height: 250, xs: [-0.6, 6.6], ys: [0, 2], names: ["value", "height of the bar"], label: "Bars to be drawn" });
  const setBar = (x, height) => set({ bars: model().state.bars.map((bar, at) => (at === x ? height : bar)) });
  const points = VALUES.map((x) => plot.point({ name: `Bar of ${x}`, part: `bar${x}`, step: 0.05, move: ([, y]) => setBar(x, y) }));
  return {
    element: html("div", { class: "ex-stage" }, plot.element),
    update({ state, p, found }) {
      const bars = VALUES.map((x) => {
        const [left, top] = [plot.x.at(x - 0.35), plot.y.at(state.bars[x])];
        const size = { width: plot.x.at(x + 0.35) - left, height: Math.max(0, plot.y.at(0) - top) };
        return svg("rect", { x: left, y: top, ...size, fill: "var(--accent)", "fill-opacity": 0.4, stroke: "var(--accent)" });
      });
      const labels = VALUES.map((x) => plot.text([x, 0], short(Number(p[x].toFixed(3))), { dy: -6 }));
      const balance = found && plot.curve([[found.mean, 0], [found.mean, 2]], "ex-second");
      const name = found && plot.text([found.mean, 1.9], `mean ${short(Number(found.mean.toFixed(3)))}`, { dx: found.mean > 4.5 ? -5 : 5, anchor: found.mean > 4.5 ? "end" : "start" });
      plot.draw(...bars, ...labels, balance, name);
      points.forEach((point, x) => point.update([x, state.bars[x]]));
      plot.element.setAttribute("aria-label", `Probabilities of 0 to 6: ${p.map((each) => short(Number(each.toFixed(3)))).join(", ")}.`);
    },
  };
}

function task({ set, model }) {
  const wanted = html("p", { "data-part": "wanted" });
  const said = html("p", { role: "status", "data-part": "verdict" });
  const fields = [
    ["mean", numberField("mean", { least: 0, most: 6, step: 0.5, change: (mean) => set({ mean }) })],
    ["variance", numberField("variance", { least: 0, most: 9, step: 0.25, change: (variance) => set({ variance }) })],
  ];
  const next = button("Another task", () => {
    const { state } = model();
    const at = TASKS.findIndex(([mean, variance]) => mean === state.mean && variance === state.variance);
    const [mean, variance] = TASKS[(at + 1) % TASKS.length];
    set({ mean, variance });
  });
  return {
    element: html("div", { class: "ex-controls" }, wanted, said, ...fields.map(([, field]) => field.element), next),
    update({ state, verdict, isRight }) {
      wanted.textContent = `Draw a distribution with mean ${short(state.mean)} and variance ${short(state.variance)}. Drag the tops of the bars; they are divided by their sum.`;
      said.textContent = `${isRight ? "Done. " : ""}${verdict.join(" ")}`;
      for (const [key, field] of fields) field.update(state[key]);
    },
  };
}

define("draw-a-pmf", { fields: FIELDS, compute, parts: { picture, task } });
