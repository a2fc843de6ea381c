// Gradient descent on the inputs: a step at a time, with the path of the output as a small chart and as a table.

import { html, numberSpan, svg } from "./dom.js";
import { numberField, tickBox } from "./fields.js";
import { factor, plain, short } from "./format.js";
import { MOST_ITERATIONS } from "./state.js";

const ROWS = 12; // the latest steps in the table
const CHART = { width: 300, height: 96, left: 8, right: 14, top: 10, bottom: 10 };

/** `{element, update(model)}`; `actions`: set(patch), descend(count). */
export function createDescent(actions) {
  const rate = numberField("Step size", { change: (x) => actions.set({ rate: x }), least: 0 });
  const choice = parameterChoice(actions);
  const one = button("One step", () => actions.descend(1));
  const ten = button("Ten steps", () => actions.descend(10));
  const reset = button("Back to the start", () => actions.descend(-Infinity));
  const story = html("div", { class: "gs-story", role: "status" });
  const chart = html("div", { class: "gs-chart" });
  const table = html("div", { class: "table-wrap", tabindex: 0, role: "group", "aria-label": "The path as a table" });
  const element = html(
    "details",
    { class: "more gs-descent" },
    html("summary", {}, "Gradient descent on the output"),
    html("div", { class: "gs-number-row" }, rate.element, choice.element),
    html("div", { class: "gs-buttons" }, one, ten, reset),
    story,
    html("div", { class: "gs-path" }, chart, table),
  );
  return {
    element,
    update(model) {
      const { state, descent, sound } = model;
      rate.update(state.rate);
      choice.update(model);
      const isOver = descent.stopped !== null || state.iterations >= MOST_ITERATIONS || model.parameters.length === 0;
      for (const each of [one, ten]) each.setAttribute("aria-disabled", String(isOver || model.error !== null));
      reset.setAttribute("aria-disabled", String(state.iterations === 0));
      story.replaceChildren(...tellLastStep(model));
      chart.replaceChildren(drawChart(descent.path, sound?.path ?? null));
      table.replaceChildren(pathTable(model));
    },
  };
}

/** A button that, while it has nothing to do, is marked as disabled but keeps the focus. */
function button(label, act) {
  const click = ({ currentTarget }) => currentTarget.getAttribute("aria-disabled") !== "true" && act();
  return html("button", { type: "button", class: "button", on: { click } }, label);
}

function parameterChoice(actions) {
  const list = html("div", { class: "gs-ticks gs-in-row" });
  const element = html("fieldset", { class: "gs-parameters" }, html("legend", {}, "Parameters to move"), list);
  let boxes = new Map();
  let chosen = [];
  const toggle = (name, isOn) => {
    const kept = [...boxes.keys()].filter((each) => (each === name ? isOn : chosen.includes(each)));
    actions.set({ parameters: kept.length === boxes.size ? null : kept });
  };
  return {
    element,
    update({ names, parameters }) {
      chosen = parameters;
      if (names.join() !== [...boxes.keys()].join()) {
        boxes = new Map(names.map((name) => [name, tickBox([html("code", {}, name)], (isOn) => toggle(name, isOn))]));
        list.replaceChildren(...[...boxes.values()].map((box) => box.element));
      }
      for (const [name, box] of boxes) box.update(parameters.includes(name));
    },
  };
}

/** The last step in arithmetic: a = 2 − 0.1 × (−3) = 2.3. */
function tellLastStep({ descent: { path, stopped }, state, parameters }) {
  const sentence = (text) => html("p", { class: "gs-note" }, text);
  const lines = [];
  if (parameters.length === 0) return [sentence("Nothing moves: choose at least one parameter.")];
  if (path.length === 1 && !stopped) {
    return [sentence("Each step moves every parameter against its gradient, to make the output smaller.")];
  }
  if (path.length > 1) {
    const [before, after] = path.slice(-2);
    for (const name of parameters) {
      const [x, gradient, y] = [before.inputs.get(name), before.grads.get(name), after.inputs.get(name)];
      const number = (value, role, write = factor) => numberSpan({ text: write(value), title: plain(value), role });
      const parts = [`${name} = `, number(x, "data", short), ` − ${short(state.rate)} × `, number(gradient, "grad"), " = "];
      lines.push(html("p", { class: "gs-line" }, ...parts, number(y, "data", short)));
    }
  }
  if (stopped) lines.push(sentence(`The descent ends here. ${stopped} A smaller step size may help.`));
  return lines;
}

/** The output after each step as a line; dashed, beside it, the path without the bug. */
function drawChart(path, sound) {
  const points = (steps) => steps.map(({ output }, at) => ({ at, output })).filter(({ output }) => Number.isFinite(output));
  const all = [...points(path), ...points(sound ?? [])];
  const values = all.map(({ output }) => output);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const longest = Math.max(1, path.length - 1, (sound?.length ?? 1) - 1);
  const { width, height, left, right, top, bottom } = CHART;
  const x = ({ at }) => left + (at / longest) * (width - left - right);
  const y = ({ output }) => (most === least ? height / 2 : top + ((most - output) / (most - least)) * (height - top - bottom));
  const line = (steps, name) => svg("polyline", { class: `gs-${name}`, points: points(steps).map((p) => `${x(p).toFixed(1)},${y(p).toFixed(1)}`).join(" ") });
  const dots = points(path).slice(-40).map((point) => svg("circle", { class: "gs-dot", cx: x(point), cy: y(point), r: 2.5 }));
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

function chartWords(path, sound) {
  const last = path.findLast((step) => Number.isFinite(step.output));
  if (!last) return "The output has no finite value.";
  const steps = path.indexOf(last);
  if (steps === 0) return `Output ${short(last.output)}, before the first step.`;
  const words = `Output: ${short(path[0].output)} at the start, ${short(last.output)} after ${steps} ${steps === 1 ? "step" : "steps"}.`;
  const other = sound?.at(-1).output;
  return Number.isFinite(other) ? `${words} Dashed: without the bug, ${short(other)}.` : words;
}

function pathTable({ descent: { path }, names }) {
  const cell = (x) => html("td", { class: "num", title: x === null ? null : plain(x) }, x === null ? "none" : short(x));
  const head = ["Step", "Output", ...names].map((text, at) => html("th", { scope: "col", class: at ? "num" : null }, text));
  const first = Math.max(0, path.length - ROWS);
  const rows = path.slice(first).map((step, at) =>
    html("tr", {}, html("th", { scope: "row" }, String(first + at)), cell(step.output), ...names.map((name) => cell(step.inputs.get(name)))),
  );
  const left = first > 0 ? html("caption", {}, `The last ${ROWS} steps`) : null;
  return html("table", { class: "compact" }, left, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
}
