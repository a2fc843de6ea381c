// A kernel slides over an input; every cell can be edited, and a press on an output shows its sum.

import { editableGrid, resultGrid } from "./cross-correlation/grids.js";
import {
  FIELDS,
  POOLS,
  compute,
  nextNumber,
  resized,
  sizeInWords,
  sumInWords,
  withCell,
} from "./cross-correlation/model.js";
import { html } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { choiceField, numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlayer } from "./kit/player.js";

const BEAT = 700; // milliseconds a step when it plays
const MOST = 3; // of padding, stride and dilation

function player(tools) {
  return createPlayer({
    name: "Cross-correlation",
    stage: createStage(tools),
    panel: createPanel(),
    go: (step) => tools.set({ step }),
    at: ({ state }) => state.step,
    last: ({ steps }) => steps,
    title: ({ current }) =>
      current
        ? `Output row ${current.i}, column ${current.j}: ${short(current.sum)}`
        : "Before the first output",
    question: nextNumber,
    beat: BEAT,
  });
}

function createStage({ set }) {
  const cell = (name) => (row, column, x) => set((state) => ({ [name]: withCell(state[name], row, column, x) }));
  const input = editableGrid("Input", cell("input"));
  const kernel = editableGrid("Kernel", cell("kernel"));
  const output = resultGrid("Output", (place) => set({ step: place + 1 }));
  const pooled = resultGrid("Pooled");
  const box = (title, part, grid) =>
    html("div", { class: "cc-box", "data-part": part }, html("p", { class: "help" }, title), grid.element);
  const last = box("Pooled, 2 × 2", "pooled", pooled);
  const padded = html(
    "div",
    { class: "cc-box", "data-part": "input" },
    html("p", { class: "help" }, "Input"),
    html("div", { class: "cc-padding" }, input.element),
  );
  const element = html(
    "div",
    { class: "cc-stage" },
    padded,
    box("Kernel", "kernel", kernel),
    box("Output", "output", output),
    last,
  );
  return {
    element,
    update({ state, current, output: numbers, pooled: small, how, columns }) {
      const used = new Map((current?.terms ?? []).map(({ row, column, weight }) => [`${row} ${column}`, weight]));
      input.update(state.input, (row, column) => (used.has(`${row} ${column}`) ? "cc-used" : ""));
      showPadding(padded.querySelector(".cc-padding"), state, how.padding, used);
      kernel.update(state.kernel);
      const isKnown = (row, column) => row * columns + column < state.step;
      output.update(numbers, {
        known: isKnown,
        mark: (row, column) => (current?.i === row && current?.j === column ? "cc-now" : ""),
      });
      last.hidden = small === null || small.length === 0 || small[0].length === 0;
      if (!last.hidden) pooled.update(small, { known: (row, column) => isKnown(2 * row + 1, 2 * column + 1) });
    },
  };
}

/** A ring of zeros around the input, drawn by cells that cannot be edited. */
function showPadding(frame, { input }, padding, used) {
  const grid = frame.querySelector(".cc-grid");
  const [rows, columns] = [input.length, input[0].length];
  const zero = (row, column) =>
    html(
      "span",
      { class: `cc-cell cc-zero ${used.has(`${row} ${column}`) ? "cc-used" : ""}`.trim(), "aria-hidden": "true" },
      "0",
    );
  const line = (row, from, to) =>
    html("div", { class: "cc-row" }, ...Array.from({ length: to - from }, (_, at) => zero(row, from + at)));
  const block = (first, last) =>
    html("div", {}, ...Array.from({ length: last - first }, (_, at) => line(first + at, -padding, columns + padding)));
  const side = (from, to) => html("div", {}, ...Array.from({ length: rows }, (_, row) => line(row, from, to)));
  if (document.activeElement && grid.contains(document.activeElement)) {
    // the field in use must not leave the page: only the marks of the ring change
    return frame.querySelectorAll(".cc-zero").forEach((cell) => cell.classList.remove("cc-used"));
  }
  const middle = html(
    "div",
    { class: "cc-row" },
    ...(padding ? [side(-padding, 0)] : []),
    grid,
    ...(padding ? [side(columns, columns + padding)] : []),
  );
  return frame.replaceChildren(...(padding ? [block(-padding, 0), middle, block(rows, rows + padding)] : [middle]));
}

function createPanel() {
  const sum = html("p", { role: "status", class: "ex-code", "data-part": "sum" });
  const size = html("p", { class: "help", "data-part": "size" });
  return {
    element: html("div", { class: "ex-panel" }, sum, size),
    update(model) {
      const text =
        model.problem ?? (model.current ? sumInWords(model.current) : "Press Step, or press a cell of the output.");
      if (sum.textContent !== text) sum.textContent = text;
      sum.classList.toggle("error", model.problem !== null);
      size.textContent = model.problem ? "" : sizeInWords(model);
    },
  };
}

function settings({ set }) {
  const whole = (name, least) =>
    numberField(name, {
      change: (x) => set({ [name]: Math.round(x) }),
      least,
      most: MOST,
      step: 1,
      drag: 0.05,
      part: name,
    });
  const fields = [whole("padding", 0), whole("stride", 1), whole("dilation", 1)];
  const pool = choiceField(
    "Pooling 2 × 2",
    POOLS.map((kind) => [kind, kind]),
    (kind) => set({ pool: kind }),
  );
  const rows = numberField("input size", {
    change: (x) => set(({ input }) => ({ input: resized(input, Math.round(x), Math.round(x)), step: 0 })),
    least: 2,
    most: 8,
    step: 1,
  });
  const kernel = numberField("kernel size", {
    change: (x) => set((state) => ({ kernel: resized(state.kernel, Math.round(x), Math.round(x)), step: 0 })),
    least: 1,
    most: 5,
    step: 1,
  });
  return {
    element: html(
      "div",
      { class: "ex-controls" },
      ...fields.map((field) => field.element),
      rows.element,
      kernel.element,
      pool.element,
    ),
    update({ state, how }) {
      ["padding", "stride", "dilation"].forEach((name, at) => fields[at].update(how[name]));
      rows.update(state.input.length);
      kernel.update(state.kernel.length);
      pool.update(state.pool);
    },
  };
}

define("cross-correlation", { key: "slide", fields: FIELDS, compute, parts: { player, settings } });
