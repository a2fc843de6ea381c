// The answer of the network over the plane with the points, and what every hidden unit computes there.

import { createMap } from "../kit/canvas.js";
import { html } from "../kit/dom.js";
import { onPlace } from "../kit/drag.js";
import { short } from "../kit/format.js";
import { createPlot } from "../kit/plot.js";
import { GRID } from "./model.js";

const FULL = { tanh: 1, sigmoid: 1, relu: 2, identity: 2 }; // where a unit's colour is full
const SURE = 3; // a logit at which the answer's colour is full

/** `{element, update(model)}`; `add([x, y])` is told where the reader clicked, or pressed Enter on the pen. */
export function createPictures({ add }) {
  const answer = createMap({ columns: GRID, rows: GRID, label: "The network's answer over the plane" });
  const stack = html("div", { class: "ex-stack mlp-answer" }, answer.element);
  const units = html("div", { class: "mlp-units" });
  let plot = null;
  let shown = null;
  let maps = [];
  return {
    element: html("div", { class: "ex-side" }, stack, units),
    update(model) {
      if (shown !== model.grid) {
        shown = model.grid;
        plot = createPoints(model.grid, add);
        stack.replaceChildren(answer.element, plot.element);
      }
      answer.show(model.maps.at(-1).data, SURE);
      plot.update(model);
      if (maps.map((layer) => layer.length).join() !== hiddenSizes(model).join()) {
        maps = hiddenSizes(model).map(unitMaps);
        units.replaceChildren(...maps.flatMap(layerRow));
      }
      maps.forEach((layer, at) => showLayer(layer, model, at + 1));
    },
  };
}

const hiddenSizes = ({ network }) => network.slice(0, -1).map(({ weight }) => weight.rows);

function unitMaps(count, layer) {
  return Array.from({ length: count }, (_, unit) => {
    const label = `Unit ${unit + 1} of hidden layer ${layer + 1}`;
    const map = createMap({ columns: GRID, rows: GRID, label });
    map.element.dataset.part = `h${layer + 1}.${unit + 1}`;
    return { ...map, label };
  });
}

function layerRow(layer, at) {
  return [
    html("p", { class: "help" }, `Hidden layer ${at + 1}`),
    html("div", { class: "mlp-layer" }, ...layer.map(({ element }) => element)),
  ];
}

function showLayer(layer, { maps, network, state: { activation } }, at) {
  const { columns, data } = maps[at];
  layer.forEach((map, unit) => {
    map.show(
      Float64Array.from({ length: GRID * GRID }, (_, place) => data[place * columns + unit]),
      FULL[activation],
    );
    const { weight, bias } = network[at - 1];
    const weights = Array.from(weight.data.slice(unit * weight.columns, (unit + 1) * weight.columns), short).join(", ");
    map.element.title = `${map.label}: weights ${weights}; bias ${short(bias[unit])}`;
    map.element.setAttribute("aria-label", map.element.title);
  });
}

/** The points on top of the map; with own points, a pen that adds more. */
function createPoints({ kind, xs, ys }, add) {
  const plot = createPlot({ xs, ys, width: 400, height: 400, axes: false, label: "The points" });
  const pen = kind === "own" ? penOf(plot, add) : null;
  return {
    element: plot.element,
    update({ run: { seen }, accuracy }) {
      const dots = seen.classes.map((isOne, at) => {
        const place = [seen.points.data[2 * at], seen.points.data[2 * at + 1]];
        return isOne
          ? plot.dot(place, { r: 4.5, className: "mlp-one" })
          : plot.square(place, { r: 4, className: "mlp-zero" });
      });
      plot.draw(dots);
      pen?.update();
      const share = seen.classes.length ? `${Math.round(1000 * accuracy) / 10}% on the right side.` : "";
      plot.element.setAttribute("aria-label", `${seen.classes.length} points of two classes. ${share}`);
    },
  };
}

function penOf(plot, add) {
  let place = [0, 0];
  const move = (to) => {
    place = to;
    pen.update(place);
  };
  const pen = plot.point({
    name: "Pen. Arrows move it, Enter adds a point",
    step: 0.1,
    r: 5,
    className: "ex-ink",
    move,
  });
  pen.element.addEventListener("keydown", (event) => event.key === "Enter" && add(place));
  onPlace(plot, (to) => {
    move(to);
    add(to);
  });
  return { update: () => pen.update(place) };
}
