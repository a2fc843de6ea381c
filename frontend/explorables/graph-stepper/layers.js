// Puts the nodes of a graph into layers and orders each layer so that few edges cross (Sugiyama's method).

const SWEEPS = 12;

/**
 * The layers of a graph, inputs first: `{layers, chains}`.
 *
 * Every layer lists items `{node, before, after, lane}`: `node` is the id of a graph node, or null for a place where a
 * long edge passes through; `before` and `after` are the items that edges lead from and to, `lane` all places that the
 * same long edge passes through. A chain is the items that one edge runs along, from parent to child, with the edge's
 * number among its child's parents.
 */
export function arrange(graph) {
  const depth = depths(graph);
  const layers = Array.from({ length: Math.max(...depth) + 1 }, () => []);
  const add = (node, layer) => {
    const item = { node, before: [], after: [], lane: [] };
    layers[layer].push(item);
    return item;
  };
  const items = new Map(inReadingOrder(graph).map((id) => [id, add(id, depth[id])]));
  const chains = [];
  for (const [id, child] of items) {
    graph.nodes[id].parents.forEach((parent, edge) => {
      const chain = [items.get(parent)];
      for (let layer = depth[parent] + 1; layer < depth[id]; layer += 1) chain.push(add(null, layer));
      chain.push(child);
      for (const item of chain.slice(1, -1)) item.lane = chain.slice(1, -1);
      link(chain);
      chains.push({ parent, child: id, edge, items: chain });
    });
  }
  untangle(layers);
  return { layers, chains };
}

/** How far from the inputs a node stands: one further than its parents; an input stands just before its first use. */
function depths(graph) {
  const depth = [];
  for (const node of graph.nodes) depth[node.id] = 1 + Math.max(-1, ...node.parents.map((parent) => depth[parent]));
  for (const node of graph.nodes.filter((each) => each.parents.length === 0 && each.uses > 0)) {
    const children = graph.nodes.filter((each) => each.parents.includes(node.id));
    depth[node.id] = Math.min(...children.map((child) => depth[child.id])) - 1;
  }
  return depth;
}

/** Parents before children, the left operand first: as the expression is read. */
function inReadingOrder(graph) {
  const order = new Set();
  const visit = (id) => {
    if (order.has(id)) return;
    graph.nodes[id].parents.forEach(visit);
    order.add(id);
  };
  visit(graph.output);
  return [...order];
}

function link(chain) {
  for (let at = 1; at < chain.length; at += 1) {
    chain[at - 1].after.push(chain[at]);
    chain[at].before.push(chain[at - 1]);
  }
}

/** Sorts each layer by the mean place of its neighbours, forward and backward in turn, and keeps the best seen. */
function untangle(layers) {
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(best);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const backward = sweep % 2 === 0;
    const side = backward ? "after" : "before";
    for (const layer of backward ? [...layers].reverse() : layers) sortByNeighbours(layer, layers, side);
    const count = crossings(layers);
    if (count < fewest) {
      fewest = count;
      best = layers.map((layer) => [...layer]);
    }
  }
  layers.forEach((layer, at) => layer.splice(0, layer.length, ...best[at]));
}

function sortByNeighbours(layer, layers, side) {
  const place = new Map();
  for (const each of layers) each.forEach((item, at) => place.set(item, at));
  const wanted = new Map(
    layer.map((item) => [item, mean(item[side].map((near) => place.get(near))) ?? place.get(item)]),
  );
  layer.sort((a, b) => wanted.get(a) - wanted.get(b));
}

export function mean(numbers) {
  return numbers.length ? numbers.reduce((sum, x) => sum + x, 0) / numbers.length : null;
}

function crossings(layers) {
  let count = 0;
  for (let at = 1; at < layers.length; at += 1) {
    const place = new Map(layers[at - 1].map((item, index) => [item, index]));
    const ends = layers[at].flatMap((item) => item.before.map((near) => place.get(near)).sort((a, b) => a - b));
    const starts = layers[at].flatMap((item, index) => item.before.map(() => index));
    for (let i = 0; i < ends.length; i += 1) {
      for (let j = i + 1; j < ends.length; j += 1) if (ends[j] < ends[i] && starts[i] !== starts[j]) count += 1;
    }
  }
  return count;
}
