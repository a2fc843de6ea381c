// Lines of numbers over steps: a loss, an output. A small drawing, with a sentence that says the same.

import { html, svg } from "./dom.js";
import { short } from "./format.js";
import { clamp, scale } from "./scale.js";

const MOST_DOTS = 40;
const BOX = { width: 300, height: 96, left: 8, right: 14, top: 10, bottom: 10 };
const KINDS = ["", "ex-second", "ex-third"];

/**
 * A figure of one to three lines; `lines` are lists of numbers, the first one with dots. `words` is the caption, which a
 * screen reader hears in place of the drawing. With `numbered`, the axis says the least and the largest number.
 */
export function drawChart(
  lines,
  words,
  { width = BOX.width, height = BOX.height, numbered = false, log = false } = {},
) {
  const right = numbered ? 56 : BOX.right;
  const place = plan(lines, [BOX.left, width - right], height, log);
  const drawn = lines.map((line, at) =>
    svg("polyline", { class: `ex-curve ${KINDS[at]}`.trim(), points: points(line).map(place).join(" ") }),
  );
  const shown = points(lines[0]);
  const dots = shown.length > 2 * MOST_DOTS ? [] : shown.slice(-MOST_DOTS).map((point) => dot(place(point), 2.5));
  const drawing = svg(
    "svg",
    { class: "ex-chart", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words },
    svg("line", { class: "ex-grid", x1: BOX.left, x2: width - right, y1: height - 3, y2: height - 3 }),
    ...[...drawn].reverse(),
    ...dots,
    ...(shown.length ? [dot(place(shown.at(-1)), 5)] : []),
    ...(numbered ? labels(lines, width, height) : []),
  );
  return html("figure", {}, drawing, html("figcaption", {}, words));
}

function plan(lines, ends, height, log) {
  const height_of = (y) => (log ? Math.log(Math.max(y, 1e-12)) : y);
  const values = lines.flatMap(points).map(({ y }) => height_of(y));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const longest = Math.max(1, ...lines.map((line) => line.length - 1));
  const x = scale([0, longest], ends);
  const drawn = scale([least, most], [height - BOX.bottom, BOX.top]);
  const y = { at: (value) => (most > least ? drawn.at(value) : height / 2) };
  return (point) => `${x.at(point.at).toFixed(1)},${clamp(y.at(height_of(point.y)), 0, height).toFixed(1)}`;
}

function dot(place, r) {
  const [cx, cy] = place.split(",");
  return svg("circle", { class: "ex-dot", cx, cy, r });
}

function labels(lines, width, height) {
  const values = lines.flatMap(points).map(({ y }) => y);
  if (values.length === 0) return [];
  const label = (y, value) => svg("text", { x: width - 2, y, "text-anchor": "end" }, short(value));
  return [label(13, Math.max(...values)), label(height - 6, Math.min(...values))];
}

/** The numbers of a line that can be drawn, each with its place in it. */
function points(line) {
  return line.map((y, at) => ({ at, y })).filter(({ y }) => Number.isFinite(y));
}
