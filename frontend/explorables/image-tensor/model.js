// What the page shows of a batch of pictures: the tensor, one operation, and where the chosen element lies. Pure.

import { choice, count, numbers, toCount } from "../kit/state.js";
import {
  contiguous,
  elements,
  everySecond,
  flatView,
  fresh,
  indices,
  isContiguous,
  normalized,
  permute,
  placeOf,
  select,
  ViewError,
} from "./tensor.js";

const CHANNELS = 3;

const last = (x) => permute(x, [0, 2, 3, 1]);

/** The operations by their Python. */
export const OPERATIONS = {
  x: (x) => x,
  "x.permute(0, 2, 3, 1)": last,
  "x.permute(0, 2, 3, 1).contiguous()": (x) => contiguous(last(x)),
  "x.contiguous(memory_format=torch.channels_last)": (x) => permute(contiguous(last(x)), [0, 3, 1, 2]),
  "x.transpose(2, 3)": (x) => permute(x, [0, 1, 3, 2]),
  "x[:, 1]": (x) => select(x, 1, 1),
  "x[..., ::2]": everySecond,
  "x.view(len(x), -1)": flatView,
  "x.permute(0, 2, 3, 1).view(len(x), -1)": (x) => flatView(last(x)),
  "x.permute(0, 2, 3, 1).reshape(len(x), -1)": (x) => flatView(contiguous(last(x))),
  "(x - mean) / std": (x) => normalized(x, ...statistics(x)),
};

export const FIELDS = {
  images: count(2, 2),
  height: count(3, 4),
  width: count(4, 5),
  op: choice("x", Object.keys(OPERATIONS)),
  index: numbers([0, 0, 0, 1], { most: 4, read: (text) => toCount(text, 99) }),
};

/**
 * The pictures. The first is the lecture's photograph, whatever its size: red falls and blue grows downwards, green grows
 * to the right. In the second red grows to the right, green downwards, and blue is everywhere.
 */
export function pictures(images, height, width) {
  const share = (at, size, most = 255) => Math.round((most * at) / Math.max(size - 1, 1));
  const photo = (c, h, w) => [255 - share(h, height), share(w, width, 128), share(h, height)][c];
  const other = (c, h, w) => [share(w, width), share(h, height), 220][c];
  const value = ([n, c, h, w]) => (n ? other : photo)(c, h, w);
  const shape = [images, CHANNELS, height, width];
  return fresh(indices(shape).map(value), shape);
}

/** The mean and the deviation of each channel over all pictures, as x.mean((0, 2, 3)) and x.std((0, 2, 3), correction=0). */
export function statistics(x) {
  const all = indices(x.shape);
  const of = (channel) => all.filter((index) => index[1] === channel).map((index) => x.storage[placeOf(x, index)]);
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const means = Array.from({ length: CHANNELS }, (_, channel) => mean(of(channel)));
  const deviations = means.map((m, channel) => Math.sqrt(mean(of(channel).map((value) => (value - m) ** 2))) || 1);
  return [means, deviations];
}

/** The model of a state; the index comes back as one that the result has. */
export function compute(state) {
  const [images, height, width] = [Math.max(1, state.images), Math.max(2, state.height), Math.max(2, state.width)];
  const x = pictures(images, height, width);
  const settled = { ...state, images, height, width };
  try {
    const result = OPERATIONS[state.op](x);
    const index = result.shape.map((size, dim) => Math.min(state.index[dim] ?? 0, size - 1));
    return {
      state: { ...settled, index },
      x,
      result,
      problem: null,
      place: placeOf(result, index),
      isCopy: result.storage !== x.storage,
      isDense: isContiguous(result),
      origin: originsOf(x, result, state.op),
      values: elements(result),
    };
  } catch (error) {
    if (!(error instanceof ViewError)) throw error;
    return { state: settled, x, result: null, problem: error.message, place: null, origin: originsOf(x, x, "x") };
  }
}

/** The index (n, c, h, w) in x of what lies at each place of the result's storage. */
function originsOf(x, result, op) {
  if (result.storage === x.storage || op === "(x - mean) / std") return indices(x.shape);
  const named = { ...x, storage: indices(x.shape) };
  return OPERATIONS[op](named).storage;
}

/** The index of the result that reads a place of the storage, or null: a view may leave some out. */
export function indexAt(result, place) {
  return indices(result.shape).find((index) => placeOf(result, index) === place) ?? null;
}

/** "0 + 1·12 + 2·4 = 20", with the offset first. */
export function placeInWords({ result, place, state: { index } }) {
  const terms = index.map((i, dim) => `${i}·${result.strides[dim]}`).join(" + ");
  return `${result.offset} + ${terms} = ${place}`;
}
