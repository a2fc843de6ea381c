// The upper part: the expression with what is wrong in it, the examples, and one field for each input.

import { freshId, html, setAttribute } from "../kit/dom.js";
import { numberField } from "../kit/fields.js";
import { PRESETS } from "./presets.js";

const PATIENCE = 700; // milliseconds before a half-typed expression is called wrong
const MOST_ROWS = 12;
const DRAG = 0.05; // what a pixel changes where a value is dragged
const HELP = "Python with + - * / **, exp, log, tanh, relu, sigmoid. One result per line; the last is the output.";

/** `{element, update(model)}`; `actions` is what the fields do: setExpression, setValue, choose. */
export function createForm(actions) {
  const expression = expressionField(actions);
  const examples = exampleMenu(actions);
  const inputs = inputFields(actions);
  const element = html("div", { class: "gs-form-part" }, expression.element, examples.element, inputs.element);
  return {
    element,
    update(model) {
      expression.update(model);
      examples.update(model);
      inputs.update(model);
    },
  };
}

function expressionField(actions) {
  const id = freshId("expression");
  const area = html("textarea", {
    id,
    class: "gs-expression ex-code",
    rows: 1,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": `${id}-help`,
  });
  const problem = html("div", { class: "gs-problem", id: `${id}-error`, role: "status" });
  const help = html("p", { class: "help", id: `${id}-help` }, HELP);
  const left = html("p", { class: "help", hidden: true });
  const label = html("label", { for: id }, "Expression");
  let timer = null;
  area.addEventListener("input", () => actions.setExpression(area.value));
  return {
    element: html("div", { class: "field gs-expression-field" }, label, area, problem, help, left),
    update({ state, error, graph }) {
      if (area.value !== state.expression) area.value = state.expression;
      area.rows = Math.min(MOST_ROWS, state.expression.split("\n").length);
      left.hidden = graph.unused.length === 0 || error !== null;
      left.textContent = `Not drawn, because the last line does not use it: ${graph.unused.join(", ")}.`;
      clearTimeout(timer);
      setAttribute(area, "aria-invalid", error ? "true" : null);
      setAttribute(area, "aria-describedby", error ? problem.id : help.id);
      const isTyping = document.activeElement === area && problem.childElementCount === 0;
      if (error && isTyping) timer = setTimeout(() => showProblem(problem, error, state.expression), PATIENCE);
      else showProblem(problem, error, state.expression);
    },
  };
}

/** The message, and under the line of the expression a mark at the column that it speaks of. */
function showProblem(problem, error, text) {
  if (!error) return problem.replaceChildren();
  const { line, column } = placeOf(error.at, text);
  const where = text.includes("\n") ? `Line ${line}, column ${column}` : `Column ${column}`;
  const source = text.split("\n")[line - 1];
  const pointer = `${source}\n${" ".repeat(column - 1)}▲`;
  const drawing = source ? html("pre", { class: "gs-pointer", "aria-hidden": "true" }, pointer) : null;
  return problem.replaceChildren(
    html("p", { class: "error" }, `${where}: ${error.message}`),
    ...(drawing ? [drawing] : []),
  );
}

/** The line and column, counted from 1, of a place in a text. */
export function placeOf(at, text) {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: before.at(-1).length + 1 };
}

function exampleMenu(actions) {
  const id = freshId("examples");
  const options = PRESETS.map(({ title }, at) => html("option", { value: at }, title));
  const select = html("select", { id }, html("option", { value: "" }, "Choose one"), ...options);
  select.addEventListener("change", () => select.value !== "" && actions.choose(PRESETS[Number(select.value)]));
  return {
    element: html("div", { class: "field gs-examples-field" }, html("label", { for: id }, "Examples"), select),
    update({ state }) {
      const at = PRESETS.findIndex((preset) => preset.expression === state.expression);
      select.value = at < 0 ? "" : String(at);
    },
  };
}

function inputFields(actions) {
  const legend = html("legend", {}, "Values");
  const list = html("div", { class: "ex-number-row" });
  const moved = html("p", { class: "help", hidden: true });
  const element = html("fieldset", { class: "gs-inputs-field" }, legend, list, moved);
  let fields = new Map();
  return {
    element,
    update({ names, inputs, descent, state }) {
      if (names.join() !== [...fields.keys()].join()) {
        const make = (name) => numberField(name, { change: (x) => actions.setValue(name, x), isCode: true, drag: DRAG, part: name });
        fields = new Map(names.map((name) => [name, fields.get(name) ?? make(name)]));
        list.replaceChildren(...[...fields.values()].map((field) => field.element));
      }
      element.hidden = names.length === 0;
      for (const [name, field] of fields) field.update(inputs.get(name));
      const steps = descent.path.length - 1;
      moved.hidden = state.iterations === 0;
      const after = `After ${steps} ${steps === 1 ? "step" : "steps"} of gradient descent.`;
      moved.textContent = `${after} A new value starts again from here.`;
    },
  };
}
