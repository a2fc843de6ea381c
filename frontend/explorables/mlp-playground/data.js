// Points of two classes in the plane, the same that the library draws from the same seed. Pure.

import { pythonRandom } from "../kit/random.js";

export const KINDS = ["moons", "circles", "spirals", "own"];
export const HELD_OUT = 1; // is added to the seed for the points that the training does not see

/** What is shown of the plane: a square, [left, right] and [bottom, top]. */
export function viewOf(kind) {
  if (kind === "moons")
    return [
      [-1.5, 2.5],
      [-1.75, 2.25],
    ];
  return kind === "own"
    ? [
        [-2, 2],
        [-2, 2],
      ]
    : [
        [-1.6, 1.6],
        [-1.6, 1.6],
      ];
}

/** `[x, y, class]` each, as chainrule.data.two_moons, two_circles, two_spirals give them. */
export function pointsOf(kind, count, noise, seed) {
  const generator = pythonRandom(seed);
  return { moons, circles, spirals }[kind](count, noise, generator);
}

function moons(count, noise, generator) {
  const angles = (many) => Array.from({ length: many }, (_, at) => (Math.PI * at) / Math.max(many - 1, 1));
  const half = Math.floor(count / 2);
  const upper = angles(half).map((t) => [Math.cos(t), Math.sin(t), 0]);
  const lower = angles(count - half).map((t) => [1 - Math.cos(t), 0.5 - Math.sin(t), 1]);
  return generator.shuffle([...upper, ...lower]).map((point) => noisy(point, noise, generator));
}

function circles(count, noise, generator) {
  return Array.from({ length: count }, (_, number) => {
    const [radius, angle] = [number % 2 ? 0.5 : 1, 2 * Math.PI * generator.random()];
    return noisy([radius * Math.cos(angle), radius * Math.sin(angle), number % 2], noise, generator);
  });
}

function spirals(count, noise, generator) {
  return Array.from({ length: count }, (_, number) => {
    const t = Math.sqrt(generator.random());
    const angle = Math.PI * (2 * t + (number % 2));
    return noisy([t * Math.cos(angle), t * Math.sin(angle), number % 2], noise, generator);
  });
}

function noisy([x, y, kind], noise, generator) {
  return [x + generator.gauss(0, noise), y + generator.gauss(0, noise), kind];
}
