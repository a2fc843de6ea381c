// Asks before it steps: the reader says what will come out, is told, and then sees it.

import { isRight, numberIn } from "../../asking.js";
import { button, freshId, html } from "./dom.js";
import { short } from "./format.js";
import { tickBox } from "./fields.js";
import { within } from "./judge.js";

/**
 * `{element, tick, poses(model), pose(then), update(step)}`: the box to tick, and the question with its field.
 *
 * `question(model)` gives `{text, answer}` about the next step, `answer` being a number, or null where there is nothing
 * to ask. It takes three significant digits, or a fraction.
 */
export function createAsking(question) {
  const id = freshId("ask");
  const said = html("p", { class: "ex-said", role: "status" });
  const label = html("label", { for: id });
  const field = html("input", { id, class: "ex-number-input", inputmode: "decimal", autocomplete: "off" });
  let isOn = false;
  let asked = null;
  let next = null;
  const close = () => {
    asked = null;
    form.hidden = true;
  };
  const goOn = (verdict) => {
    close();
    next();
    said.textContent = verdict;
  };
  const check = () => {
    const number = numberIn(field.value);
    if (Number.isNaN(number)) return (said.textContent = "Write a number, such as 0.5, −3 or 2/3.");
    if (isRight(number, asked.answer, within(asked.answer))) return goOn("Right.");
    said.textContent = "No. Try again, or let it be shown.";
    return field.select();
  };
  const form = html(
    "form",
    { class: "ex-question", hidden: true, on: { submit: (event) => (event.preventDefault(), check()) } },
    label,
    field,
    html("button", { type: "submit", class: "button primary" }, "Check"),
    button("Show it", () => goOn(`It is ${short(asked.answer)}.`)),
  );
  const tick = tickBox("Ask me before each step", (now) => {
    isOn = now;
    said.textContent = "";
    close();
  });
  return {
    element: html("div", { class: "ex-asking" }, form, said),
    tick: tick.element,
    poses: (model) => isOn && (asked = question(model)) !== null,
    pose(then) {
      next = then;
      label.textContent = asked.text;
      said.textContent = "";
      field.value = "";
      form.hidden = false;
      field.focus();
    },
    update() {
      said.textContent = "";
      close();
    },
  };
}
