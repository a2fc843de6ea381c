// LeNet forward, map by map: from the tensors of a file to what every layer sees in a picture. Pure.

import { FileError, readSafetensors, shapeText } from "../kit/safetensors.js";

export const SIDE = 28;
const KERNEL = 5;
const PADDING = 2;
const MOST_MAPS = 32;
const EPSILON = 1e-5; // of BatchNorm2d
const [MEAN, DEVIATION] = [0.1307, 0.3081]; // of MNIST's training images, as the recipes have them

/**
 * The layers of a LeNet of chainrule.models, from a `.safetensors` file: `{first, second, linear}`; convolutions are
 * `{weight, bias, inputs, outputs}`, batch normalization is worked into them. FileError for any other file.
 */
export function lenetOf(buffer) {
  const tensors = readSafetensors(buffer);
  const take = (name, shape) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new FileError(`It holds no ${name}. Save model.state_dict() of a chainrule.models.LeNet.`);
    const fits =
      tensor.shape.length === shape.length && shape.every((size, at) => size === null || size === tensor.shape[at]);
    if (!fits)
      throw new FileError(
        `${name} has the shape ${shapeText(tensor.shape)}, not ${shapeText(shape.map((size) => size ?? "?"))}.`,
      );
    return tensor;
  };
  const hasNorm = tensors.has("features.1.running_mean");
  const first = convolutionOf(tensors, take, 0, 1, hasNorm);
  const second = convolutionOf(tensors, take, hasNorm ? 4 : 3, first.outputs, hasNorm);
  const names = [...tensors.keys()].map((name) => /^classifier\.(\d+)\.weight$/.exec(name)?.[1]).filter(Boolean);
  let inputs = second.outputs * 25;
  const linear = names
    .map(Number)
    .sort((a, b) => a - b)
    .map((number) => {
      const weight = take(`classifier.${number}.weight`, [null, inputs]);
      inputs = weight.shape[0];
      return { weight: weight.data, bias: take(`classifier.${number}.bias`, [inputs]).data, outputs: inputs };
    });
  if (inputs !== 10) throw new FileError(`Its last layer gives ${inputs} numbers; ten digits need 10.`);
  return { first, second, linear };
}

function convolutionOf(tensors, take, number, inputs, hasNorm) {
  const { shape, data } = take(`features.${number}.weight`, [null, inputs, KERNEL, KERNEL]);
  const [outputs] = shape;
  if (outputs > MOST_MAPS)
    throw new FileError(`features.${number} has ${outputs} kernels; up to ${MOST_MAPS} are shown.`);
  if (!hasNorm) return { weight: data, bias: take(`features.${number}.bias`, [outputs]).data, inputs, outputs };
  const norm = ["weight", "bias", "running_mean", "running_var"].map(
    (name) => take(`features.${number + 1}.${name}`, [outputs]).data,
  );
  const scale = norm[0].map((gain, at) => gain / Math.sqrt(norm[3][at] + EPSILON));
  const each = data.length / outputs;
  return {
    weight: data.map((w, at) => w * scale[Math.floor(at / each)]),
    bias: norm[1].map((b, at) => b - norm[2][at] * scale[at]),
    inputs,
    outputs,
  };
}

/** Maps (channels x side x side, flat) after a convolution. */
export function convolved(x, side, { weight, bias, inputs, outputs }, padding) {
  const size = side + 2 * padding - KERNEL + 1;
  const out = new Float64Array(outputs * size * size);
  for (let o = 0; o < outputs; o += 1) {
    out.fill(bias[o], o * size * size, (o + 1) * size * size);
    for (let c = 0; c < inputs; c += 1) {
      for (let k = 0; k < KERNEL * KERNEL; k += 1) {
        const w = weight[(o * inputs + c) * KERNEL * KERNEL + k];
        addShifted(
          out,
          o * size * size,
          size,
          x,
          c * side * side,
          side,
          Math.floor(k / KERNEL) - padding,
          (k % KERNEL) - padding,
          w,
        );
      }
    }
  }
  return out;
}

function addShifted(out, to, size, x, from, side, down, right, w) {
  for (let i = Math.max(0, -down); i < size && i + down < side; i += 1) {
    for (let j = Math.max(0, -right); j < size && j + right < side; j += 1) {
      out[to + i * size + j] += w * x[from + (i + down) * side + j + right];
    }
  }
}

/** The largest number, or the mean, of each 2 x 2 cells of maps with an even side. */
export function pooled(x, side, isMax) {
  const half = side / 2;
  const out = new Float64Array(x.length / 4);
  for (let at = 0; at < out.length; at += 1) {
    const [map, row, column] = [Math.floor(at / (half * half)), Math.floor(at / half) % half, at % half];
    const corner = map * side * side + 2 * row * side + 2 * column;
    const cells = [x[corner], x[corner + 1], x[corner + side], x[corner + side + 1]];
    out[at] = isMax ? Math.max(...cells) : (cells[0] + cells[1] + cells[2] + cells[3]) / 4;
  }
  return out;
}

function fullyConnected(x, { weight, bias, outputs }) {
  const inputs = x.length;
  return Float64Array.from({ length: outputs }, (_, o) => {
    let sum = bias[o];
    for (let i = 0; i < inputs; i += 1) sum += weight[o * inputs + i] * x[i];
    return sum;
  });
}

/** What every layer makes of a picture of 784 numbers from 0 to 1: the maps, the logits, the probabilities. */
export function lookAt(net, picture, kind) {
  const of = kind === "modern" ? (x) => Math.max(0, x) : Math.tanh;
  const isMax = kind === "modern";
  const x = Float64Array.from(picture, (pixel) => (pixel - MEAN) / DEVIATION);
  const first = convolved(x, SIDE, net.first, PADDING).map(of);
  const small = pooled(first, SIDE, isMax);
  const second = convolved(small, 14, net.second, 0).map(of);
  const smallest = pooled(second, 10, isMax);
  const logits = net.linear.reduce((h, layer, at) => {
    const sums = fullyConnected(h, layer);
    return at === net.linear.length - 1 ? sums : sums.map(of);
  }, smallest);
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return { first, small, second, smallest, logits, probabilities: powers.map((power) => power / total) };
}
