// Gives every node of a graph a place and every edge a path, left to right or, on a narrow screen, top to bottom.

import { arrange, mean } from "./layers.js";

export const WIDE = { vertical: false, node: { width: 110, height: 66 }, between: 20, gaps: [64, 104], spread: 11 };
export const NARROW = { vertical: true, node: { width: 101, height: 66 }, between: 9, gaps: [46, 46], spread: 20 };

const MARGIN = 6;
const LANE = 8; // half the room of an edge that passes through a layer
const SWEEPS = 12;
const BULGE = 30; // how far apart the two edges of a*a bend
const LABEL = { width: 54, height: 17 };

/**
 * Where everything goes: `{width, height, nodes: [{x, y}], edges: [{parent, child, edge, path, label, ends}]}`.
 *
 * Places are centres, in pixels. `ends` are the points where an edge leaves its parent and reaches its child. `style`
 * is WIDE or NARROW; `room` is the width that the page has: layers move together to fit into it as far as they can.
 */
export function layOut(graph, style, room, extraHeight = 0) {
  const { layers, chains } = arrange(graph);
  const node = { width: style.node.width, height: style.node.height + extraHeight };
  const along = style.vertical ? node.height : node.width;
  const across = style.vertical ? node.width : node.height;
  const gap = style.vertical ? style.gaps[0] : fittingGap(layers.length, along, room, style.gaps);

  spreadAcross(layers, (item) => (item.node === null ? LANE : across / 2), style.between);
  layers.forEach((layer, at) => layer.forEach((item) => (item.along = MARGIN + along / 2 + at * (along + gap))));
  const lowest = Math.min(...layers.flat().map((item) => item.across - (item.node === null ? LANE : across / 2)));
  const highest = Math.max(...layers.flat().map((item) => item.across + (item.node === null ? LANE : across / 2)));
  for (const item of layers.flat()) item.across += MARGIN - lowest;

  const point = style.vertical ? (u, v) => ({ x: v, y: u }) : (u, v) => ({ x: u, y: v });
  const nodes = [];
  for (const item of layers.flat()) if (item.node !== null) nodes[item.node] = point(item.along, item.across);
  const far = point(2 * MARGIN + layers.length * (along + gap) - gap, highest - lowest + 2 * MARGIN);
  return { width: far.x, height: far.y, node, nodes, edges: route(chains, along / 2, style.spread, point) };
}

function fittingGap(count, along, room, [least, most]) {
  const gap = Math.floor((room - 2 * MARGIN - count * along) / Math.max(1, count - 1));
  return gap < least ? (least + most) / 2 : Math.min(most, gap); // what does not fit is scrolled: give it air
}

/** Moves every item towards its neighbours, forward and backward in turn, without a change of order. */
function spreadAcross(layers, half, between) {
  const apart = (layer) => layer.map((item, at) => (at === 0 ? 0 : half(layer[at - 1]) + between + half(item)));
  const pull = (layer, near) => {
    const wanted = layer.map((item) => mean(near(item).map((each) => each.across)) ?? item.across);
    settle(layer, wanted, apart(layer));
  };
  const backward = [...layers].reverse();
  const both = (item) => [...item.before, ...item.after];
  for (const layer of layers)
    settle(
      layer,
      layer.map(() => 0),
      apart(layer),
    );
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const layer of backward) pull(layer, (item) => item.after);
    for (const layer of layers) pull(layer, (item) => item.before);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const layer of sweep % 2 ? layers : backward)
      pull(layer, (item) => (item.lane.length ? item.lane : both(item)));
  }
}

/**
 * Puts the items of one layer as near to the wanted places as their order and distances allow (least squares: items
 * that would collide move as one block to the mean of what they want).
 */
function settle(layer, wanted, apart) {
  let offset = 0;
  const offsets = apart.map((distance) => (offset += distance));
  const blocks = [];
  wanted.forEach((place, at) => {
    blocks.push({ sum: place - offsets[at], count: 1 });
    while (blocks.length > 1 && average(blocks.at(-1)) < average(blocks.at(-2))) {
      const { sum, count } = blocks.pop();
      blocks.at(-1).sum += sum;
      blocks.at(-1).count += count;
    }
  });
  const places = blocks.flatMap((block) => Array(block.count).fill(average(block)));
  layer.forEach((item, at) => (item.across = places[at] + offsets[at]));
}

const average = ({ sum, count }) => sum / count;

function route(chains, half, spread, point) {
  const taken = [];
  return chains.map((chain) => {
    const { parent, child, edge, items } = chain;
    const bend = bendOf(chain, chains);
    const port = portOf(chain, chains) * spread;
    let from = { along: items[0].along + half, across: items[0].across };
    const start = point(from.along, from.across);
    let path = `M${place(start)}`;
    let last = null;
    for (const item of items.slice(1)) {
      const isChild = item.node !== null;
      const to = { along: item.along - half, across: item.across + (isChild ? port : 0) };
      last = curve(from, to, bend, point);
      path += `C${last.slice(1).map(place).join(" ")}`;
      from = { along: item.along + half, across: to.across };
      if (!isChild) path += `L${place(point(from.along, from.across))}`;
    }
    const label = freePlace(last, taken, items[0].after.length > 1 ? FANNED : ALONE);
    taken.push(label);
    return { parent, child, edge, path, label, ends: [start, last[3]] };
  });
}

function curve(from, to, bend, point) {
  const middle = (from.along + to.along) / 2;
  return [
    point(from.along, from.across),
    point(middle, from.across + bend),
    point(middle, to.across + bend),
    point(to.along, to.across),
  ];
}

/** Edges enter a child side by side, in the order in which they come: -0.5 and 0.5 for two. */
function portOf(chain, chains) {
  const incoming = chains.filter((each) => each.child === chain.child);
  const before = (each) => each.items.at(-2).across;
  incoming.sort((a, b) => before(a) - before(b) || a.edge - b.edge);
  return incoming.indexOf(chain) * 2 - (incoming.length - 1);
}

/** Two short edges between the same nodes bend away from each other. */
function bendOf(chain, chains) {
  const same = chains.filter((each) => each.child === chain.child && each.parent === chain.parent);
  if (same.length < 2 || chain.items.length > 2) return 0;
  return (same.indexOf(chain) * 2 - (same.length - 1)) * BULGE;
}

const ALONE = [0.5, 0.38, 0.62, 0.26, 0.74]; // how far along its last stretch a label may stand, the best first
const FANNED = [0.7, 0.58, 0.82, 0.46, 0.34, 0.22]; // edges that leave one node together are told apart near their ends

/** A place for a label on a curve, away from the labels that are there; above the curve where it runs flat. */
function freePlace(points, taken, shares) {
  const isFlat = Math.abs(points[0].y - points[3].y) < LABEL.height && points[0].y === points[1].y;
  const places = shares.map((t) => onCurve(points, t)).map(({ x, y }) => ({ x, y: isFlat ? y - 8 : y }));
  const overlaps = (a, b) => Math.abs(a.x - b.x) < LABEL.width && Math.abs(a.y - b.y) < LABEL.height;
  return places.find((each) => !taken.some((other) => overlaps(each, other))) ?? places[0];
}

function onCurve([a, b, c, d], t) {
  const s = 1 - t;
  const mix = (axis) => s ** 3 * a[axis] + 3 * s * s * t * b[axis] + 3 * s * t * t * c[axis] + t ** 3 * d[axis];
  return { x: mix("x"), y: mix("y") };
}

const place = ({ x, y }) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
