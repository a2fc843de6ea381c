// Everything that the page shows, computed from the state: one pure function.

import { descend, trace, wrongNodes } from "./engine.js";
import { buildGraph } from "./graph.js";
import { narrate } from "./narrate.js";
import { completeValues } from "./state.js";
import { ExpressionError } from "./tokens.js";

/**
 * The model of a state: the graph, its frames, the path of gradient descent.
 *
 * Where the expression cannot be read, `error` says why and the graph of `previous` (a model) stays. The state comes
 * back settled in `model.state`: with a value for every input, and no step or iteration beyond the last.
 */
export function compute(state, previous = null) {
  const { graph, drawn, error } = read(state.expression, previous);
  const names = graph.inputs.map((id) => graph.nodes[id].name);
  const values = completeValues(state.values, names);
  const parameters = names.filter((name) => state.parameters === null || state.parameters.includes(name));
  const run = { inputs: values, upstream: state.upstream, passes: state.passes, overwrite: state.overwrite };
  const { key, descent, sound } = descents(graph, run, parameters, state, previous);
  const inputs = descent.path.at(-1).inputs;
  const frames = trace(graph, { ...run, inputs });
  const step = Math.min(state.step, frames.length - 1);
  return {
    state: { ...state, values, step, iterations: descent.path.length - 1 },
    key,
    error,
    graph,
    drawn,
    names,
    parameters,
    inputs,
    descent,
    sound,
    frames,
    step,
    frame: frames[step],
    narration: narrate(graph, frames, step),
    wrong: state.overwrite ? wrongNodes(frames[step]) : [],
  };
}

/**
 * The path of gradient descent, and with the bug on (`sound`) the path without it. Hundreds of iterations take a while,
 * so those of the previous model are taken over where nothing that they depend on has changed.
 */
function descents(graph, run, parameters, { rate, iterations }, previous) {
  const key = JSON.stringify([[...run.inputs], run.upstream, run.overwrite, parameters, rate, iterations]);
  if (previous?.graph === graph && previous.key === key) return previous;
  const descent = descend(graph, run, { rate, parameters, iterations });
  const asMany = { rate, parameters, iterations: descent.path.length - 1 };
  const sound = run.overwrite && asMany.iterations > 0 ? descend(graph, { ...run, overwrite: false }, asMany) : null;
  return { key, descent, sound };
}

function read(text, previous) {
  if (previous?.drawn === text) return { graph: previous.graph, drawn: text, error: null };
  try {
    return { graph: buildGraph(text), drawn: text, error: null };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { graph, drawn } = previous ?? { graph: buildGraph("a"), drawn: "a" };
    return { graph, drawn, error };
  }
}

/** The model as plain data, for tests and for scripts of a page. */
export function snapshot({ state, error, graph, names, inputs, descent, frames, frame, step, wrong, parameters }) {
  const nodes = graph.nodes.map(({ id, kind, label, symbol, parents }) => ({
    kind,
    label,
    operation: symbol ?? "",
    parents,
    data: frame.data[id],
    grad: frame.grad[id],
    right: frame.right[id],
    locals: frame.locals[id],
  }));
  const only = (values) => Object.fromEntries(names.map((name) => [name, values.get(name)]));
  return {
    expression: state.expression,
    error: error && { message: error.message, at: error.at },
    step,
    steps: frames.length - 1,
    phase: frame.phase,
    active: frame.active,
    problem: frame.message ?? null,
    nodes,
    output: graph.output,
    wrong,
    inputs: only(inputs),
    parameters,
    iterations: state.iterations,
    path: descent.path.map((point) => ({ output: point.output, inputs: only(point.inputs) })),
    stopped: descent.stopped,
  };
}
