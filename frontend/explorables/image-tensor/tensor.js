// A tensor as PyTorch keeps it: a storage, a shape, strides and an offset. Views share the storage. Pure.

/** What a view cannot be made of, in words. */
export class ViewError extends Error {}

/** A contiguous tensor over a new storage. */
export function fresh(storage, shape) {
  return { storage, shape, strides: contiguousStrides(shape), offset: 0 };
}

/** How far one step along each dimension is, where the last one is dense: (36, 12, 4, 1). */
export function contiguousStrides(shape) {
  const strides = [];
  let step = 1;
  for (const size of [...shape].reverse()) {
    strides.unshift(step);
    step *= size;
  }
  return strides;
}

/** Where an element lies in the storage. */
export function placeOf({ strides, offset }, index) {
  return index.reduce((sum, i, dim) => sum + i * strides[dim], offset);
}

/** Every index of a shape, the last dimension fastest. */
export function indices(shape) {
  return shape.reduce(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** The elements in the order of the indices. */
export function elements(tensor) {
  return indices(tensor.shape).map((index) => tensor.storage[placeOf(tensor, index)]);
}

export function permute(tensor, order) {
  const pick = (list) => order.map((dim) => list[dim]);
  return { ...tensor, shape: pick(tensor.shape), strides: pick(tensor.strides) };
}

/** One index of a dimension, which is gone then: x[:, 1]. */
export function select(tensor, dim, at) {
  const without = (list) => list.filter((_, each) => each !== dim);
  const offset = tensor.offset + at * tensor.strides[dim];
  return { ...tensor, shape: without(tensor.shape), strides: without(tensor.strides), offset };
}

/** Every second one along the last dimension: x[..., ::2]. */
export function everySecond(tensor) {
  const change = (list, f) => list.map((x, dim) => (dim === list.length - 1 ? f(x) : x));
  return {
    ...tensor,
    shape: change(tensor.shape, (n) => Math.ceil(n / 2)),
    strides: change(tensor.strides, (s) => 2 * s),
  };
}

export function isContiguous({ shape, strides }) {
  const dense = contiguousStrides(shape);
  return shape.every((size, dim) => size === 1 || strides[dim] === dense[dim]);
}

/** The same elements in a storage of their own, dense. */
export function contiguous(tensor) {
  return isContiguous(tensor) ? tensor : fresh(elements(tensor), tensor.shape);
}

/** All dimensions but the first as one, without moving anything; ViewError where no single stride walks through them. */
export function flatView(tensor) {
  const [first, ...rest] = tensor.shape;
  const count = rest.reduce((product, size) => product * size, 1);
  const strides = tensor.strides.slice(1);
  for (let dim = 0; dim + 1 < rest.length; dim += 1) {
    const [here, wanted] = [strides[dim], strides[dim + 1] * rest[dim + 1]];
    if (rest[dim] > 1 && here !== wanted) {
      throw new ViewError(
        `view needs one stride for all of them, but a step along dimension ${dim + 1} is ${here} numbers, and ${rest[dim + 1]} steps along dimension ${dim + 2} are ${wanted}. Nothing is moved by a view; use reshape, which copies.`,
      );
    }
  }
  return { ...tensor, shape: [first, count], strides: [tensor.strides[0], strides.at(-1)] };
}

/** Each channel minus its mean, by its deviation, in a new storage. Dimension 1 are the channels. */
export function normalized(tensor, means, deviations) {
  const values = indices(tensor.shape).map(
    (index) => (tensor.storage[placeOf(tensor, index)] - means[index[1]]) / deviations[index[1]],
  );
  return fresh(values, tensor.shape);
}
