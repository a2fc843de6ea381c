// Pictures as a tensor: which element lies where in memory, and what view, permute and normalization do to it.

import { html } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { choiceField, numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { arrow } from "./kit/scale.js";
import { FIELDS, OPERATIONS, compute, indexAt, placeInWords } from "./image-tensor/model.js";

const CHANNELS = ["R", "G", "B"];
const MOST_DIMS = 4;
const tuple = (list) => (list.length === 1 ? `(${list[0]},)` : `(${list.join(", ")})`);

function operation({ set }) {
  const menu = choiceField(
    "Python",
    Object.keys(OPERATIONS).map((op) => [op, op]),
    (op) => set({ op }),
  );
  const size = (name, label, least, most) =>
    numberField(label, { change: (x) => set({ [name]: Math.round(x) }), least, most, step: 1, drag: 0.05 });
  const fields = {
    images: size("images", "pictures", 1, 2),
    height: size("height", "height", 2, 4),
    width: size("width", "width", 2, 5),
  };
  return {
    element: html(
      "div",
      { class: "ex-controls" },
      menu.element,
      ...Object.values(fields).map(({ element }) => element),
    ),
    update({ state }) {
      menu.update(state.op);
      for (const [name, field] of Object.entries(fields)) field.update(state[name]);
    },
  };
}

function index({ set, model }) {
  const facts = html("p", { class: "ex-code", "data-part": "shape" });
  const words = html("p", { role: "status", "data-part": "place" });
  const fields = Array.from({ length: MOST_DIMS }, (_, dim) =>
    numberField(`index ${dim}`, {
      change: (i) => set({ index: model().state.index.map((old, each) => (each === dim ? Math.round(i) : old)) }),
      least: 0,
      most: 99,
      step: 1,
      drag: 0.05,
      part: `index${dim}`,
    }),
  );
  const row = html("div", { class: "ex-controls" }, ...fields.map(({ element }) => element));
  return {
    element: html("div", { class: "it-index" }, facts, row, words),
    update(whole) {
      const { result, problem, state } = whole;
      row.hidden = result === null;
      words.classList.toggle("error", result === null);
      facts.textContent = result
        ? `shape ${tuple(result.shape)}   strides ${tuple(result.strides)}   offset ${result.offset}`
        : "";
      const text = problem ?? sentence(whole);
      if (words.textContent !== text) words.textContent = text;
      fields.forEach((field, dim) => {
        field.element.hidden = !result || dim >= result.shape.length;
        if (result && dim < result.shape.length) field.update(state.index[dim]);
      });
    },
  };
}

function sentence(whole) {
  const { result, place, isCopy, isDense, state, origin } = whole;
  const [n, c, h, w] = origin[place];
  const what = `${CHANNELS[c]} of picture ${n}, row ${h}, column ${w}`;
  const memory = isCopy ? "This is a copy in new memory." : "The memory is that of x: nothing was moved.";
  const dense = isDense ? "" : " It is not contiguous.";
  return `[${state.index.join(", ")}] lies at ${placeInWords(whole)}: ${short(result.storage[place])}, ${what}. ${memory}${dense}`;
}

function memory({ set, model }) {
  const grid = html("div", {
    class: "it-memory",
    role: "group",
    "aria-label": "Memory. Left and right arrow move to the next number",
  });
  let cells = [];
  const press = (place) => {
    const { result } = model();
    const found = result && indexAt(result, place);
    if (found) set({ index: found });
  };
  grid.addEventListener("keydown", (event) => {
    const moved = arrow(event);
    const at = cells.indexOf(document.activeElement);
    if (!moved || at < 0 || !cells[at + moved[0]]) return;
    event.preventDefault();
    cells[at + moved[0]].focus();
  });
  return {
    element: html(
      "div",
      { "data-part": "memory" },
      html("p", { class: "help" }, "Memory: one number after the other"),
      grid,
    ),
    update({ x, result, place, origin }) {
      const storage = (result ?? x).storage;
      if (cells.length !== storage.length) {
        cells = storage.map((_, at) =>
          html("button", { type: "button", class: "it-cell", on: { click: () => press(at) } }),
        );
        grid.replaceChildren(...cells);
      }
      const read = result ? new Set(readPlaces(result)) : new Set(storage.keys());
      cells.forEach((cell, at) => {
        const [n, c, h, w] = origin[at];
        const value = short(storage[at]);
        cell.className = `it-cell it-${CHANNELS[c]}${at === place ? " it-now" : ""}${read.has(at) ? "" : " it-unread"}`;
        cell.replaceChildren(html("span", { class: "it-channel" }, `${CHANNELS[c]}${n}`), value);
        cell.setAttribute("aria-label", `place ${at}: ${value}, ${CHANNELS[c]} of picture ${n}, row ${h}, column ${w}`);
      });
    },
  };
}

function readPlaces(result) {
  const walk = (dim, at) =>
    dim === result.shape.length
      ? [at]
      : Array.from({ length: result.shape[dim] }, (_, i) => walk(dim + 1, at + i * result.strides[dim])).flat();
  return walk(0, result.offset);
}

function pictures({ set, model }) {
  const list = html("div", { class: "it-pictures" });
  return {
    element: html(
      "div",
      { "data-part": "pictures" },
      html("p", { class: "help" }, "x as pictures: press a pixel"),
      list,
    ),
    update({ x, place, origin }) {
      const [images, , height, width] = x.shape;
      const chosen = place === null ? null : origin[place];
      const value = (n, c, h, w) => x.storage[((n * 3 + c) * height + h) * width + w];
      const pixel = (n, h, w) => {
        const colours = [0, 1, 2].map((c) => value(n, c, h, w));
        const isNow = chosen && chosen[0] === n && chosen[2] === h && chosen[3] === w;
        const find = () => {
          const { origin: origins, result } = model();
          const at = origins.findIndex(([a, , b, d]) => a === n && b === h && d === w);
          const found = result && (indexAt(result, at) ?? null);
          if (found) set({ index: found });
        };
        const label = `Picture ${n}, row ${h}, column ${w}: red ${colours[0]}, green ${colours[1]}, blue ${colours[2]}`;
        const button = html("button", {
          type: "button",
          class: `it-pixel${isNow ? " it-now" : ""}`,
          "aria-label": label,
          title: label,
          on: { click: find },
        });
        button.style.setProperty("--pixel", `rgb(${colours.join(" ")})`);
        return button;
      };
      const had =
        document.activeElement?.closest(".it-pictures") === list
          ? [...list.querySelectorAll("button")].indexOf(document.activeElement)
          : -1;
      const rows = (n) =>
        Array.from({ length: height }, (_, h) =>
          html("div", { class: "it-row" }, ...Array.from({ length: width }, (__, w) => pixel(n, h, w))),
        );
      list.replaceChildren(...Array.from({ length: images }, (_, n) => html("div", {}, ...rows(n))));
      if (had >= 0) list.querySelectorAll("button")[had]?.focus();
    },
  };
}

const snapshot = ({ state, result, problem, place, isCopy, values }) => ({
  ...state,
  shape: result?.shape,
  strides: result?.strides,
  place,
  problem,
  isCopy,
  values,
});

define("image-tensor", {
  key: "tensor",
  fields: FIELDS,
  compute,
  snapshot,
  parts: { operation, index, memory, pictures },
});
