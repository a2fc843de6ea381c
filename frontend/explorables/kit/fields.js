// The fields of an explorable: a number with its name, a box to tick, one of several words.

import { freshId, html, setAttribute } from "./dom.js";
import { scrub } from "./drag.js";
import { full } from "./format.js";
import { toNumber } from "./state.js";

/**
 * A field for one number: `element` and `update(number)`. `change` gets every number that is typed or dragged.
 *
 * The arrows change it by `step`, and dragging its name sideways changes it by `drag` per pixel. `isCode` sets the name
 * as code; `part` is what the number is called in links of the text.
 */
export function numberField(name, options) {
  const { change, isCode = false, least = -Infinity, most = Infinity, step = null, drag = step, part = null } = options;
  const id = freshId("number");
  const input = html("input", {
    id,
    type: "number",
    step: step ?? "any",
    class: "ex-number-input",
    autocomplete: "off",
  });
  const problem = html("p", { class: "error", id: `${id}-error`, hidden: true });
  const label = html("label", { for: id, class: isCode ? "ex-code" : null }, name);
  const element = html("div", { class: "ex-number-field", "data-part": part }, label, input, problem);
  let current = null;
  const refuse = (message) => {
    problem.textContent = message;
    problem.hidden = message === "";
    element.classList.toggle("has-error", message !== "");
    setAttribute(input, "aria-invalid", message ? "true" : null);
    setAttribute(input, "aria-describedby", message ? problem.id : null);
  };
  input.addEventListener("input", () => {
    const number = toNumber(input.value);
    const isFine = number !== null && number >= least && number <= most;
    refuse(isFine ? "" : `${name} needs a number${bounds(least, most)}.`);
    if (isFine) change(number);
  });
  if (drag !== null) scrub(label, { get: () => current, set: change, limits: { step: drag, least, most } });
  let shown = null;
  return {
    element,
    update(number) {
      current = number;
      const isTyping = document.activeElement === input && toNumber(input.value) === number;
      if (number === shown || isTyping) return;
      shown = number;
      refuse("");
      input.value = String(Number(number.toPrecision(6)));
      input.title = full(number);
    },
  };
}

function bounds(least, most) {
  if (least > -Infinity && most < Infinity) return ` from ${least} to ${most}`;
  if (least > -Infinity) return ` of at least ${least}`;
  return most < Infinity ? ` of at most ${most}` : "";
}

/** A box to tick, with its label: `element` and `update(isOn)`. */
export function tickBox(label, change) {
  const input = html("input", { type: "checkbox", on: { change: () => change(input.checked) } });
  return {
    element: html("label", { class: "ex-tick" }, input, html("span", {}, ...[label].flat())),
    update: (isOn) => (input.checked = isOn),
  };
}

/** A menu of words, `[value, text]` each: `element` and `update(value)`. */
export function choiceField(name, options, change) {
  const id = freshId("choice");
  const select = html("select", { id }, ...options.map(([value, text]) => html("option", { value }, text)));
  select.addEventListener("change", () => change(select.value));
  return {
    element: html("div", { class: "ex-choice" }, html("label", { for: id }, name), select),
    update: (value) => (select.value = value),
  };
}
