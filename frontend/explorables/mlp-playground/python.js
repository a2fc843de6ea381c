// The program of the library that does what the page does. Pure.

import { HELD_OUT } from "./data.js";
import { sizesOf } from "./model.js";

const LAYERS = { tanh: "nn.Tanh()", relu: "nn.ReLU()", sigmoid: "nn.Sigmoid()", identity: null };
const MAKERS = { moons: "two_moons", circles: "two_circles", spirals: "two_spirals" };

/** Python, as a text. */
export function programOf(state) {
  return [...imports(state), "", ...data(state), "", ...network(state), "", ...training(state), ""].join("\n");
}

function imports({ data, loaded }) {
  const own = data === "own";
  return [
    ...(own ? [] : ["import random", ""]),
    "import torch",
    ...(loaded ? ["from safetensors.torch import load_file"] : []),
    "",
    "from chainrule import nn, optim",
    ...(own ? [] : [`from chainrule.data import ${MAKERS[data]}`]),
  ];
}

function data({ data, count, noise, seed, points }) {
  if (data === "own") {
    return [
      `points = [${points.map(([x, y]) => `(${x}, ${y})`).join(", ")}]`,
      `classes = [${points.map(([, , kind]) => kind).join(", ")}]`,
      ...tensors("x", "y", "points", "classes", points.length),
    ];
  }
  const drawn = (generator) => `${MAKERS[data]}(${count}, noise=${noise}, generator=random.Random(${generator}))`;
  return [
    `points, classes = ${drawn(seed)}`,
    ...tensors("x", "y", "points", "classes", count),
    `unseen, their_classes = ${drawn(seed + HELD_OUT)}`,
    ...tensors("unseen_x", "unseen_y", "unseen", "their_classes", count),
  ];
}

/** The page computes with 64 bits, and so does the program. */
function tensors(x, y, points, classes, count) {
  return [
    `${x} = torch.tensor(${points}, dtype=torch.float64)  # (${count}, 2)`,
    `${y} = torch.tensor(${classes}, dtype=torch.float64)[:, None]  # (${count}, 1)`,
  ];
}

function network(state) {
  const sizes = sizesOf(state);
  const between = LAYERS[state.activation];
  const lines = sizes.slice(1).map((outputs, at) => {
    const linear = `nn.Linear(${sizes[at]}, ${outputs}, generator=generator)`;
    return `    ${at < sizes.length - 2 && between ? `${linear}, ${between}` : linear},`;
  });
  const seeded = `generator = torch.Generator().manual_seed(${state.seed})`;
  const built = [seeded, "model = nn.Sequential(", ...lines, ").double()"];
  return state.loaded ? [...built, `model.load_state_dict(load_file("${state.loaded.name}"))`] : built;
}

function training({ data, rate, decay, epoch }) {
  const settings = decay ? `lr=${rate}, weight_decay=${decay}` : `lr=${rate}`;
  return [
    "loss_of = nn.BCEWithLogitsLoss()",
    `optimizer = optim.SGD(model.parameters(), ${settings})`,
    `for epoch in range(${epoch}):`,
    "    optimizer.zero_grad()",
    "    loss_of(model(x), y).backward()",
    "    optimizer.step()",
    "",
    "with torch.no_grad():",
    '    print(f"loss {loss_of(model(x), y):.4f}")',
    ...(data === "own" ? [] : ['    print(f"loss on unseen points {loss_of(model(unseen_x), unseen_y):.4f}")']),
  ];
}
