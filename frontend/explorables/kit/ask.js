// Asks before it steps: the reader says what will come out, is told, and then sees it.

import { isRight, numberIn } from "../../asking.js";
import { button, freshId, html } from "./dom.js";
import { short } from "./format.js";
import { tickBox } from "./fields.js";
import { within } from "./judge.js";

/**
 * `{element, tick, poses(model), pose(then), update(isKept)}`: the box to tick, and the question with its field.
 *
 * `question(model)` gives `{text, answer}` about the next step, or null where there is nothing to ask. The answer is a
 * number, which takes three significant digits, or a fraction; with `choices`, pairs of a value and its words, it is one
 * of the values, and a button stands for each. `because` is a reason, told with the answer; `steps` says how many steps
 * the question looks ahead, and `then` is given that number. `words` is what the box to tick says.
 */
export function createAsking(question, words = "Ask me before each step") {
  const id = freshId("ask");
  const said = html("p", { class: "ex-said", role: "status" });
  const label = html("label", { for: id });
  const field = html("input", { id, class: "ex-number-input", inputmode: "decimal", autocomplete: "off" });
  const choices = html("div", { class: "ex-buttons", role: "group", "aria-label": "Answers" });
  let isOn = false;
  let asked = null;
  let next = null;
  const close = () => {
    asked = null;
    form.hidden = true;
  };
  const goOn = (verdict) => {
    const { because, steps = 1 } = asked;
    close();
    next(steps);
    said.textContent = because ? `${verdict} ${because}` : verdict;
  };
  const judge = (isSo) => {
    if (isSo) return goOn("Right.");
    said.textContent = "No. Try again, or let it be shown.";
    return field.select();
  };
  const check = () => {
    const number = numberIn(field.value);
    if (Number.isNaN(number)) return (said.textContent = "Write a number, such as 0.5, −3 or 2/3.");
    return judge(isRight(number, asked.answer, within(asked.answer)));
  };
  const submit = html("button", { type: "submit", class: "button primary" }, "Check");
  const form = html(
    "form",
    { class: "ex-question", hidden: true, on: { submit: (event) => (event.preventDefault(), check()) } },
    label,
    field,
    choices,
    submit,
    button("Show it", () => goOn(`It is ${inWords(asked)}.`)),
  );
  const tick = tickBox(words, (now) => {
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
      const pairs = asked.choices ?? [];
      choices.replaceChildren(...pairs.map(([value, text]) => button(text, () => judge(value === asked.answer))));
      choices.hidden = pairs.length === 0;
      field.hidden = submit.hidden = pairs.length > 0;
      form.hidden = false;
      (choices.firstElementChild ?? field).focus();
    },
    /** A new step is shown: what was said of the last one goes, but where it plays on. */
    update(isKept = false) {
      if (!isKept) said.textContent = "";
      close();
    },
  };
}

function inWords({ answer, choices }) {
  return choices ? choices.find(([value]) => value === answer)[1] : short(answer);
}
