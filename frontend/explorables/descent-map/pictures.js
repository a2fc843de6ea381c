// The loss from above with the path, and the line through the points at the step that is shown.

import { contour } from "../kit/contour.js";
import { html } from "../kit/dom.js";
import { short } from "../kit/format.js";
import { createPlot } from "../kit/plot.js";

/** `{element, update(model)}`: both pictures side by side; `setStart([w, b])` takes the dragged start. */
export function createPictures({ setStart }) {
  const element = html("div", { class: "ex-side" });
  let place = null;
  let [above, beside] = [null, null];
  return {
    element,
    update(model) {
      if (place !== model.place) {
        place = model.place;
        above = createMap(model, setStart);
        beside = createLine(model);
        element.replaceChildren(above.element, beside.element);
      }
      above.update(model);
      beside.update(model);
    },
  };
}

function createMap({ state: { ws, bs }, surface: { xs, ys, values, levels } }, setStart) {
  const plot = createPlot({ xs: ws, ys: bs, width: 420, height: 320, names: ["w", "b"], label: "The loss from above" });
  const lines = levels.map((level) => plot.contour(contour(xs, ys, values, level)));
  const start = plot.point({
    name: "The start, w and b",
    part: "start",
    step: 0.05,
    className: "ex-second",
    move: setStart,
  });
  return {
    element: plot.element,
    update({ state, path, step, now, best }) {
      const walked = path.slice(0, step + 1);
      const inside = walked.filter(({ w, b }) => Math.abs(w) < 1e3 && Math.abs(b) < 1e3).map(({ w, b }) => [w, b]);
      const way = plot.curve(inside);
      way.dataset.part = "path";
      const dots = inside.slice(1).map((point) => plot.dot(point, { r: 2.5 }));
      const here = plot.dot([now.w, now.b], { r: 6, part: "now" });
      plot.draw(lines, way, dots, plot.cross(best, { part: "best" }), here);
      start.update(state.start);
      plot.element.setAttribute("aria-label", said(state, walked, now, best));
    },
  };
}

function said(state, walked, now, best) {
  const [from, to] = [state.start, [now.w, now.b]].map((point) => point.map(short).join(", "));
  return `The loss over w and b from above. ${walked.length - 1} steps from (${from}) to (${to}). Best: (${best.map(short).join(", ")}).`;
}

function createLine({ state: { data } }) {
  const [right, top] = [0, 1].map((at) => 1.15 * Math.max(...data.map((point) => point[at])));
  const label = "The receipts and the line";
  const plot = createPlot({ xs: [0, right], ys: [0, top], width: 420, height: 320, names: ["km", "manat"], label });
  const line = (w, b, className) =>
    plot.curve(
      [
        [0, b],
        [right, w * right + b],
      ],
      className,
    );
  return {
    element: plot.element,
    update({ now: { w, b }, best }) {
      const fit = line(w, b, "");
      fit.dataset.part = "line";
      const gaps = data.map(([x, y]) =>
        plot.curve(
          [
            [x, y],
            [x, w * x + b],
          ],
          "ex-second",
        ),
      );
      plot.draw(
        line(...best, "ex-third"),
        fit,
        gaps,
        data.map((point) => plot.dot(point, { r: 5, className: "ex-ink" })),
      );
      const each = data.map(([x, y]) => `at ${short(x)}: ${short(w * x + b)}, receipt ${short(y)}`);
      plot.element.setAttribute("aria-label", `The line ${short(w)} x + ${short(b)}; ${each.join("; ")}.`);
    },
  };
}
