// Numbers in cells: those that can be edited, and those that can be pressed.

import { html } from "../kit/dom.js";
import { full, short } from "../kit/format.js";
import { toNumber } from "../kit/state.js";

/**
 * A grid of fields: `{element, update(matrix, mark)}`. `edit(row, column, number)` gets what is typed; `mark(row, column)`
 * gives the class of a cell.
 */
export function editableGrid(name, edit) {
  const element = html("div", { class: "cc-grid", role: "group", "aria-label": name });
  let cells = [];
  const cell = (row, column) => {
    const field = html("input", {
      class: "cc-cell",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": `${name}, row ${row}, column ${column}`,
    });
    field.addEventListener("input", () => {
      const x = toNumber(field.value.replace("−", "-").replace(",", "."));
      if (x === null) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      if (x !== null) edit(row, column, x);
    });
    field.addEventListener("focus", () => field.select());
    field.addEventListener("keydown", (event) => walk(event, cells, row, column));
    return field;
  };
  return {
    element,
    update(matrix, mark = () => "") {
      if (cells.length !== matrix.length || cells[0]?.length !== matrix[0].length) {
        cells = matrix.map((line, row) => line.map((_, column) => cell(row, column)));
        element.replaceChildren(...cells.map((line) => html("div", { class: "cc-row" }, ...line)));
      }
      matrix.forEach((line, row) => line.forEach((x, column) => showField(cells[row][column], x, mark(row, column))));
    },
  };
}

function showField(field, x, mark) {
  field.className = `cc-cell ${mark}`.trim();
  if (document.activeElement === field && toNumber(field.value.replace("−", "-")) === x) return;
  if (document.activeElement === field && field.getAttribute("aria-invalid")) return;
  field.value = short(x);
  field.title = full(x);
}

/** Up and down move between the rows of the grid. */
function walk(event, cells, row, column) {
  const to = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const next = to && cells[row + to]?.[column];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** A grid of results: `{element, update(matrix, {mark, known})}`; `press(place)` where a cell is pressed. */
export function resultGrid(name, press = null) {
  const element = html("div", { class: "cc-grid", role: "group", "aria-label": name });
  let size = "";
  let cells = [];
  return {
    element,
    update(matrix, { mark = () => "", known = () => true } = {}) {
      const now = `${matrix.length} ${matrix[0]?.length}`;
      if (now !== size) {
        size = now;
        cells = matrix.map((line, row) => line.map((_, column) => resultCell(press, row * line.length + column)));
        element.replaceChildren(...cells.map((line) => html("div", { class: "cc-row" }, ...line)));
      }
      matrix.forEach((line, row) =>
        line.forEach((x, column) => {
          const cell = cells[row][column];
          const isKnown = known(row, column);
          cell.className = `cc-cell cc-result ${mark(row, column)}`.trim();
          cell.textContent = isKnown ? short(x) : "";
          cell.setAttribute(
            "aria-label",
            `${name}, row ${row}, column ${column}: ${isKnown ? short(x) : "not yet"}`,
          );
        }),
      );
    },
  };
}

function resultCell(press, place) {
  if (!press) return html("span", { role: "img" });
  return html("button", { type: "button", on: { click: () => press(place) } });
}
