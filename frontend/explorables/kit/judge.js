// How near to the truth a guess must come. Pure.

const DIGITS = 3;

/** Half a unit of the third significant digit of the truth: 0.05 for 24.7, nothing for 0. */
export function within(truth) {
  return truth === 0 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(truth))) + 1 - DIGITS);
}
