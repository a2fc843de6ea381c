// Draw a digit and see every feature map of a trained LeNet, and its answer.

import digits from "../../src/chainrule/models/files/lenet-digits.safetensors";
import weights from "../../src/chainrule/models/files/lenet.safetensors";
import { createImage, createMap } from "./kit/canvas.js";
import { button, html } from "./kit/dom.js";
import { onDrag } from "./kit/drag.js";
import { fileField } from "./kit/drop.js";
import { define } from "./kit/explorable.js";
import { choiceField } from "./kit/fields.js";
import { readSafetensors } from "./kit/safetensors.js";
import { arrow, clamp } from "./kit/scale.js";
import { FIELDS, SAMPLES, see, stroke } from "./lenet-features/model.js";
import { SIDE, lenetOf } from "./lenet-features/network.js";

const bufferOf = ({ buffer, byteOffset, byteLength }) => buffer.slice(byteOffset, byteOffset + byteLength);
const NET = lenetOf(bufferOf(weights));
const PIXELS = readSafetensors(bufferOf(digits)).get("digits").data;
const DIGITS = Array.from({ length: 10 }, (_, at) => [...PIXELS.slice(at * 784, (at + 1) * 784)].map((x) => x / 255));

function drawing({ set, model }) {
  const image = createImage({
    columns: SIDE,
    rows: SIDE,
    label: "The picture. Drag to draw; arrows move the pen, space draws",
  });
  const canvas = image.element;
  canvas.classList.add("ex-drag");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  let pen = [14, 14];
  const add = (from, to) => {
    const { state, picture } = model();
    set({ sample: "own", drawn: stroke(state.sample === "own" ? state.drawn : picture.map(() => 0), from, to) });
  };
  const place = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * SIDE, ((clientY - box.top) / box.height) * SIDE];
  };
  let last = null;
  onDrag(canvas, {
    start: (event) => {
      last = place(event);
      add(last, last);
      return canvas;
    },
    move: (event) => {
      const to = place(event);
      add(last, to);
      last = to;
    },
  });
  canvas.addEventListener("keydown", (event) => {
    const moved = arrow(event);
    if (!moved && event.key !== " ") return;
    event.preventDefault();
    const before = pen;
    if (moved) pen = [clamp(pen[0] + moved[0], 0, SIDE), clamp(pen[1] - moved[1], 0, SIDE)];
    if (event.key === " ") add(pen, pen);
    else if (isDown) add(before, pen);
  });
  let isDown = false;
  canvas.addEventListener("keyup", ({ key }) => key === "Enter" && (isDown = !isDown));
  const sample = choiceField(
    "Picture",
    SAMPLES.map((each) => [each, each === "own" ? "your own" : `a ${each} of the test set`]),
    (which) => set({ sample: which }),
  );
  const clear = button("Clear", () => set(({ drawn }) => ({ sample: "own", drawn: drawn.map(() => 0) })));
  const said = html("p", { role: "status", class: "lf-answer", "data-part": "answer" });
  const bars = Array.from({ length: 10 }, (_, digit) => bar(digit));
  const help = html(
    "p",
    { class: "help" },
    "Draw with mouse or finger. With keys: arrows move the pen, space draws a dot, Enter puts the pen down or up.",
  );
  return {
    element: html(
      "div",
      { class: "ex-side" },
      html(
        "div",
        { class: "lf-pad", "data-part": "picture" },
        canvas,
        html("div", { class: "ex-controls" }, sample.element, clear),
        help,
      ),
      html("div", {}, said, html("div", { "data-part": "probabilities" }, ...bars.map(({ element }) => element))),
    ),
    update({ state, picture, seen, answer }) {
      image.show(picture, 0, 1);
      sample.update(state.sample);
      const sure = Math.round(1000 * seen.probabilities[answer]) / 10;
      const text = picture.some((x) => x > 0)
        ? `It says ${answer}, with probability ${sure}%.`
        : "Nothing is drawn yet.";
      if (said.textContent !== text) said.textContent = text;
      bars.forEach((each, digit) => each.update(seen.probabilities[digit], digit === answer));
    },
  };
}

function bar(digit) {
  const meter = html("meter", { min: 0, max: 1, "aria-label": `Probability of ${digit}` });
  const number = html("span", { class: "ex-number" });
  return {
    element: html("div", { class: "lf-bar" }, html("span", { class: "ex-code" }, String(digit)), meter, number),
    update(probability, isAnswer) {
      meter.value = probability;
      number.textContent = `${Math.round(1000 * probability) / 10}%`;
      number.classList.toggle("lf-best", isAnswer);
    },
  };
}

function maps() {
  const rows = [
    mapRow("first", "After the first convolution: 28 × 28", 28, ({ first }) => first),
    mapRow("small", "Pooled: 14 × 14", 14, ({ small }) => small),
    mapRow("second", "After the second convolution: 10 × 10", 10, ({ second }) => second),
    mapRow("smallest", "Pooled: 5 × 5. From here on, linear layers.", 5, ({ smallest }) => smallest),
  ];
  const kernels = mapRow("kernels", "The kernels of the first layer: 5 × 5", 5, (seen, net) => net.first.weight);
  const all = [kernels, ...rows];
  return {
    element: html("div", {}, ...all.map(({ element }) => element)),
    update: ({ seen, net }) => all.forEach((row) => row.update(seen, net)),
  };
}

/** A row of maps on one scale: blue above 0, amber below. */
function mapRow(part, title, side, of) {
  const list = html("div", { class: "lf-maps" });
  let made = [];
  return {
    element: html("div", { "data-part": part }, html("p", { class: "help" }, title), list),
    update(seen, net) {
      const values = of(seen, net);
      const size = side * side;
      if (made.length !== values.length / size) {
        made = Array.from({ length: values.length / size }, (_, at) =>
          createMap({ columns: side, rows: side, label: `${title.split(":")[0]}, number ${at + 1}` }),
        );
        list.replaceChildren(...made.map(({ element }) => element));
      }
      const most = values.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-9);
      made.forEach((map, at) => map.show(values.subarray(at * size, (at + 1) * size), most));
    },
  };
}

let files = 0;

function weightsPart({ set }, root) {
  const take = (buffer, name) => {
    const net = lenetOf(buffer);
    files += 1;
    set({ loaded: { net, name, number: files } });
    return `${name} is shown. Choose below how it was built.`;
  };
  const file = fileField("Your own LeNet (.safetensors)", { zone: root, take });
  const kinds = [
    ["modern", "ReLU and maximum pooling"],
    ["classic", "tanh and average pooling"],
  ];
  const kind = choiceField("Built with", kinds, (which) => set({ kind: which }));
  return {
    element: html("div", { class: "ex-side" }, file.element, kind.element),
    update: ({ state }) => kind.update(state.kind),
  };
}

const snapshot = ({ state, picture, seen, answer }) => ({
  ...state,
  loaded: state.loaded?.name ?? null,
  picture,
  answer,
  probabilities: [...seen.probabilities],
});

define("lenet-features", {
  key: "lenet",
  fields: FIELDS,
  compute: (state) => see(state, NET, DIGITS),
  snapshot,
  parts: { drawing, maps, weights: weightsPart },
});
