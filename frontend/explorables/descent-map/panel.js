// The step in arithmetic: w = 2.6 − 0.05 × 3.2 = 2.44.

import { html, numberSpan } from "../kit/dom.js";
import { factor, plain, short } from "../kit/format.js";

/** `{element, update(model)}`. */
export function createPanel() {
  const element = html("div", { class: "ex-panel", role: "status" });
  let shown = null;
  return {
    element,
    update(model) {
      const lines = linesOf(model);
      const saying = JSON.stringify(lines);
      if (saying === shown) return; // a screen reader repeats what is written again
      shown = saying;
      element.replaceChildren(...lines.map(({ part, words }) => html("p", { "data-part": part }, ...words.map(write))));
    },
  };
}

const write = (word) => (typeof word === "string" ? word : numberSpan(word));
const data = (x) => ({ text: short(x), title: plain(x), role: "data" });
const grad = (x) => ({ text: factor(x), title: plain(x), role: "grad" });

function linesOf({ path, step, now, ranAway, state: { rate } }) {
  const loss = { part: "loss", words: [`Step ${step}. Loss: `, data(now.loss)] };
  if (step === 0) {
    const [dw, db] = now.slopes;
    return [
      loss,
      { part: "w", words: ["w = ", data(now.w), ", dL/dw = ", grad(dw)] },
      { part: "b", words: ["b = ", data(now.b), ", dL/db = ", grad(db)] },
    ];
  }
  const before = path[step - 1];
  const moved = (name, at) => ({
    part: name,
    words: [`${name} = `, data(before[name]), ` − ${short(rate)} × `, grad(before.slopes[at]), " = ", data(now[name])],
  });
  const end =
    ranAway && step === path.length - 1 ? [{ part: null, words: ["It has run away. Try a smaller rate."] }] : [];
  return [loss, moved("w", 0), moved("b", 1), ...end];
}
