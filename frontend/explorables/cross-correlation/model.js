// A kernel that slides over an input: which cells each output is made of, and the sum. Pure.

import { short } from "../kit/format.js";
import { choice, count, matrix } from "../kit/state.js";

export const POOLS = ["none", "max", "mean"];
const MOST = 8; // cells of the input in each direction
const POOLED = 2; // pooling takes 2 x 2 cells, side by side

const EDGE = [
  [0, 0, 0, 1, 1, 1],
  [0, 0, 0, 1, 1, 1],
  [0, 0, 0, 1, 1, 1],
  [0, 0, 1, 1, 1, 1],
  [0, 1, 1, 1, 1, 1],
  [1, 1, 1, 1, 1, 1],
];

export const FIELDS = {
  input: matrix(EDGE, { rows: MOST, columns: MOST }),
  kernel: matrix(
    [
      [1, 0, -1],
      [1, 0, -1],
      [1, 0, -1],
    ],
    { rows: 5, columns: 5 },
  ),
  padding: count(0, 3),
  stride: count(1, 3),
  dilation: count(1, 3),
  pool: choice("none", POOLS),
  step: count(0, 400),
};

/** How many outputs fit along one direction: floor((n + 2p - d(k - 1) - 1) / s) + 1; 0 or less for none. */
export function outputSize(n, k, { padding, stride, dilation }) {
  return Math.floor((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1;
}

/** What one output is the sum of: `{row, column, x, weight}`, row and column of the input, which padding lies outside of. */
export function termsAt(input, kernel, i, j, { padding, stride, dilation }) {
  return kernel.flatMap((weights, k) =>
    weights.map((weight, l) => {
      const [row, column] = [i * stride + k * dilation - padding, j * stride + l * dilation - padding];
      return { row, column, k, l, weight, x: input[row]?.[column] ?? 0 };
    }),
  );
}

/** The model: the size of the output, its numbers, and the terms of the step that is shown. */
export function compute(state) {
  const { input, kernel } = state;
  const how = { padding: state.padding, stride: Math.max(1, state.stride), dilation: Math.max(1, state.dilation) };
  const sizes = [outputSize(input.length, kernel.length, how), outputSize(input[0].length, kernel[0].length, how)];
  const [rows, columns] = sizes;
  const problem = problemOf(input, kernel, how, sizes);
  if (problem)
    return {
      state: { ...state, ...how, step: 0 },
      how,
      problem,
      rows: 0,
      columns: 0,
      output: [],
      pooled: null,
      current: null,
      steps: 0,
    };
  const output = range(rows).map((i) => range(columns).map((j) => total(termsAt(input, kernel, i, j, how))));
  const steps = rows * columns;
  const step = Math.min(state.step, steps);
  return {
    state: { ...state, ...how, step },
    how,
    problem: null,
    rows,
    columns,
    output,
    pooled: pooledOf(output, state.pool),
    steps,
    current: step ? currentOf(step - 1, columns, input, kernel, how) : null,
  };
}

function currentOf(place, columns, input, kernel, how) {
  const [i, j] = [Math.floor(place / columns), place % columns];
  const terms = termsAt(input, kernel, i, j, how);
  return { i, j, terms, sum: total(terms) };
}

const range = (many) => Array.from({ length: many }, (_, at) => at);
const total = (terms) => terms.reduce((sum, { x, weight }) => sum + x * weight, 0);

/** Why the kernel does not fit, in words; null where it does. */
function problemOf(input, kernel, { padding, dilation }, sizes) {
  const at = sizes.findIndex((size) => size < 1);
  if (at < 0) return null;
  const [word, n, k] =
    at === 0 ? ["rows", input.length, kernel.length] : ["columns", input[0].length, kernel[0].length];
  const [spread, room] = [dilation * (k - 1) + 1, n + 2 * padding];
  return `The kernel covers ${spread} ${word}, and the input has ${room}${padding ? " with its padding" : ""}. Make the one smaller or the other larger.`;
}

/** The largest number, or the mean, of each 2 x 2 cells; what is left over at the edges is dropped, as in PyTorch. */
export function pooledOf(output, pool) {
  if (pool === "none") return null;
  const take =
    pool === "max" ? (cells) => Math.max(...cells) : (cells) => cells.reduce((sum, x) => sum + x, 0) / cells.length;
  const [rows, columns] = [output.length, output[0].length].map((size) => Math.floor(size / POOLED));
  const cells = (i, j) =>
    range(POOLED).flatMap((k) => range(POOLED).map((l) => output[i * POOLED + k][j * POOLED + l]));
  return range(rows).map((i) => range(columns).map((j) => take(cells(i, j))));
}

/** The rule for the size with the numbers in it. */
export function sizeInWords({ state: { input, kernel }, how: { padding: p, stride: s, dilation: d }, rows, columns }) {
  const along = (n, k, size) => `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1 = ${size}`;
  const high = along(input.length, kernel.length, rows);
  const isSquare = input.length === input[0].length && kernel.length === kernel[0].length;
  return isSquare
    ? `Size of the output: ${high}`
    : `Rows: ${high}; columns: ${along(input[0].length, kernel[0].length, columns)}`;
}

/** What the player asks before a step. */
export function nextNumber({ state: { step }, steps, output, columns }) {
  if (step >= steps) return null;
  const [i, j] = [Math.floor(step / columns), step % columns];
  const sum = output[i][j];
  return {
    text: `The kernel moves to row ${i}, column ${j} of the output. Which number stands there then?`,
    answer: sum,
  };
}

/** A matrix with one cell changed, or of another size, filled with zeros. */
export function withCell(matrix, row, column, x) {
  return matrix.map((line, i) => line.map((old, j) => (i === row && j === column ? x : old)));
}

export function resized(matrix, rows, columns) {
  return range(rows).map((i) => range(columns).map((j) => matrix[i]?.[j] ?? 0));
}

/** "1×1 + 0×0 + (−1)×0", without the terms of which a factor is zero where there are many. */
export function sumInWords({ terms, sum }) {
  const factor = (x) => (x < 0 ? `(${short(x)})` : short(x));
  const shown = terms.length > 9 ? terms.filter(({ x, weight }) => x * weight !== 0) : terms;
  const words = shown.map(({ x, weight }) => `${factor(x)}·${factor(weight)}`).join(" + ");
  return `${words || "0"} = ${short(sum)}`;
}
