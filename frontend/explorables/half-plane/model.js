// A neuron with two inputs: its line, its sums and its answers on the rides of lecture 5. Pure.

import { number, numbers } from "../kit/state.js";

export const RIDES = [[2, 5], [4, 4], [2, 2], [1, 6], [3, 9], [5, 7]]; // km to the rider, manat offered
export const ACCEPTED = [1, 0, 0, 1, 1, 0];
export const XS = [0, 8];
export const YS = [0, 10];
export const FROM = [3.5, 6]; // where the arrow of the weights is drawn, which has no place of its own

export const FIELDS = {
  w: numbers([-1, 0.5], { fewest: 2, most: 2 }),
  b: number(0.5, { least: -20, most: 20 }),
};

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** The two ends of the line w · x + b = z within the picture; none where it does not cross it. */
export function line([w1, w2], b, z) {
  const ends = [];
  for (const x1 of XS) if (w2 !== 0) ends.push([x1, (z - b - w1 * x1) / w2]);
  for (const x2 of YS) if (w1 !== 0) ends.push([(z - b - w2 * x2) / w1, x2]);
  const inside = ends.filter(([x1, x2]) => x1 >= XS[0] - 1e-9 && x1 <= XS[1] + 1e-9 && x2 >= YS[0] - 1e-9 && x2 <= YS[1] + 1e-9);
  const far = inside.find(([x1, x2]) => Math.hypot(x1 - inside[0][0], x2 - inside[0][1]) > 1e-9);
  return far ? [inside[0], far] : [];
}

/** The part of the picture in which the sum is above zero, as a polygon. */
export function positive([w1, w2], b) {
  const corners = [[XS[0], YS[0]], [XS[1], YS[0]], [XS[1], YS[1]], [XS[0], YS[1]]];
  const at = ([x1, x2]) => w1 * x1 + w2 * x2 + b;
  return corners.flatMap((corner, index) => {
    const next = corners[(index + 1) % 4];
    const [here, there] = [at(corner), at(next)];
    const share = here / (here - there);
    const crossing = here * there < 0 ? [corner.map((x, axis) => x + share * (next[axis] - x))] : [];
    return [...(here > 0 ? [corner] : []), ...crossing];
  });
}

/** Everything that is shown. */
export function compute({ w, b }) {
  const rides = RIDES.map(([x1, x2], at) => {
    const z = w[0] * x1 + w[1] * x2 + b;
    return { x: [x1, x2], z, a: sigmoid(z), accepted: ACCEPTED[at] === 1, isRight: z > 0 === (ACCEPTED[at] === 1) };
  });
  return {
    rides,
    right: rides.filter(({ isRight }) => isRight).length,
    lines: [-1, 0, 1].map((z) => line(w, b, z)),
    side: positive(w, b),
    tip: [FROM[0] + w[0], FROM[1] + w[1]],
  };
}
