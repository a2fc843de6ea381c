// From numbers to places in a picture and back; round numbers for an axis; how arrows and dragging change a value. Pure.

/** A straight scale: `at(x)` is the place of a number, `of(place)` the number at a place. */
export function scale([x0, x1], [p0, p1]) {
  return {
    at: (x) => p0 + ((x - x0) / (x1 - x0)) * (p1 - p0),
    of: (place) => x0 + ((place - p0) / (p1 - p0)) * (x1 - x0),
  };
}

/** About `many` round numbers (1, 2 or 5 times a power of ten apart) between two. */
export function ticks(least, most, many = 5) {
  const rough = (most - least) / many;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => clean((first + at) * step));
}

/** Evenly spaced numbers, both ends among them. */
export function evenly(least, most, many) {
  return Array.from({ length: many }, (_, at) => least + ((most - least) * at) / (many - 1));
}

export function clamp(x, least, most) {
  return Math.min(most, Math.max(least, x));
}

/** The nearest multiple of `step`, without the dust of binary fractions: 0.30000000000000004 is 0.3. */
export function snap(x, step) {
  return clean(Math.round(x / step) * step);
}

/** A value after dragging it by so many pixels: each pixel is one step. */
export function scrubbed(value, pixels, { step, least = -Infinity, most = Infinity }) {
  return clamp(snap(value + pixels * step, step), least, most);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** What an arrow key moves, right and up being positive; ten times as far with Shift. Null for every other key. */
export function arrow({ key, shiftKey, ctrlKey, altKey, metaKey }, step = 1) {
  if (!ARROWS[key] || ctrlKey || altKey || metaKey) return null;
  return ARROWS[key].map((direction) => direction * step * (shiftKey ? 10 : 1));
}

function clean(x) {
  return Number(x.toPrecision(12));
}
