// Everything that the playground shows, computed from its state: points, training so far, maps. Pure.

import { evenly } from "../kit/scale.js";
import { choice, count, matrix as rowsOf, number, numbers, toCount } from "../kit/state.js";
import { matrix } from "../kit/tensor.js";
import { HELD_OUT, KINDS, pointsOf, viewOf } from "./data.js";
import { accuracyOf, firstWeights, forward, gradients, lossOf, stepped } from "./network.js";

export const MOST_EPOCHS = 3000;
export const MOST_UNITS = 16;
export const GRID = 48; // places of the maps in each direction
const KEPT_EVERY = 50; // epochs whose networks are kept, so that one can go back

export const FIELDS = {
  data: choice("moons", KINDS),
  count: count(100, 400),
  noise: number(0.1, { least: 0, most: 1 }),
  hidden: numbers([4], { most: 3, read: (text) => toCount(text, MOST_UNITS) }),
  activation: choice("tanh", ["tanh", "relu", "sigmoid", "identity"]),
  rate: number(0.5, { least: 0, most: 10 }),
  decay: number(0, { least: 0, most: 1 }),
  seed: count(0, 9999),
  epoch: count(0, MOST_EPOCHS),
  points: rowsOf(
    [
      [-1, 0, 0],
      [1, 0, 1],
    ],
    { rows: 200, columns: 3 },
  ),
};

/** The widths of all layers: two inputs, the hidden layers that have units, one output. */
export function sizesOf({ hidden, loaded }) {
  if (loaded) return [2, ...loaded.network.map(({ weight }) => weight.rows)];
  return [2, ...hidden.filter((units) => units > 0), 1];
}

/** The model of a state. The training goes on from that of `previous` where nothing but the epoch has changed. */
export function compute(state, previous = null) {
  const key = keyOf(state);
  const run = previous?.run.key === key ? previous.run : begin(state, key);
  trainTo(run, state);
  const network = run.network;
  const epoch = run.losses.length - 1;
  const grid = previous?.grid.kind === state.data ? previous.grid : gridOf(state.data);
  return {
    state: { ...state, epoch },
    run,
    grid,
    network,
    epoch,
    losses: run.losses,
    heldOut: run.heldOut,
    accuracy: run.accuracy,
    maps: forward(network, grid.places, state.activation).map(({ after }) => after),
    ranAway: run.ranAway,
  };
}

/** What the training depends on. */
function keyOf(state) {
  const { data, count, noise, activation, rate, decay, seed, points, loaded } = state;
  const where = data === "own" ? points : [count, noise];
  return JSON.stringify([
    data,
    where,
    sizesOf(state),
    activation,
    rate,
    decay,
    seed,
    loaded?.name ?? null,
    loaded?.number ?? 0,
  ]);
}

function begin({ data, count, noise, seed, points, loaded, hidden }, key) {
  const seen = data === "own" ? points : pointsOf(data, count, noise, seed);
  const unseen = data === "own" ? [] : pointsOf(data, count, noise, seed + HELD_OUT);
  const network = loaded?.network ?? firstWeights(sizesOf({ hidden }), seed);
  return {
    key,
    seen: asMatrix(seen),
    unseen: asMatrix(unseen),
    kept: [],
    network,
    losses: [],
    heldOut: [],
    layers: null,
    ranAway: false,
  };
}

function asMatrix(points) {
  return {
    points: matrix(
      points.length,
      2,
      points.flatMap(([x, y]) => [x, y]),
    ),
    classes: points.map(([, , kind]) => kind),
  };
}

/** Trains until the epoch of the state, or goes back to it. The run is changed in place: it is the memory of this page. */
function trainTo(run, { epoch, rate, decay, activation }) {
  if (epoch < run.losses.length - 1) goBack(run, epoch);
  if (run.layers === null) measure(run, run.network, activation);
  while (run.losses.length - 1 < epoch && !run.ranAway && run.seen.classes.length > 0) {
    const at = run.losses.length - 1;
    if (at % KEPT_EVERY === 0) run.kept[at / KEPT_EVERY] = run.network;
    const grads = gradients(run.network, run.layers, run.seen.classes, activation);
    const next = stepped(run.network, grads, rate, decay);
    if (!measure(run, next, activation)) run.ranAway = true;
  }
}

/** Takes a network as the next of the run, unless its loss is no finite number. */
function measure(run, network, activation) {
  const { seen, unseen } = run;
  const layers = forward(network, seen.points, activation);
  const logits = layers.at(-1).after;
  const loss = lossOf(logits, seen.classes);
  if (!Number.isFinite(loss) && seen.classes.length > 0) return false;
  Object.assign(run, { network, layers, accuracy: accuracyOf(logits, seen.classes) });
  run.losses.push(loss);
  if (unseen.classes.length)
    run.heldOut.push(lossOf(forward(network, unseen.points, activation).at(-1).after, unseen.classes));
  return true;
}

/** Takes up the last network that was kept before an epoch; the training goes on from there. */
function goBack(run, epoch) {
  const mark = Math.floor(epoch / KEPT_EVERY);
  run.network = run.kept[mark];
  run.losses.length = mark * KEPT_EVERY;
  run.heldOut.length = Math.min(run.heldOut.length, run.losses.length);
  run.ranAway = false;
  run.layers = null;
}

function gridOf(kind) {
  const [xs, ys] = viewOf(kind);
  const [columns, rows] = [evenly(...xs, GRID), evenly(...ys, GRID).reverse()]; // the upper row first
  return {
    kind,
    xs,
    ys,
    columns,
    rows,
    places: matrix(
      GRID * GRID,
      2,
      rows.flatMap((y) => columns.flatMap((x) => [x, y])),
    ),
  };
}
