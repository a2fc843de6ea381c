// Every operation: its result, its local derivatives and how both are written. The twin of chainrule.autograd.value.

import { plain } from "../kit/format.js";

/** An operation has no result for these numbers: the logarithm of zero, a division by zero. */
export class DomainError extends Error {}

/**
 * `forward(...inputs)` gives the result, `slopes(out, ...inputs)` one local derivative for each input; both take and
 * give numbers. `written` and `slopesWritten(out, ...names)` say the same in symbols.
 */
export const OPERATIONS = {
  "+": {
    forward: (a, b) => a + b,
    slopes: () => [1, 1],
    written: (a, b) => `${a} + ${b}`,
    slopesWritten: () => ["1", "1"],
  },
  "-": {
    forward: (a, b) => a - b,
    slopes: () => [1, -1],
    written: (a, b) => `${a} - ${b}`,
    slopesWritten: () => ["1", "−1"],
  },
  "*": {
    forward: (a, b) => a * b,
    slopes: (out, a, b) => [b, a],
    written: (a, b) => `${a} * ${b}`,
    slopesWritten: (out, a, b) => [b, a],
  },
  "/": {
    forward: divide,
    slopes: (out, a, b) => [1 / b, -out / b],
    written: (a, b) => `${a} / ${b}`,
    slopesWritten: (out, a, b) => [`1 / ${b}`, `−${out} / ${b}`],
  },
  "**": {
    forward: powerOfPositive,
    slopes: (out, a, b) => [powerSlope(a, b), out * Math.log(a)],
    written: (a, b) => `${a} ** ${b}`,
    slopesWritten: (out, a, b) => [`${b} × ${a} ** (${b} − 1)`, `${out} × log(${a})`],
  },
  neg: {
    forward: (a) => -a,
    slopes: () => [-1],
    written: (a) => `-${a}`,
    slopesWritten: () => ["−1"],
  },
  exp: {
    forward: Math.exp,
    slopes: (out) => [out],
    written: (a) => `exp(${a})`,
    slopesWritten: (out) => [out],
  },
  log: {
    forward: log,
    slopes: (out, a) => [1 / a],
    written: (a) => `log(${a})`,
    slopesWritten: (out, a) => [`1 / ${a}`],
  },
  tanh: {
    forward: Math.tanh,
    slopes: (out) => [1 - out * out],
    written: (a) => `tanh(${a})`,
    slopesWritten: (out) => [`1 − ${out}²`],
  },
  relu: {
    forward: (a) => (a <= 0 ? 0 : a),
    slopes: (out, a) => [a <= 0 ? 0 : 1],
    written: (a) => `relu(${a})`,
    slopesWritten: (out, a) => [`1 where ${a} > 0, else 0`],
  },
  sigmoid: {
    forward: sigmoid,
    slopes: (out) => [out * (1 - out)],
    written: (a) => `sigmoid(${a})`,
    slopesWritten: (out) => [`${out} × (1 − ${out})`],
  },
};

/** The operation `a ** n` where n is a plain number: n is no node of the graph, so it has no derivative. */
export function constantPower(n) {
  return {
    forward: (a) => power(a, n),
    slopes: (out, a) => [powerSlope(a, n)],
    written: (a) => `${a} ** ${plain(n)}`,
    slopesWritten: (out, a) => [powerSlopeWritten(a, n)],
  };
}

function powerSlopeWritten(a, n) {
  if (n === 0) return "0";
  if (n === 1) return "1";
  if (n === 2) return `2 × ${a}`;
  return `${plain(n)} × ${a} ** ${plain(n - 1)}`;
}

function divide(a, b) {
  if (b === 0) throw new DomainError(`${plain(a)} / ${plain(b)}: nothing can be divided by zero.`);
  return a / b;
}

function log(a) {
  if (a <= 0) throw new DomainError(`log(${plain(a)}): only a number greater than zero has a logarithm.`);
  return Math.log(a);
}

function sigmoid(a) {
  const e = Math.exp(-Math.abs(a)); // at most 1, so that it cannot overflow
  return a < 0 ? e / (1 + e) : 1 / (1 + e);
}

/** a ** n on real numbers. Throws DomainError where there is no real result. */
export function power(a, n) {
  const written = `${bracketed(a)} ** ${plain(n)}`;
  if (a === 0 && n < 0) throw new DomainError(`${written}: zero has no negative power.`);
  if (a < 0 && Number.isFinite(n) && !Number.isInteger(n)) {
    throw new DomainError(`${written} is not a real number: a fractional power needs a base of at least zero.`);
  }
  if (a === 1 || (a === -1 && Math.abs(n) === Infinity)) return 1; // as in Python; JavaScript says NaN
  return a ** n;
}

function powerOfPositive(a, b) {
  if (a <= 0) {
    const written = `${bracketed(a)} ** ${plain(b)}`;
    throw new DomainError(`${written}: where the exponent is a node too, the base must be greater than zero.`);
  }
  return power(a, b);
}

function powerSlope(a, n) {
  if (n === 0) return 0;
  return a === 0 && n > 0 && n < 1 ? Infinity : n * power(a, n - 1);
}

const bracketed = (a) => (a < 0 ? `(${plain(a)})` : plain(a));
