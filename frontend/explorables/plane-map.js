// A matrix as a map of the plane: its columns and a vector are dragged; the way there is a turn, a stretch and a turn.

import { html } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { choiceField, numberField, tickBox } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlayer } from "./kit/player.js";
import { createPlot } from "./kit/plot.js";
import { FIELDS, LAST, PER_MOVE, REACH, applied, compute, moveAt } from "./plane-map/model.js";

const LINES = Array.from({ length: 2 * REACH + 1 }, (_, at) => at - REACH);
const pair = (place) => `(${place.map(short).join(", ")})`;

function picture({ set, model }) {
  const plot = createPlot({ width: 420, height: 400, xs: [-REACH, REACH], ys: [-REACH, REACH], label: "The plane", axes: false });
  const column = (at) => (place) => {
    const a = model().state.a.map((row) => [...row]);
    [a[0][at], a[1][at]] = place;
    set({ a, step: LAST });
  };
  const ends = ["First column of A", "Second column of A"].map((name, at) =>
    plot.point({ name, part: `column${at + 1}`, step: 0.25, move: column(at), className: at ? "ex-third" : "" }),
  );
  const start = plot.point({ name: "The vector x", part: "x", step: 0.25, move: (x) => set({ x }), className: "ex-second" });
  const sheet = (now) =>
    LINES.flatMap((at) => [
      plot.curve([[at, -2 * REACH], [at, 2 * REACH]].map((place) => applied(now, place)), "pm-line"),
      plot.curve([[-2 * REACH, at], [2 * REACH, at]].map((place) => applied(now, place)), "pm-line"),
    ]);
  const stage = {
    element: html("div", {}, plot.element),
    update({ state, now, columns, image, ball, eigen }) {
      const rays = eigen.map(({ vector: [u, v] }) => plot.curve([[-9 * u, -9 * v], [9 * u, 9 * v]], "pm-kept"));
      plot.draw(
        sheet(now),
        rays,
        plot.curve(ball, "ex-third"),
        plot.arrow([0, 0], columns[0]),
        plot.arrow([0, 0], columns[1], { className: "ex-third" }),
        plot.arrow([0, 0], state.x, { className: "ex-second ex-faint" }),
        plot.arrow([0, 0], image, { className: "ex-second", part: "image" }),
        plot.text(image, "Ax", { dx: 12, dy: -8 }),
      );
      start.update(state.x);
      ends.forEach((end, at) => end.update([state.a[0][at], state.a[1][at]]));
      const words = `The columns of A end at ${pair(columns[0])} and ${pair(columns[1])}; x at ${pair(state.x)} goes to ${pair(image)}.`;
      plot.element.setAttribute("aria-label", words);
    },
  };
  return createPlayer({
    stage,
    go: (step) => set({ step }),
    at: ({ state }) => state.step,
    last: () => LAST,
    title: ({ state }) => moveAt(state.step),
    name: "A map of the plane",
    beat: 110,
    help: `${PER_MOVE} steps for each of the three moves.`,
  });
}

function matrixFields({ set, model }) {
  const fields = [0, 1].flatMap((row) =>
    [0, 1].map((column) =>
      numberField(`A${row + 1}${column + 1}`, {
        step: 0.25, least: -9, most: 9, isCode: true,
        change: (value) => set({ a: model().state.a.map((line, i) => line.map((old, j) => (i === row && j === column ? value : old))) }),
      }),
    ),
  );
  const ball = choiceField("Unit ball", [["2", "length"], ["1", "sum of sizes"], ["inf", "largest entry"], ["none", "none"]], (value) => set({ ball: value }));
  const eigen = tickBox("Directions that A keeps", (isOn) => set({ eigen: isOn }));
  return {
    element: html("div", { class: "ex-controls" }, ...fields.map((field) => field.element), ball.element, eigen.element),
    update({ state }) {
      fields.forEach((field, at) => field.update(state.a[at >> 1][at & 1]));
      ball.update(state.ball);
      eigen.update(state.eigen);
    },
  };
}

const NORM = { 1: "sum of sizes", 2: "length", inf: "largest entry" };

function numbersPart() {
  const lines = html("div", { role: "status" });
  let said = "";
  return {
    element: lines,
    update({ state, image, norms, eigen, singular, determinant, move }) {
      const rows = [
        `${move}: x = ${pair(state.x)} goes to ${pair(image)}.`,
        norms && `Its ${NORM[state.ball]} goes from ${short(norms[0])} to ${short(norms[1])}.`,
        `Singular values ${singular.map(short).join(" and ")}; areas are multiplied by ${short(determinant)}.`,
        state.eigen && (eigen.length ? `Kept directions: ${eigen.map(({ value, vector }) => `${pair(vector)}, times ${short(value)}`).join("; ")}.` : "No direction is kept: the map turns every arrow."),
      ].filter(Boolean);
      if (rows.join() === said) return;
      said = rows.join();
      lines.replaceChildren(...rows.map((row) => html("p", {}, row)));
    },
  };
}

define("plane-map", { fields: FIELDS, compute, parts: { picture, matrix: matrixFields, numbers: numbersPart } });
