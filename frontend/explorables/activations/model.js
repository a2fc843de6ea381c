// Activation functions and their slopes at one z, and what a row of such neurons hands back. Pure.

import { choice, count, number } from "../kit/state.js";
import { evenly } from "../kit/scale.js";

export const REACH = 5;
export const KINDS = ["sigmoid", "tanh", "relu", "gelu"];

export const FIELDS = {
  kind: choice("sigmoid", KINDS),
  z: number(1, { least: -REACH, most: REACH }),
  layers: count(1, 20),
};

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** The error function, to double precision: a series near zero, a continued fraction farther out. */
export function erf(x) {
  const size = Math.abs(x);
  if (size < 2.5) {
    let [term, sum] = [size, size];
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n += 1) {
      term *= (-size * size) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n -= 1) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
}

const below = (z) => (1 + erf(z / Math.SQRT2)) / 2; // the probability that a standard normal number is below z
const density = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Each function, and its slope from z and the result. */
export const FUNCTIONS = {
  sigmoid: { of: sigmoid, slope: (z, a) => a * (1 - a), most: 0.25 },
  tanh: { of: Math.tanh, slope: (z, a) => 1 - a * a, most: 1 },
  relu: { of: (z) => (z > 0 ? z : 0), slope: (z) => (z > 0 ? 1 : 0), most: 1 },
  gelu: { of: (z) => z * below(z), slope: (z) => below(z) + z * density(z), most: null },
};

/** Everything that is shown. */
export function compute({ kind, z, layers }) {
  const { of, slope } = FUNCTIONS[kind];
  const zs = evenly(-REACH, REACH, 161);
  const a = of(z);
  const here = slope(z, a);
  return {
    a,
    slope: here,
    back: here ** layers,
    curve: zs.map((each) => [each, of(each)]),
    slopes: zs.map((each) => [each, slope(each, of(each))]),
    tangent: [z - 1.2, z + 1.2].map((each) => [each, a + here * (each - z)]),
  };
}
