// Small kernels for networks that live in the page: a matrix product and what stands around it. Pure.
// A matrix is `{rows, columns, data}`, the data a flat Float64Array, row by row.

/** A matrix of zeros, or of the given numbers. */
export function matrix(rows, columns, numbers = null) {
  if (numbers && numbers.length !== rows * columns) {
    throw new RangeError(`a ${rows} x ${columns} matrix needs ${rows * columns} numbers, got ${numbers.length}`);
  }
  return { rows, columns, data: numbers ? Float64Array.from(numbers) : new Float64Array(rows * columns) };
}

/** A B. RangeError where the columns of A are not as many as the rows of B. */
export function matmul(a, b) {
  if (a.columns !== b.rows) throw new RangeError(`${shape(a)} times ${shape(b)}: ${a.columns} is not ${b.rows}`);
  const out = matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i += 1) {
    const row = i * b.columns;
    for (let k = 0; k < a.columns; k += 1) {
      const x = a.data[i * a.columns + k];
      if (x === 0) continue; // a ReLU leaves many zeros
      const from = k * b.columns;
      for (let j = 0; j < b.columns; j += 1) out.data[row + j] += x * b.data[from + j];
    }
  }
  return out;
}

/** The rows as columns. */
export function transpose(a) {
  const out = matrix(a.columns, a.rows);
  for (let i = 0; i < a.rows; i += 1) {
    for (let j = 0; j < a.columns; j += 1) out.data[j * a.rows + i] = a.data[i * a.columns + j];
  }
  return out;
}

/** f of every element. */
export function map(a, f) {
  return { ...a, data: a.data.map((x) => f(x)) };
}

/** f of the elements of two matrices of the same shape, pair by pair. */
export function combine(a, b, f) {
  if (a.rows !== b.rows || a.columns !== b.columns) throw new RangeError(`${shape(a)} beside ${shape(b)}`);
  return { ...a, data: a.data.map((x, at) => f(x, b.data[at])) };
}

/** A row (a plain list) added to each row of a matrix: a bias. */
export function addRow(a, row) {
  return { ...a, data: a.data.map((x, at) => x + row[at % a.columns]) };
}

/** The sum of each column: what a bias is given on the way back. */
export function sumRows(a) {
  const sums = new Float64Array(a.columns);
  a.data.forEach((x, at) => (sums[at % a.columns] += x));
  return sums;
}

/** "(3 x 2)". */
export function shape({ rows, columns }) {
  return `(${rows} x ${columns})`;
}

/** Elementwise functions with their slopes; a slope is written in the input x and the result y. */
export const ELEMENTWISE = {
  identity: { of: (x) => x, slope: () => 1 },
  relu: { of: (x) => (x > 0 ? x : 0), slope: (x) => (x > 0 ? 1 : 0) },
  tanh: { of: Math.tanh, slope: (x, y) => 1 - y * y },
  sigmoid: { of: (x) => 1 / (1 + Math.exp(-x)), slope: (x, y) => y * (1 - y) },
};
