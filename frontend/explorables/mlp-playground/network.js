// A multilayer perceptron for two classes, trained by gradient descent on all points at once. Pure.
// A network is a list of layers `{weight, bias}`: weight a matrix (outputs x inputs), as in PyTorch.

import { torchGenerator } from "../kit/random.js";
import { ELEMENTWISE, addRow, combine, map, matmul, matrix, sumRows, transpose } from "../kit/tensor.js";

/** The first weights, uniform within 1/sqrt(inputs): those that nn.Linear draws from this seed, layer by layer. */
export function firstWeights(sizes, seed) {
  const generator = torchGenerator(seed);
  return sizes.slice(1).map((outputs, at) => {
    const inputs = sizes[at];
    const bound = 1 / Math.sqrt(inputs);
    const draw = () => generator.uniform(-bound, bound);
    const weight = matrix(outputs, inputs, Array.from({ length: outputs * inputs }, draw));
    return { weight, bias: Float64Array.from({ length: outputs }, draw) };
  });
}

/** What every layer computes for points (n x 2): the sums before, and the values after the activation; the last is linear. */
export function forward(network, points, activation) {
  const layers = [{ before: null, after: points }];
  network.forEach(({ weight, bias }, at) => {
    const before = addRow(matmul(layers.at(-1).after, transpose(weight)), bias);
    const isLast = at === network.length - 1;
    layers.push({ before, after: isLast ? before : map(before, ELEMENTWISE[activation].of) });
  });
  return layers;
}

/** The mean binary cross-entropy of logits (n x 1) against classes. */
export function lossOf(logits, classes) {
  const sum = logits.data.reduce((total, x, at) => total + (1 - classes[at]) * x + softplus(-x), 0);
  return sum / classes.length;
}

/** log(1 + e**x), in which nothing overflows. */
function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The share of points on the right side of 0. */
export function accuracyOf(logits, classes) {
  return logits.data.filter((x, at) => x > 0 === (classes[at] === 1)).length / classes.length;
}

/** The gradients of the loss, layer by layer: `{weight, bias}`. */
export function gradients(network, layers, classes, activation) {
  const logits = layers.at(-1).before;
  let upstream = {
    ...logits,
    data: logits.data.map((x, at) => (ELEMENTWISE.sigmoid.of(x) - classes[at]) / classes.length),
  };
  const found = [];
  for (let at = network.length - 1; at >= 0; at -= 1) {
    const input = layers[at].after;
    found.unshift({ weight: matmul(transpose(upstream), input), bias: sumRows(upstream) });
    if (at === 0) break;
    const back = matmul(upstream, network[at].weight);
    const { slope } = ELEMENTWISE[activation];
    const slopes = combine(layers[at].before, input, slope);
    upstream = combine(back, slopes, (g, s) => g * s);
  }
  return found;
}

/** The network after a step: w - rate (g + decay w), for weights and biases, as optim.SGD with weight_decay. */
export function stepped(network, grads, rate, decay) {
  const moved = (w, g) => w - rate * (g + decay * w);
  return network.map(({ weight, bias }, at) => ({
    weight: combine(weight, grads[at].weight, moved),
    bias: bias.map((w, place) => moved(w, grads[at].bias[place])),
  }));
}
