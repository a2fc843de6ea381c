// What the playground asks before it trains: what border this network can draw, and where the loss goes. Pure.

import { forward, gradients, lossOf, stepped } from "./network.js";

export const AHEAD = 10; // epochs that the question about the loss looks ahead
const BORDERS = [
  ["straight", "straight lines only"],
  ["open", "a line that bends, but never closes"],
  ["closed", "a closed line, around a region"],
];
const WHY = {
  straight: "All that it looks at is one weighted sum, which is the same along a straight line.",
  open: "It bends where it crosses the two hidden lines. But far out there is always a way along which nothing changes.",
  closed: "Three lines can enclose a region.",
};
const WAYS = [
  ["lower", "lower"],
  ["higher", "higher"],
];

/** The most that a border can be, whatever the weights: "straight", "open" or "closed"; null where that is not so plain. */
export function borderOf(sizes, activation) {
  const [first, second = 1] = sizes.slice(1, -1); // widths of hidden layers
  if (first === undefined || first === 1 || activation === "identity") return "straight";
  if (first > 2 || second > 2) return "closed";
  return second === 1 ? "open" : null;
}

/** The loss after some epochs more. The training of the page is not touched. */
export function lossAfter({ network, run, state }, epochs) {
  const { points, classes } = run.seen;
  const { activation, rate, decay } = state;
  let ahead = network;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const grads = gradients(ahead, forward(ahead, points, activation), classes, activation);
    ahead = stepped(ahead, grads, rate, decay);
  }
  return lossOf(forward(ahead, points, activation).at(-1).after, classes);
}

/** The question before the next step, as in kit/ask.js; null where there is nothing to ask. */
export function questionOf(model) {
  const { epoch, network, run, state } = model;
  const sizes = [2, ...network.map(({ weight }) => weight.rows)];
  const border = epoch === 0 ? borderOf(sizes, state.activation) : null;
  if (border) {
    const text = `However long it trains: which border can a network ${sizes.join("-")} with these activations draw at most?`;
    return { text, answer: border, choices: BORDERS, because: WHY[border] };
  }
  if (run.seen.classes.length === 0) return null;
  const [now, then] = [model.losses.at(-1), lossAfter(model, AHEAD)];
  const answer = then < now ? "lower" : "higher"; // a loss that ran away to NaN is not lower
  return { text: `Where will the loss be ${AHEAD} epochs from now?`, answer, choices: WAYS, steps: AHEAD };
}
