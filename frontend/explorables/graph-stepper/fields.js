// The fields of the page: a number with its name, and a box to tick.

import { freshId, html } from "./dom.js";
import { full } from "./format.js";
import { toNumber } from "./state.js";

/** A field for one number: `element` and `update(number)`. `change` gets every number that is typed. */
export function numberField(name, { change, isCode = false, least = -Infinity }) {
  const id = freshId("number");
  const input = html("input", { id, type: "number", step: "any", class: "gs-number-input", autocomplete: "off" });
  const problem = html("p", { class: "error", id: `${id}-error`, hidden: true });
  const label = html("label", { for: id, class: isCode ? "gs-code" : null }, name);
  const element = html("div", { class: "gs-number-field" }, label, input, problem);
  const refuse = (message) => {
    problem.textContent = message;
    problem.hidden = message === "";
    element.classList.toggle("has-error", message !== "");
    setAttribute(input, "aria-invalid", message ? "true" : null);
    setAttribute(input, "aria-describedby", message ? problem.id : null);
  };
  input.addEventListener("input", () => {
    const number = toNumber(input.value);
    const isFine = number !== null && number >= least;
    refuse(isFine ? "" : `${name} needs a number${least > -Infinity ? ` of at least ${least}` : ""}.`);
    if (isFine) change(number);
  });
  let shown = null;
  return {
    element,
    update(number) {
      const isTyping = document.activeElement === input && toNumber(input.value) === number;
      if (number === shown || isTyping) return;
      shown = number;
      refuse("");
      input.value = String(Number(number.toPrecision(6)));
      input.title = full(number);
    },
  };
}

/** A box to tick, with its label: `element` and `update(isOn)`. */
export function tickBox(label, change) {
  const input = html("input", { type: "checkbox", on: { change: () => change(input.checked) } });
  return {
    element: html("label", { class: "gs-tick" }, input, html("span", {}, ...label)),
    update: (isOn) => (input.checked = isOn),
  };
}

/** Sets an attribute, or takes it away where the value is null. */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
