// A 2 x 2 matrix as a map of the plane: where everything goes, on the way as a turn, a stretch and a turn. Pure.

import { choice, count, flag, matrix, numbers } from "../kit/state.js";
import { evenly } from "../kit/scale.js";

export const PER_MOVE = 10; // steps of the player for each of the three moves
export const LAST = 3 * PER_MOVE;
export const REACH = 4; // the picture goes from -REACH to REACH

export const FIELDS = {
  a: matrix([[1.5, 1], [0.5, 2]], { rows: 2, columns: 2 }),
  x: numbers([-1, 2], { fewest: 2, most: 2 }),
  step: count(LAST, LAST),
  ball: choice("2", ["1", "2", "inf", "none"]),
  eigen: flag(),
};

/** A x. */
export const applied = ([[a, b], [c, d]], [x, y]) => [a * x + b * y, c * x + d * y];
const turn = (angle) => [[Math.cos(angle), -Math.sin(angle)], [Math.sin(angle), Math.cos(angle)]];
const product = (m, n) => [0, 1].map((i) => [0, 1].map((j) => m[i][0] * n[0][j] + m[i][1] * n[1][j]));

/** The norm of a vector: "1", "2" or "inf". */
export function norm([x, y], p) {
  if (p === "1") return Math.abs(x) + Math.abs(y);
  return p === "inf" ? Math.max(Math.abs(x), Math.abs(y)) : Math.hypot(x, y);
}

/**
 * A = turn(second) · diag(stretches) · turn(first). Both outer ones are turns: a flip stands in the sign of the second
 * stretch, which is that of the determinant. The singular values are the sizes of the stretches.
 */
export function moves([[a, b], [c, d]]) {
  const [e, f, g, h] = [(a + d) / 2, (a - d) / 2, (c + b) / 2, (c - b) / 2];
  const [sum, gap] = [Math.hypot(e, h), Math.hypot(f, g)];
  const [one, other] = [Math.atan2(g, f), Math.atan2(h, e)];
  let [first, second] = [(other - one) / 2, (other + one) / 2];
  if (Math.abs(first) > Math.PI / 2) {
    const half = first > 0 ? -Math.PI : Math.PI; // two half turns more, one before and one after, change nothing
    [first, second] = [first + half, second - half];
  }
  return { first, stretches: [sum + gap, sum - gap], second };
}

/** The matrix after a part of the way: `step` from 0, where nothing has moved, to LAST, where it is A. */
export function onTheWay(a, step) {
  if (step >= LAST) return a;
  const { first, stretches, second } = moves(a);
  const [one, two, three] = [0, 1, 2].map((move) => Math.min(1, Math.max(0, step / PER_MOVE - move)));
  const [s, t] = stretches.map((each) => 1 + (each - 1) * two);
  return product(turn(second * three), product([[s, 0], [0, t]], turn(first * one)));
}

/** Real eigenvalues, the larger one first, each with a vector of length 1; none where the map turns everything. */
export function eigen([[a, b], [c, d]]) {
  const [half, determinant] = [(a + d) / 2, a * d - b * c];
  const inside = half * half - determinant;
  if (inside < -1e-12) return [];
  const root = Math.sqrt(Math.max(0, inside));
  return [half + root, half - root].map((value, at) => ({ value, vector: kept([[a - value, b], [c, d - value]], at) }));
}

/** A vector of length 1 that M makes zero; for M = 0 an axis. */
function kept(rows, at) {
  const [x, y] = rows.reduce((best, row) => (Math.hypot(...row) > Math.hypot(...best) ? row : best));
  const length = Math.hypot(x, y);
  if (length < 1e-9) return [[1, 0], [0, 1]][at];
  const sign = -y > 0 || (y === 0 && x > 0) ? 1 : -1; // of both, the one that points to the right, or up
  return [(sign * -y) / length + 0, (sign * x) / length + 0];
}

/** The vectors of norm 1, once round. */
export function unitBall(p) {
  if (p === "1") return [[1, 0], [0, 1], [-1, 0], [0, -1], [1, 0]];
  if (p === "inf") return [[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]];
  return evenly(0, 2 * Math.PI, 73).map((angle) => [Math.cos(angle), Math.sin(angle)]);
}

const WORDS = ["Turn", "Stretch along the axes", "Turn again"];

/** What the player is doing at a step. */
export function moveAt(step) {
  if (step === 0) return "Before";
  return step >= LAST ? "After A" : WORDS[Math.floor((step - 1) / PER_MOVE)];
}

/** Everything that is shown. */
export function compute({ a, x, step, ball, eigen: wanted }) {
  const now = onTheWay(a, step);
  const to = (place) => applied(now, place);
  const { first, stretches, second } = moves(a);
  return {
    now,
    image: to(x),
    columns: [to([1, 0]), to([0, 1])],
    ball: ball === "none" ? [] : unitBall(ball).map(to),
    norms: ball === "none" ? null : [norm(x, ball), norm(to(x), ball)],
    eigen: wanted ? eigen(a).map((each) => ({ ...each, image: to(each.vector) })) : [],
    angles: [first, second],
    singular: stretches.map(Math.abs),
    determinant: a[0][0] * a[1][1] - a[0][1] * a[1][0],
    move: moveAt(step),
  };
}
