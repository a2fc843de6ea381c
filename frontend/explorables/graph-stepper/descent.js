// Gradient descent on the inputs: a step at a time, with the path of the output as a small chart and as a table.

import { drawPath } from "./chart.js";
import { button, html, numberSpan } from "../kit/dom.js";
import { numberField, tickBox } from "../kit/fields.js";
import { factor, plain, short } from "../kit/format.js";
import { MOST_ITERATIONS } from "./state.js";

const ROWS = 12; // the latest steps in the table

/** `{element, update(model)}`; `actions`: set(patch), descend(count). Folded unless `isOpen`, or on its way. */
export function createDescent(actions, isOpen) {
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
    html("div", { class: "ex-number-row" }, rate.element, choice.element),
    html("div", { class: "ex-buttons" }, one, ten, reset),
    story,
    html("div", { class: "gs-path" }, chart, table),
  );
  element.open = isOpen;
  let shown = null;
  return {
    element,
    update(model) {
      const { state, descent, sound } = model;
      if (shown === null && state.iterations > 0) element.open = true;
      rate.update(state.rate);
      choice.update(model);
      const isOver = descent.stopped !== null || state.iterations >= MOST_ITERATIONS || model.parameters.length === 0;
      for (const each of [one, ten]) each.setAttribute("aria-disabled", String(isOver || model.error !== null));
      reset.setAttribute("aria-disabled", String(state.iterations === 0));
      if (descent === shown) return; // a screen reader repeats what is written again
      shown = descent;
      story.replaceChildren(...tellLastStep(model));
      chart.replaceChildren(drawPath(descent.path, sound?.path ?? null));
      table.replaceChildren(pathTable(model));
    },
  };
}

function parameterChoice(actions) {
  const list = html("div", { class: "ex-ticks ex-in-row" });
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
  if (path.length === 1 && stopped) return [sentence("There is no gradient to follow from here.")];
  if (path.length === 1) {
    return [sentence("Each step moves every parameter against its gradient, to make the output smaller.")];
  }
  const [before, after] = path.slice(-2);
  const rate = short(state.rate);
  const number = (value, role, write = short) => numberSpan({ text: write(value), title: plain(value), role });
  for (const name of parameters) {
    const gradient = number(before.grads.get(name), "grad", factor);
    const [x, moved] = [number(before.inputs.get(name), "data"), number(after.inputs.get(name), "data")];
    lines.push(html("p", { class: "gs-line" }, `${name} = `, x, ` − ${rate} × `, gradient, " = ", moved));
  }
  if (stopped) lines.push(sentence(`The descent ends here. ${stopped} A smaller step size may help.`));
  return lines;
}

function pathTable({ descent: { path }, names }) {
  const cell = (x) => html("td", { class: "num", title: x === null ? null : plain(x) }, x === null ? "none" : short(x));
  const head = ["Step", "Output", ...names].map((text, at) =>
    html("th", { scope: "col", class: at ? "num" : null }, text),
  );
  const first = Math.max(0, path.length - ROWS);
  const rows = path
    .slice(first)
    .map((step, at) =>
      html(
        "tr",
        {},
        html("th", { scope: "row" }, String(first + at)),
        cell(step.output),
        ...names.map((name) => cell(step.inputs.get(name))),
      ),
    );
  const left = first > 0 ? html("caption", {}, `The last ${ROWS} steps`) : null;
  return html(
    "table",
    { class: "compact" },
    left,
    html("thead", {}, html("tr", {}, ...head)),
    html("tbody", {}, ...rows),
  );
}
