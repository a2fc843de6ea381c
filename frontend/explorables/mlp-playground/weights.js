// The reader's own network, from the tensors of a file: checked, and refused in words where it does not fit. Pure.

import { FileError, readSafetensors, shapeText } from "../kit/safetensors.js";
import { matrix } from "../kit/tensor.js";
import { MOST_UNITS } from "./model.js";

const MOST_LAYERS = 4;
const NAME = /^(?:(.+)\.)?(\d+)\.(weight|bias)$/;

/** The layers of an MLP from two numbers to one, saved from nn.Sequential (0.weight, 0.bias ...) or from models.MLP. */
export function networkOf(buffer) {
  const tensors = readSafetensors(buffer);
  const numbers = [...new Set([...tensors.keys()].map((name) => numberIn(name)))].sort((a, b) => a - b);
  if (numbers.length === 0) throw new FileError("It holds no tensors.");
  if (numbers.length > MOST_LAYERS)
    throw new FileError(`It has ${numbers.length} linear layers; up to ${MOST_LAYERS} are shown.`);
  const named = new Map(
    [...tensors].map(([name, tensor]) => [name.match(NAME).slice(2).join("."), { name, ...tensor }]),
  );
  const network = numbers.map((number) => layerOf(named, number));
  let inputs = 2;
  network.forEach(({ weight, name }, at) => {
    const isLast = at === network.length - 1;
    if (weight.columns !== inputs) {
      const from = at === 0 ? "the plane has 2 coordinates" : `the layer before gives ${inputs}`;
      throw new FileError(`${name} takes ${weight.columns} numbers, but ${from}.`);
    }
    if (isLast && weight.rows !== 1) throw new FileError(`${name} gives ${weight.rows} numbers; two classes need 1.`);
    if (weight.rows > MOST_UNITS)
      throw new FileError(`${name} has ${weight.rows} units; up to ${MOST_UNITS} are shown.`);
    inputs = weight.rows;
  });
  return network.map(({ weight, bias }) => ({ weight, bias }));
}

function numberIn(name) {
  const match = NAME.exec(name);
  if (!match)
    throw new FileError(`It holds ${name}. Weights of an MLP are named 0.weight, 0.bias, 2.weight and so on.`);
  return Number(match[2]);
}

function layerOf(named, number) {
  const [weight, bias] = ["weight", "bias"].map((kind) => named.get(`${number}.${kind}`));
  if (!weight || !bias) throw new FileError(`Layer ${number} has no ${weight ? "bias" : "weight"}.`);
  if (weight.shape.length !== 2)
    throw new FileError(`${weight.name} has the shape ${shapeText(weight.shape)}, not (outputs, inputs).`);
  const [rows, columns] = weight.shape;
  if (bias.shape.join() !== String(rows)) {
    throw new FileError(
      `${bias.name} has the shape ${shapeText(bias.shape)}; with ${rows} units it is ${shapeText([rows])}.`,
    );
  }
  return { name: weight.name, weight: matrix(rows, columns, weight.data), bias: Float64Array.from(bias.data) };
}
