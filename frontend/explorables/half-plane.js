// A neuron's half-plane: the arrow of its weights is dragged, the line follows at a right angle.

import { html, svg } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlot } from "./kit/plot.js";
import { snap } from "./kit/scale.js";
import { ACCEPTED, FIELDS, FROM, XS, YS, compute } from "./half-plane/model.js";

function picture({ set }) {
  const plot = createPlot({ width: 420, height: 500, xs: XS, ys: YS, names: ["x₁, km to the rider", "x₂, manat offered"], label: "The plane of rides" });
  const tip = plot.point({
    name: "The tip of w",
    part: "w",
    step: 0.1,
    move: (place) => set({ w: [0, 1].map((at) => snap(place[at] - FROM[at], 0.1)) }),
  });
  const area = (places) => svg("polygon", { class: "hp-side", points: places.map(([x, y]) => `${plot.x.at(x).toFixed(1)},${plot.y.at(y).toFixed(1)}`).join(" ") });
  return {
    element: html("div", { class: "ex-stage" }, plot.element),
    update({ lines, side, rides, tip: end, right }) {
      const dots = rides.flatMap(({ x, accepted, isRight }) => [
        accepted ? plot.dot(x, { r: 6 }) : plot.dot(x, { r: 6, className: "ex-second" }),
        accepted ? null : plot.cross(x, { r: 4 }),
        isRight ? null : plot.text(x, "wrong", { dy: -10 }),
      ]);
      const drawn = lines.map((ends, at) => (ends.length ? plot.curve(ends, at === 1 ? "" : "ex-third") : null));
      plot.draw(side.length ? area(side) : null, drawn, plot.arrow(FROM, end, { className: "ex-second" }), plot.text(end, "w", { dx: 14 }), dots);
      tip.update(end);
      plot.element.setAttribute("aria-label", `The line z = 0 among six rides, ${right} of them on the right side`);
    },
  };
}

function values({ set, model }) {
  const weights = [0, 1].map((at) =>
    numberField(`w${at + 1}`, { change: (x) => set({ w: model().state.w.map((old, i) => (i === at ? x : old)) }), least: -20, most: 20, step: 0.1, drag: 0.02, isCode: true }),
  );
  const b = numberField("b", { change: (x) => set({ b: x }), least: -20, most: 20, step: 0.1, drag: 0.02, isCode: true, part: "b" });
  return {
    element: html("div", { class: "ex-controls" }, ...weights.map((field) => field.element), b.element),
    update({ state }) {
      weights.forEach((field, at) => field.update(state.w[at]));
      b.update(state.b);
    },
  };
}

function table() {
  const body = html("tbody", {});
  const said = html("p", { role: "status", "data-part": "right" });
  const head = ["Ride", "the driver", "z", "σ(z)"].map((words, at) => html("th", { scope: "col", class: at > 1 ? "num" : null }, words));
  const wrap = html("div", { class: "table-wrap", "data-part": "sums", tabindex: 0, role: "group", "aria-label": "The rides as a table" }, html("table", { class: "compact" }, html("thead", {}, html("tr", {}, ...head)), body));
  return {
    element: html("div", {}, said, wrap),
    update({ rides, right }) {
      const words = `${right} of ${ACCEPTED.length} rides are on the right side.`;
      if (said.textContent !== words) said.textContent = words;
      body.replaceChildren(
        ...rides.map(({ x, z, a, accepted, isRight }) =>
          html("tr", {}, html("th", { scope: "row" }, `(${x.join(", ")})`), html("td", {}, `${accepted ? "accepted" : "refused"}${isRight ? "" : ", wrong here"}`), html("td", { class: "num" }, short(z)), html("td", { class: "num" }, short(a))),
        ),
      );
    },
  };
}

define("half-plane", { fields: FIELDS, compute, parts: { picture, values, table } });
