// The path of the output under gradient descent, as a small drawing with a sentence that says the same.

import { html, svg } from "./dom.js";
import { short } from "./format.js";

const MOST_DOTS = 40;
const CHART = { width: 300, height: 96, left: 8, right: 14, top: 10, bottom: 10 };

/** The output after each step as a line; dashed, beside it, the path without the bug. */
export function drawChart(path, sound) {
  const all = [...points(path), ...points(sound ?? [])];
  const values = all.map(({ output }) => output);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const longest = Math.max(1, path.length - 1, (sound?.length ?? 1) - 1);
  const { width, height, left, right, top, bottom } = CHART;
  const x = ({ at }) => left + (at / longest) * (width - left - right);
  const y = ({ output }) => top + (most === least ? 0.5 : (most - output) / (most - least)) * (height - top - bottom);
  const place = (point) => `${x(point).toFixed(1)},${y(point).toFixed(1)}`;
  const line = (steps, name) => svg("polyline", { class: `gs-${name}`, points: points(steps).map(place).join(" ") });
  const dots = points(path)
    .slice(-MOST_DOTS)
    .map((point) => svg("circle", { class: "gs-dot", cx: x(point), cy: y(point), r: 2.5 }));
  const end = points(path).at(-1);
  const words = chartWords(path, sound);
  const drawing = svg(
    "svg",
    { class: "gs-sparkline", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words },
    svg("line", { class: "gs-floor", x1: left, x2: width - right, y1: height - 3, y2: height - 3 }),
    ...(sound ? [line(sound, "sound")] : []),
    line(path, "path-line"),
    ...dots,
    ...(end ? [svg("circle", { class: "gs-dot gs-now", cx: x(end), cy: y(end), r: 5 })] : []),
  );
  return html("figure", {}, drawing, html("figcaption", {}, words));
}

/** The steps whose output can be drawn, each with its number. */
function points(steps) {
  return steps.map(({ output }, at) => ({ at, output })).filter(({ output }) => Number.isFinite(output));
}

function chartWords(path, sound) {
  const last = path.findLast((step) => Number.isFinite(step.output));
  if (!last) return "The output has no finite value.";
  const steps = path.indexOf(last);
  if (steps === 0) return `Output ${short(last.output)}, before the first step.`;
  const after = `after ${steps} ${steps === 1 ? "step" : "steps"}`;
  const words = `Output: ${short(path[0].output)} at the start, ${short(last.output)} ${after}.`;
  const other = sound?.at(-1).output;
  return Number.isFinite(other) ? `${words} Dashed: without the bug, ${short(other)}.` : words;
}
