// Lines of equal height over a grid of numbers (marching squares), as chainrule.figures.surfaces.contour. Pure.

// The corners of a cell are numbered from its lower left one against the clock; side n runs from corner n to the next.
// For each set of corners above the level (a bit for each): the sides between which the line runs.
const CROSSINGS = {
  1: [[3, 0]], 2: [[0, 1]], 3: [[3, 1]], 4: [[1, 2]], 5: [[3, 2], [0, 1]], 6: [[0, 2]], 7: [[3, 2]], 8: [[2, 3]],
  9: [[2, 0]], 10: [[0, 3], [1, 2]], 11: [[2, 1]], 12: [[1, 3]], 13: [[1, 0]], 14: [[0, 3]],
};

/** A function's values over a grid: `values[row][column]` stands at (xs[column], ys[row]). */
export function field(f, xs, ys) {
  return ys.map((y) => xs.map((x) => f(x, y)));
}

/** The pieces [[x, y], [x, y]] of the line on which `values` are `level`. */
export function contour(xs, ys, values, level) {
  const pieces = [];
  for (let row = 0; row + 1 < ys.length; row += 1) {
    for (let column = 0; column + 1 < xs.length; column += 1) {
      const [left, right, bottom, top] = [xs[column], xs[column + 1], ys[row], ys[row + 1]];
      const corners = [
        [left, bottom],
        [right, bottom],
        [right, top],
        [left, top],
      ];
      const [below, above] = [values[row], values[row + 1]];
      const heights = [below[column], below[column + 1], above[column + 1], above[column]];
      const which = heights.reduce((sum, height, at) => sum + (height > level ? 1 << at : 0), 0);
      for (const sides of CROSSINGS[which] ?? []) {
        pieces.push(sides.map((side) => crossing(corners, heights, side, level)));
      }
    }
  }
  return pieces;
}

function crossing(corners, heights, side, level) {
  const [[x0, y0], [x1, y1]] = [corners[side], corners[(side + 1) % 4]];
  const share = (level - heights[side]) / (heights[(side + 1) % 4] - heights[side]);
  return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
}
