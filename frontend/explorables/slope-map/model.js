// The loss of lecture 2 as a map: the gradient at a place, and what it promises for a move. Pure.

import { numbers } from "../kit/state.js";
import { evenly } from "../kit/scale.js";
import { contour, field } from "../kit/contour.js";

export const RIDES = [[1, 2], [3, 1], [2, 5]]; // kilometres, minutes of waiting
export const PAID = [2, 7.5, 8];
export const XS = [0.4, 3];
export const YS = [0, 2];
export const SHORTER = 0.03; // of the gradient, as it is drawn
const LEVELS = [0.5, 2, 4, 6.25, 10, 16, 24, 36, 52, 72];

export const FIELDS = {
  w: numbers([1.5, 1], { fewest: 2, most: 2 }),
  to: numbers([1.77, 0.94], { fewest: 2, most: 2 }),
};

const errors = ([w1, w2]) => RIDES.map(([km, minutes], at) => km * w1 + minutes * w2 - PAID[at]);

/** The sum of the squared errors of the price list w. */
export const loss = (w) => errors(w).reduce((sum, error) => sum + error * error, 0);

/** Its two partial derivatives: 2 times the errors, times what each price was multiplied by. */
export const gradient = (w) => [0, 1].map((at) => errors(w).reduce((sum, error, ride) => sum + 2 * error * RIDES[ride][at], 0));

/** The lines of equal loss, which never change: `[level, pieces]`. */
export function lines() {
  const [xs, ys] = [evenly(...XS, 70), evenly(...YS, 60)];
  const values = field((w1, w2) => loss([w1, w2]), xs, ys);
  return LEVELS.map((level) => [level, contour(xs, ys, values, level)]);
}

/** The line of equal loss through a place. */
export function lineThrough(w) {
  const [xs, ys] = [evenly(...XS, 70), evenly(...YS, 60)];
  return contour(xs, ys, field((w1, w2) => loss([w1, w2]), xs, ys), loss(w));
}

/** Everything that is shown. */
export function compute({ w, to }) {
  const slopes = gradient(w);
  const move = [to[0] - w[0], to[1] - w[1]];
  const [here, there] = [loss(w), loss(to)];
  const promise = slopes[0] * move[0] + slopes[1] * move[1];
  const lengths = Math.hypot(...slopes) * Math.hypot(...move);
  return {
    loss: here,
    gradient: slopes,
    move,
    promise,
    change: there - here,
    cosine: lengths > 0 ? promise / lengths : 0,
    arrow: [w[0] + SHORTER * slopes[0], w[1] + SHORTER * slopes[1]],
    line: lineThrough(w),
  };
}
