// Computes a graph forward and backward, one node at a time, and keeps what stands in every node after each step.

import { DomainError } from "./operations.js";

/**
 * One frame for each moment, from "nothing computed yet" to the last gradient.
 *
 * `run` is `{inputs, upstream, passes, overwrite}`: inputs maps names to numbers, upstream is where backward starts
 * from, passes counts the calls of backward(), overwrite plants the bug `=` in place of `+=`.
 *
 * A frame is `{phase, active, data, grad, right, writes, ...}`: `phase` is start, forward, seed, backward or refused;
 * `active` is the id of the node at work; `data` and `grad` hold one number (or null) for each node, `locals` one list
 * of local derivatives; `right` holds the gradients without the bug; `writes` lists what the step adds to gradients:
 * `{to, edge, before, local, upstream, product, after}`.
 */
export function trace(graph, run) {
  const frames = forwardFrames(graph, run.inputs);
  if (frames.at(-1).phase === "refused") return frames;
  for (let pass = 1; pass <= run.passes; pass += 1) frames.push(...backwardFrames(graph, frames.at(-1), pass, run));
  return frames;
}

function forwardFrames(graph, inputs) {
  const nothing = graph.nodes.map(() => null);
  const data = graph.nodes.map((node) => (node.kind === "operation" ? null : (node.value ?? inputs.get(node.name))));
  const common = { pass: 0, grad: nothing, right: nothing, writes: [] };
  const frames = [{ ...common, phase: "start", active: null, data, locals: nothing }];
  for (const { id, parents, operation } of graph.nodes.filter((node) => node.kind === "operation")) {
    const { data: before, locals } = frames.at(-1);
    const operands = parents.map((parent) => before[parent]);
    try {
      const result = operation.forward(...operands);
      const slopes = operation.slopes(result, ...operands);
      const known = { data: put(before, id, result), locals: put(locals, id, slopes) };
      frames.push({ ...common, ...known, phase: "forward", active: id });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      frames.push({ ...common, phase: "refused", active: id, data: before, locals, message: error.message });
      break;
    }
  }
  return frames;
}

/** A copy of an array with one element replaced. */
function put(array, at, value) {
  const copy = [...array];
  copy[at] = value;
  return copy;
}

/** As Value.backward: inner nodes start from zero in every pass, leaves keep what earlier passes left in them. */
function backwardFrames(graph, last, pass, { upstream, overwrite }) {
  const clear = (grads) => graph.nodes.map((node) => (node.kind === "operation" ? 0 : (grads[node.id] ?? 0)));
  let grad = clear(last.grad);
  let right = clear(last.right);
  const common = { pass, overwrite, data: last.data, locals: last.locals };
  const before = grad[graph.output];
  grad = put(grad, graph.output, overwrite ? upstream : before + upstream);
  right = put(right, graph.output, right[graph.output] + upstream);
  const seed = { to: graph.output, before, upstream, after: grad[graph.output] };
  const frames = [{ ...common, phase: "seed", active: graph.output, grad, right, writes: [seed] }];

  for (const id of graph.backward.filter((each) => graph.nodes[each].kind === "operation")) {
    const writes = [];
    graph.nodes[id].parents.forEach((to, edge) => {
      const local = last.locals[id][edge];
      const product = local * grad[id];
      const after = overwrite ? product : grad[to] + product;
      writes.push({ to, edge, before: grad[to], local, upstream: grad[id], product, after });
      grad = put(grad, to, after);
      right = put(right, to, right[to] + local * right[id]);
    });
    frames.push({ ...common, phase: "backward", active: id, grad, right, writes });
  }
  return frames;
}

/** The nodes whose gradient is not what it should be at this moment (beyond rounding). */
export function wrongNodes(frame) {
  const ids = frame.grad.map((value, id) => id);
  return ids.filter((id) => frame.grad[id] !== null && !agree(frame.grad[id], frame.right[id]));
}

function agree(a, b) {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * Gradient descent: `parameter -= rate * parameter.grad`, `iterations` times, from zeroed gradients each time.
 *
 * Returns the path `[{inputs, output, grads}]`, the start first; `grads` maps names to numbers. It ends early, with
 * `output: null` and the reason in `stopped`, where a value is refused or is no finite number any more.
 */
export function descend(graph, run, { rate, parameters, iterations }) {
  const path = [];
  let inputs = run.inputs;
  for (;;) {
    const frame = trace(graph, { ...run, inputs, passes: 1 }).at(-1);
    if (frame.phase === "refused") return { path: [...path, { inputs, output: null }], stopped: frame.message };
    const grads = new Map(graph.inputs.map((id) => [graph.nodes[id].name, frame.grad[id]]));
    path.push({ inputs, output: frame.data[graph.output], grads });
    const moved = new Map(inputs);
    for (const name of parameters) if (grads.has(name)) moved.set(name, inputs.get(name) - rate * grads.get(name));
    const isLost = ![...moved.values()].every(Number.isFinite);
    const stopped = isLost ? "The next step would leave the numbers that a float can hold." : null;
    if (isLost || path.length > iterations) return { path, stopped };
    inputs = moved;
  }
}
