// A contour map of a loss: the gradient stands at the point that is dragged, and is held to its promise by a second one.

import { html } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { short } from "./kit/format.js";
import { createPlot } from "./kit/plot.js";
import { FIELDS, XS, YS, compute, lines } from "./slope-map/model.js";

function picture({ set, model }) {
  const plot = createPlot({ width: 420, height: 330, xs: XS, ys: YS, names: ["w₁, per kilometre", "w₂, per minute"], label: "The loss as a map" });
  const map = lines();
  const along = (w) => {
    const { state } = model();
    set({ w, to: [0, 1].map((at) => Number((w[at] + state.to[at] - state.w[at]).toFixed(4))) });
  };
  const place = plot.point({ name: "The prices w", part: "w", step: 0.05, move: along });
  const end = plot.point({ name: "The end of the move", part: "move", step: 0.01, move: (to) => set({ to }), className: "ex-third" });
  return {
    element: html("div", { class: "ex-stage" }, plot.element),
    update({ state, loss, gradient, arrow, line }) {
      plot.draw(
        ...map.map(([, pieces]) => plot.contour(pieces)),
        plot.contour(line, "ex-curve"),
        plot.arrow(state.w, arrow, { className: "ex-second", part: "gradient" }),
        plot.arrow(state.w, state.to, { className: "ex-third" }),
      );
      place.update(state.w);
      end.update(state.to);
      const words = `At (${state.w.map(short).join(", ")}) the loss is ${short(loss)} and the gradient is (${gradient.map(short).join(", ")}).`;
      plot.element.setAttribute("aria-label", words);
    },
  };
}

function values() {
  const said = html("div", { role: "status" });
  let last = "";
  return {
    element: said,
    update({ state, loss, gradient, move, promise, change, cosine }) {
      const rows = [
        `Loss ${short(loss)} at w = (${state.w.map(short).join(", ")}); gradient (${gradient.map(short).join(", ")}), drawn at 0.03 of its length.`,
        `The move (${move.map(short).join(", ")}) has the cosine ${short(cosine)} with it.`,
        `The gradient promises a change of ${short(promise)}. The loss changes by ${short(change)}.`,
      ];
      if (rows.join() === last) return;
      last = rows.join();
      said.replaceChildren(...rows.map((row) => html("p", {}, row)));
    },
  };
}

define("slope-map", { fields: FIELDS, compute, parts: { picture, values } });
