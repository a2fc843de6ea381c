// Gradient descent on the mean squared error of a line through some points: the path, the line at each step, the best
// line, and the loss over the plane. Pure.

import { field } from "../kit/contour.js";
import { count, matrix, number, numbers } from "../kit/state.js";
import { evenly } from "../kit/scale.js";

const MOST_STEPS = 300;
const GRID = 61;
const LOST = 1e6; // a knob beyond this has run away

export const FIELDS = {
  start: numbers([0, 0], { fewest: 2, most: 2 }),
  rate: number(0.05, { least: 0, most: 1 }),
  steps: count(100, MOST_STEPS),
  step: count(0, MOST_STEPS),
  data: matrix(
    [
      [1, 3],
      [3, 9],
      [5, 12],
    ],
    { rows: 20, columns: 2 },
  ),
  ws: numbers([-0.6, 5.4], { fewest: 2, most: 2 }),
  bs: numbers([-0.9, 3.1], { fewest: 2, most: 2 }),
};

/** The loss of the line w x + b. */
export function lossAt(data, w, b) {
  return data.reduce((sum, [x, y]) => sum + (w * x + b - y) ** 2, 0) / data.length;
}

/** Its slope along w and along b. */
export function slopesAt(data, w, b) {
  const sums = data.reduce(
    ([dw, db], [x, y]) => {
      const error = w * x + b - y;
      return [dw + 2 * error * x, db + 2 * error];
    },
    [0, 0],
  );
  return sums.map((sum) => sum / data.length);
}

/** The points of gradient descent from a start, the start first: `{w, b, loss, slopes}`. Ends early where it runs away. */
export function descend(data, [w, b], rate, steps) {
  const path = [];
  for (;;) {
    const slopes = slopesAt(data, w, b);
    path.push({ w, b, loss: lossAt(data, w, b), slopes });
    if (path.length > steps || Math.abs(w) > LOST || Math.abs(b) > LOST) return path;
    [w, b] = [w - rate * slopes[0], b - rate * slopes[1]];
  }
}

/** The line of least squares: [w, b]. */
export function bestLine(data) {
  const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const [x, y] = [mean(data.map(([each]) => each)), mean(data.map(([, each]) => each))];
  const w = mean(data.map(([each, height]) => (each - x) * (height - y))) / mean(data.map(([each]) => (each - x) ** 2));
  return [w, y - w * x];
}

/** The model: the path, the step that is shown, the loss over the plane. What has not changed is taken from `previous`. */
export function compute(state, previous = null) {
  const { start, rate, steps, data, ws, bs } = state;
  const key = JSON.stringify([start, rate, steps, data]);
  const path = previous?.key === key ? previous.path : descend(data, start, rate, steps);
  const place = JSON.stringify([data, ws, bs]);
  const step = Math.min(state.step, path.length - 1);
  return {
    state: { ...state, step },
    key,
    place,
    path,
    step,
    now: path[step],
    best: bestLine(data),
    surface: previous?.place === place ? previous.surface : surfaceOf(data, ws, bs),
    ranAway: path.length <= steps,
  };
}

function surfaceOf(data, ws, bs) {
  const [xs, ys] = [evenly(...ws, GRID), evenly(...bs, GRID)];
  const values = field((w, b) => lossAt(data, w, b), xs, ys);
  const floor = lossAt(data, ...bestLine(data));
  return { xs, ys, values, levels: levelsAbove(floor, Math.max(...values.flat())) };
}

/** Levels 0.1, 0.2, 0.5, 1, 2, 5 ... above the floor, up to the highest point. */
function levelsAbove(floor, most) {
  const levels = [];
  for (let power = 0.1; floor + power < most; power *= 10)
    levels.push(...[1, 2, 5].map((each) => floor + each * power));
  return levels.filter((level) => level < most);
}

/** What the player asks before a step. */
export function nextNumber({ path, step, state: { rate } }, write) {
  const [now, next] = [path[step], path[step + 1]];
  if (!next) return null;
  const text = `w = ${write(now.w)}, dL/dw = ${write(now.slopes[0])}, η = ${write(rate)}. Where does w go?`;
  return { text, answer: next.w };
}
