// Bars that the reader draws, as the PMF that they are when divided by their sum; held against a wanted mean and variance. Pure.
import { number, numbers } from "../kit/state.js";

export const VALUES = [0, 1, 2, 3, 4, 5, 6];
export const NEAR = 0.05; // how far from what is wanted is near enough
export const TASKS = [
  [3, 1],
  [2, 1],
  [3, 9],
  [1, 1.5],
  [4, 0.25],
  [2.5, 4],
];

export const FIELDS = {
  bars: numbers([1, 1, 1, 1, 1, 1, 1], { fewest: 7, most: 7 }),
  mean: number(3, { least: 0, most: 6 }),
  variance: number(1, { least: 0, most: 9 }),
};

export function compute({ bars, mean, variance }) {
  const weights = bars.map((bar) => Math.max(0, bar));
  const total = weights.reduce((sum, each) => sum + each, 0);
  const p = total > 0 ? weights.map((each) => each / total) : null;
  if (!p) return { p: VALUES.map(() => 0), found: null, verdict: ["A distribution needs a bar: all of them are 0."], isRight: false };
  const found = momentsOf(p);
  const verdict = [aboutMean(found.mean, mean), aboutVariance(found.variance, variance)];
  const possible = mean * (6 - mean);
  if (variance > possible + NEAR) verdict.push(`No PMF on 0 to 6 has this mean and so large a variance: at most ${round(possible)}.`);
  return { p, found, verdict, isRight: near(found.mean, mean) && near(found.variance, variance) };
}

export function momentsOf(p) {
  const mean = VALUES.reduce((sum, x) => sum + x * p[x], 0);
  return { mean, variance: VALUES.reduce((sum, x) => sum + (x - mean) ** 2 * p[x], 0) };
}

const near = (is, wanted) => Math.abs(is - wanted) <= NEAR;
const round = (x) => String(Number(x.toFixed(3))).replace("-", "−");

function aboutMean(is, wanted) {
  if (near(is, wanted)) return `Mean ${round(is)}: right.`;
  const [much, where] = is > wanted ? ["large", "left"] : ["small", "right"];
  return `Mean ${round(is)}: too ${much} by ${round(Math.abs(is - wanted))}. Move mass to the ${where}.`;
}

function aboutVariance(is, wanted) {
  if (near(is, wanted)) return `Variance ${round(is)}: right.`;
  const advice = is > wanted ? "too large. Move mass from the ends towards the mean" : "too small. Move mass from the middle outwards, on both sides";
  return `Variance ${round(is)}: ${advice}.`;
}
