// The product of two matrices: sizes to change, the error in words, and for each entry of the result its row and column.

import { html } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { numberField, tickBox } from "./kit/fields.js";
import { factor, short } from "./kit/format.js";
import { FIELDS, MOST, compute } from "./product-shapes/model.js";

function sizes({ set, model }) {
  const field = (name, key, at) =>
    numberField(name, {
      step: 1, least: 1, most: MOST, drag: null,
      change: (value) => Number.isInteger(value) && set({ [key]: model().state[key].map((old, i) => (i === at ? value : old)) }),
    });
  const fields = [["Rows of C", "first", 0], ["Columns of C", "first", 1], ["Rows of D", "second", 0], ["Columns of D", "second", 1]].map((each) => [field(...each), each[1], each[2]]);
  const turned = tickBox("Transpose D", (isOn) => set({ turned: isOn }));
  return {
    element: html("div", { class: "ex-controls" }, ...fields.map(([each]) => each.element), turned.element),
    update({ state }) {
      for (const [each, key, at] of fields) each.update(state[key][at]);
      turned.update(state.turned);
    },
  };
}

function table(part, name, rows, isLit, act = null) {
  const cell = (x, i, j) => {
    const className = `num${isLit(i, j) ? " ex-lit" : ""}`;
    if (!act) return html("td", { class: className }, short(x));
    const press = html("button", { type: "button", class: "ps-cell", "aria-pressed": String(isLit(i, j)), "aria-label": `Row ${i + 1}, column ${j + 1}: ${short(x)}`, on: { click: () => act(i, j) } }, short(x));
    return html("td", { class: className }, press);
  };
  const body = rows.map((line, i) => html("tr", {}, ...line.map((x, j) => cell(x, i, j))));
  const size = `(${rows.length}, ${rows[0].length})`;
  return html("table", { class: "compact ps-matrix", "data-part": part }, html("caption", {}, html("code", {}, name), ` ${size}`), html("tbody", {}, ...body));
}

function picture({ set }) {
  const stage = html("div", { class: "ex-stage ps-stage", tabindex: 0, role: "group", "aria-label": "The two matrices and their product" });
  let focus = null;
  const pick = (row, column) => {
    focus = [row, column];
    set({ row, column });
  };
  return {
    element: stage,
    update({ state, c, d, result, place }) {
      const parts = [
        table("first", "C", c, (i) => place !== null && i === place[0]),
        table("second", state.turned ? "D.T" : "D", d, (i, j) => place !== null && j === place[1]),
      ];
      if (result) parts.push(table("result", state.turned ? "C @ D.T" : "C @ D", result, (i, j) => i === place[0] && j === place[1], pick));
      stage.replaceChildren(...parts);
      if (focus) stage.querySelectorAll(".ps-cell")[focus[0] * (result?.[0].length ?? 0) + focus[1]]?.focus();
      focus = null;
    },
  };
}

function sum() {
  const said = html("p", { role: "status", "data-part": "sum" });
  return {
    element: said,
    update({ problem, place, terms, result, made }) {
      const words = problem
        ? `ValueError: ${problem}`
        : `Shape (${made.join(", ")}). Row ${place[0] + 1} meets column ${place[1] + 1}: ${terms.map(([x, y]) => `${factor(x)} · ${factor(y)}`).join(" + ")} = ${short(result[place[0]][place[1]])}.`;
      if (said.textContent !== words) said.textContent = words;
    },
  };
}

define("product-shapes", { fields: FIELDS, compute, parts: { sizes, picture, sum } });
