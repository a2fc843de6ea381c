// A Bernoulli, a multinoulli with prices, or a normal distribution: probabilities of a range, and averages of draws. Pure.
import { pythonRandom } from "../kit/random.js";
import { choice, count, number, numbers } from "../kit/state.js";

export const PRICES = [0.5, 1, 2];
export const LAST = 32; // steps, eight to a power of ten: 10,000 draws

export const FIELDS = {
  family: choice("normal", ["bernoulli", "multinoulli", "normal"]),
  theta: number(0.7, { least: 0, most: 1 }),
  probs: numbers([0.3, 0.5, 0.2], { fewest: 3, most: 3 }),
  mean: number(300, { least: 100, most: 500 }),
  std: number(40, { least: 5, most: 120 }),
  low: number(260, { least: 0, most: 600 }),
  high: number(340, { least: 0, most: 600 }),
  step: count(0, LAST),
  seed: count(1, 9999),
};

/** How many draws there are at a step: 1, 1, 2, 2, 3, 4, 6, 7, 10, ... 10,000. */
export const drawsAt = (step) => Math.round(10 ** (step / 8));

export function compute(state, previous = null) {
  const law = lawOf(state);
  const isSame = previous && previous.drawn.key === law.key;
  const drawn = isSame ? previous.drawn : { key: law.key, values: draw(law, state.seed, drawsAt(LAST)) };
  const seen = drawn.values.slice(0, drawsAt(state.step));
  const means = [];
  for (let step = 0; step <= state.step; step += 1) means.push(average(drawn.values, drawsAt(step)));
  const range = [Math.min(state.low, state.high), Math.max(state.low, state.high)];
  const probability = law.isDiscrete ? null : law.cdf(range[1]) - law.cdf(range[0]);
  return { ...law, drawn, seen: histogram(seen, law, range), means, count: seen.length, range, probability };
}

/** The distribution of a state: values with probabilities, or a density; its mean and its variance. */
function lawOf({ family, theta, probs, mean, std, seed }) {
  const key = JSON.stringify([family, theta, probs, mean, std, seed]);
  if (family === "normal") {
    const density = (x) => Math.exp(-0.5 * ((x - mean) / std) ** 2) / (std * Math.sqrt(2 * Math.PI));
    return { key, isDiscrete: false, expectation: mean, variance: std * std, density, cdf: (x) => normalCdf((x - mean) / std), mean, std };
  }
  const values = family === "bernoulli" ? [0, 1] : PRICES;
  const weights = family === "bernoulli" ? [1 - theta, theta] : probs.map((p) => Math.max(0, p));
  const total = weights.reduce((sum, p) => sum + p, 0);
  const p = weights.map((weight) => (total > 0 ? weight / total : 1 / weights.length));
  const expectation = values.reduce((sum, x, k) => sum + x * p[k], 0);
  const variance = values.reduce((sum, x, k) => sum + (x - expectation) ** 2 * p[k], 0);
  return { key, isDiscrete: true, values, p, expectation, variance };
}

/** Draws as Python's `random.Random(seed)` gives them: `gauss`, or the piece of the line in which `random()` falls. */
function draw(law, seed, many) {
  const random = pythonRandom(seed);
  if (!law.isDiscrete) return Array.from({ length: many }, () => random.gauss(law.mean, law.std));
  const ends = law.p.map((_, k) => law.p.slice(0, k + 1).reduce((sum, p) => sum + p, 0));
  return Array.from({ length: many }, () => {
    const u = random.random();
    const passed = ends.filter((end) => end <= u).length;
    return law.values[Math.min(passed, law.values.length - 1)];
  });
}

const average = (values, many) => values.slice(0, many).reduce((sum, x) => sum + x, 0) / many;

/** The share of each value; or of each bar 20 wide, per gram; and the share of the draws inside the range. */
function histogram(seen, law, [low, high]) {
  const inside = seen.filter((x) => x >= low && x <= high).length / seen.length;
  if (law.isDiscrete) return { inside, bars: law.values.map((x) => seen.filter((each) => each === x).length / seen.length) };
  const bars = Array.from({ length: 30 }, () => 0);
  for (const x of seen) {
    const at = Math.floor(x / 20);
    if (at >= 0 && at < bars.length) bars[at] += 1 / (20 * seen.length);
  }
  return { inside, bars };
}

/** The area of the standard normal density left of z. */
export function normalCdf(z) {
  return z < 0 ? 0.5 * erfc(-z / Math.SQRT2) : 1 - 0.5 * erfc(z / Math.SQRT2);
}

/** erfc(x) for x of 0 or more: a power series near 0, a continued fraction further out. */
function erfc(x) {
  if (x < 2.5) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 80; n += 1) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n >= 1; n -= 1) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
