// The product of two matrices by their shapes: which rule it keeps or breaks, in words, and the sum behind each entry. Pure.

import { count, flag, numbers, toCount } from "../kit/state.js";

export const MOST = 6; // rows and columns
const sizes = (plain) => numbers(plain, { fewest: 2, most: 2, read: (text) => (toCount(text, MOST) || null) });

export const FIELDS = {
  first: sizes([3, 2]),
  second: sizes([2, 2]),
  turned: flag(true), // whether the second one is transposed
  row: count(1, MOST - 1),
  column: count(0, MOST - 1),
};

const shape = ([rows, columns]) => `(${rows}, ${columns})`;

/** Small whole numbers, the same at each look. */
export function entries([rows, columns], from) {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => ((from + 3 * i + 5 * j + i * j) % 7) - 2));
}

/** The shape of the product, or null and what is wrong, in the words of the library. */
export function productShape(first, second) {
  const [[m, k], [rows, n]] = [first, second];
  if (k === rows) return { shape: [m, n], problem: "" };
  const help = k === n ? `; the second one transposed, ${shape([n, rows])}, would fit` : "";
  const problem =
    `${shape(first)} @ ${shape(second)}: a row of the first has ${k} numbers and a column of the second has ${rows}, ` +
    `and they must have as many as each other${help}`;
  return { shape: null, problem };
}

/** Everything that is shown: both matrices as they stand in the product, the result, and the sum of one entry. */
export function compute({ first, second, turned, row, column }) {
  const c = entries(first, 2);
  const given = entries(second, 4);
  const d = turned ? given[0].map((_, j) => given.map((line) => line[j])) : given;
  const standing = turned ? [second[1], second[0]] : second;
  const { shape: made, problem } = productShape(first, standing);
  if (!made) return { c, d, standing, made, problem, result: null, place: null, terms: [] };
  const result = c.map((line) => d[0].map((_, j) => line.reduce((sum, x, l) => sum + x * d[l][j], 0)));
  const place = [Math.min(row, made[0] - 1), Math.min(column, made[1] - 1)];
  const terms = c[place[0]].map((x, l) => [x, d[l][place[1]]]);
  return { c, d, standing, made, problem, result, place, terms };
}
