// A system of axes as SVG: ticks, curves, contours, dots, arrows, and points that can be dragged.

import { freshId, svg } from "./dom.js";
import { dragPoint } from "./drag.js";
import { short } from "./format.js";
import { scale, ticks } from "./scale.js";

const MARGIN = { left: 50, right: 12, top: 10, bottom: 40 };

/**
 * Axes over the ranges `xs` and `ys`: `{element, x, y, draw(...shapes), curve, contour, dot, arrow, cross, text, point}`.
 *
 * `draw` replaces what was drawn before, and leaves axes and points where they are. `label` is what a screen reader says
 * in place of the picture (`element.setAttribute("aria-label", ...)` renews it); `names` stand at the axes.
 */
export function createPlot({ width = 420, height = 320, xs, ys, names = ["", ""], label, grid = false, axes = true }) {
  const margin = axes ? MARGIN : { left: 1, right: 1, top: 1, bottom: 1 };
  const x = scale(xs, [margin.left, width - margin.right]);
  const y = scale(ys, [height - margin.bottom, margin.top]);
  const content = svg("g", { class: "ex-content" });
  const points = svg("g", { class: "ex-points" });
  const frame = axes ? drawAxes({ x, y, xs, ys, width, height, names, grid }) : svg("g", {});
  const clip = clipPath(x, y, xs, ys);
  content.setAttribute("clip-path", `url(#${clip.id})`);
  const element = svg(
    "svg",
    { class: "ex-plot", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label },
    clip,
    frame,
    content,
    points,
  );
  const at = ([a, b]) => `${x.at(a).toFixed(2)},${y.at(b).toFixed(2)}`;
  return {
    element,
    x,
    y,
    draw: (...shapes) => content.replaceChildren(...shapes.flat().filter(Boolean)),
    curve: (places, className = "") =>
      svg("polyline", { class: `ex-curve ${className}`.trim(), points: places.map(at).join(" ") }),
    contour: (pieces, className = "ex-contour") =>
      svg("path", { class: className, d: pieces.map(([from, to]) => `M${at(from)}L${at(to)}`).join("") }),
    dot: ([a, b], { r = 4, className = "", part = null } = {}) =>
      svg("circle", { class: `ex-dot ${className}`.trim(), cx: x.at(a), cy: y.at(b), r, "data-part": part }),
    square: ([a, b], { r = 4, className = "", part = null } = {}) =>
      svg("rect", {
        class: `ex-dot ${className}`.trim(),
        x: x.at(a) - r,
        y: y.at(b) - r,
        width: 2 * r,
        height: 2 * r,
        "data-part": part,
      }),
    cross: ([a, b], { r = 6, part = null } = {}) => {
      const [cx, cy] = [x.at(a), y.at(b)];
      const d = `M${cx - r},${cy - r}l${2 * r},${2 * r}M${cx - r},${cy + r}l${2 * r},${-2 * r}`;
      return svg("path", { class: "ex-cross", d, "data-part": part });
    },
    arrow: (from, to, { className = "", part = null } = {}) =>
      arrowShape([x.at(from[0]), y.at(from[1])], [x.at(to[0]), y.at(to[1])], className, part),
    text: ([a, b], words, { dx = 0, dy = 0, anchor = "middle" } = {}) =>
      svg("text", { x: x.at(a) + dx, y: y.at(b) + dy, "text-anchor": anchor }, words),
    point: (options) => draggable(element, points, { x, y, xs, ys }, options),
  };
}

/**
 * A point that the reader drags: `{element, update([x, y])}`. `move([x, y])` gets every place; `name` is what it is
 * called, `step` what an arrow key moves it by, `part` its name in links of the text.
 */
function draggable(
  picture,
  layer,
  { x, y, xs, ys },
  { name, move, step, part = null, className = "", r = 7, within = {} },
) {
  let current = [xs[0], ys[0]];
  const [hold, dot] = [
    svg("circle", { class: "ex-hold", r: 22 }),
    svg("circle", { class: `ex-dot ${className}`.trim(), r }),
  ];
  const element = svg(
    "g",
    { class: "ex-point", tabindex: 0, role: "slider", "aria-label": name, "data-part": part },
    hold,
    dot,
  );
  const bounds = { xs: within.xs ?? xs, ys: within.ys ?? ys };
  element.setAttribute("aria-valuemin", bounds.xs[0]);
  element.setAttribute("aria-valuemax", bounds.xs[1]);
  dragPoint(element, picture, { x, y, get: () => current, set: move, step, ...bounds });
  layer.append(element);
  return {
    element,
    update(place) {
      current = place;
      element.setAttribute("transform", `translate(${x.at(place[0]).toFixed(2)} ${y.at(place[1]).toFixed(2)})`);
      element.setAttribute("aria-valuenow", place[0]);
      element.setAttribute("aria-valuetext", `${short(place[0])}, ${short(place[1])}`);
    },
  };
}

function drawAxes({ x, y, xs, ys, width, height, names, grid }) {
  const [left, bottom] = [x.at(xs[0]), y.at(ys[0])];
  const [right, top] = [x.at(xs[1]), y.at(ys[1])];
  const lines = [svg("path", { class: "ex-axis", d: `M${left},${top}V${bottom}H${right}` })];
  for (const tick of ticks(...xs)) {
    if (grid) lines.push(svg("path", { class: "ex-grid", d: `M${x.at(tick)},${top}V${bottom}` }));
    lines.push(svg("text", { x: x.at(tick), y: bottom + 18, "text-anchor": "middle" }, short(tick)));
  }
  for (const tick of ticks(...ys)) {
    if (grid) lines.push(svg("path", { class: "ex-grid", d: `M${left},${y.at(tick)}H${right}` }));
    lines.push(svg("text", { x: left - 6, y: y.at(tick) + 5, "text-anchor": "end" }, short(tick)));
  }
  lines.push(svg("text", { x: (left + right) / 2, y: height - 3, "text-anchor": "middle" }, names[0]));
  const turn = `rotate(-90 14 ${(top + bottom) / 2})`;
  lines.push(svg("text", { x: 14, y: (top + bottom) / 2, "text-anchor": "middle", transform: turn }, names[1]));
  return svg("g", { "aria-hidden": "true" }, ...lines);
}

function clipPath(x, y, xs, ys) {
  const [left, top] = [x.at(xs[0]), y.at(ys[1])];
  const box = svg("rect", { x: left, y: top, width: x.at(xs[1]) - left, height: y.at(ys[0]) - top });
  return svg("clipPath", { id: freshId("clip") }, box);
}

function arrowShape([x0, y0], [x1, y1], className, part) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 0.5) return null;
  const [u, v] = [(x1 - x0) / length, (y1 - y0) / length];
  const head = Math.min(9, length);
  const neck = [x1 - head * u, y1 - head * v];
  const side = (s) => `${neck[0] - s * 0.45 * head * v},${neck[1] + s * 0.45 * head * u}`;
  return svg(
    "g",
    { class: `ex-arrow ${className}`.trim(), "data-part": part },
    svg("path", { class: "ex-curve", d: `M${x0},${y0}L${neck}` }),
    svg("path", { class: "ex-dot", d: `M${x1},${y1}L${side(1)}L${side(-1)}z` }),
  );
}
