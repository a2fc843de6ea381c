// What the stepper asks before a step, for a reader who wants to be asked. Pure.

import { nameOf } from "./narrate.js";

/** The value that the next step computes, or the gradient that it leaves in a node: `{text, answer}`, or null. */
export function nextNumber({ graph, frames, step }) {
  const frame = frames[step + 1];
  if (!frame || frame.phase === "refused") return null;
  const node = graph.nodes[frame.active];
  if (frame.phase === "forward") {
    return asked(`${node.label} = ${written(graph, node)}. What is ${node.label}?`, frame.data[node.id]);
  }
  const { to } = frame.writes.at(-1);
  const name = `${nameOf(graph.nodes[to])}.grad`;
  const why = frame.phase === "seed" ? "The way back starts at the output." : `${node.label} passes its gradient on.`;
  return asked(`${why} What is ${name} then?`, frame.grad[to]);
}

const asked = (text, answer) => (Number.isFinite(answer) ? { text, answer } : null);

function written(graph, node) {
  return node.operation.written(...node.parents.map((parent) => graph.nodes[parent].label));
}
