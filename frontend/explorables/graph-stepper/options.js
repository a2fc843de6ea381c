// The switches for backward: what it starts from, whether it runs twice, and the bug.

import { html } from "../kit/dom.js";
import { numberField, tickBox } from "../kit/fields.js";
import { judgeBug } from "./narrate.js";

/** `{element, update(model)}`; `actions.set` takes what changes in the state. */
export function createOptions(actions) {
  const upstream = numberField("Upstream gradient", { change: (x) => actions.set({ upstream: x }) });
  const twice = tickBox(["Run ", code("backward()"), " twice, without setting gradients to zero in between"], (isOn) =>
    actions.set({ passes: isOn ? 2 : 1 }),
  );
  const bug = tickBox(
    [html("strong", {}, "Bug: "), "overwrite (", code("grad ="), ") instead of accumulate (", code("grad +="), ")"],
    (isOn) => actions.set({ overwrite: isOn }),
  );
  const verdict = html("p", { class: "gs-verdict", role: "status" });
  const element = html(
    "fieldset",
    { class: "gs-options" },
    html("legend", {}, "Backward pass"),
    upstream.element,
    html("div", { class: "ex-ticks" }, twice.element, bug.element),
    verdict,
  );
  return {
    element,
    update({ state, graph, frames, step, error }) {
      upstream.update(state.upstream);
      twice.update(state.passes === 2);
      bug.update(state.overwrite);
      const text = state.overwrite && !error ? judgeBug(graph, frames, step) : "";
      if (verdict.textContent !== text) verdict.textContent = text;
      verdict.classList.toggle("gs-breaks", text.startsWith("It breaks"));
    },
  };
}

const code = (text) => html("code", {}, text);
