// Turns the statements of a program into its computational graph, as running them on Values would.

import { short } from "../kit/format.js";
import { DomainError, OPERATIONS, constantPower, power } from "./operations.js";
import { parse } from "./parse.js";
import { ExpressionError } from "./tokens.js";

export const MOST_NODES = 60;

/**
 * The graph that a program computes with its last line. Throws ExpressionError.
 *
 *   nodes     in the order in which Python computes them; a name that is used twice is one node
 *   inputs    the ids of the nodes that the program uses and nowhere defines
 *   output    the id of the last result
 *   backward  ids in the order in which backward() visits them
 *   unused    names of nodes that the last line does not need
 *
 * A node is `{id, kind, label, parents, operation, symbol, value, start, end, uses}`: kind is input, constant, leaf
 * (written Value(2.0)) or operation; `uses` counts the edges that leave it; start and end are its place in the text.
 */
export function buildGraph(text) {
  const builder = new Builder();
  let last = null;
  for (const statement of parse(text)) last = builder.run(statement);
  if (last.kind === "number") throw plainNumber(last.value, builder, text);
  const kept = backwardOrder(builder.nodes, last.id);
  return numbered(builder, kept, last.id);
}

/** Runs statements. What a tree gives is a plain number, as in Python, or a node of the graph. */
class Builder {
  constructor() {
    this.nodes = [];
    this.names = new Map(); // name -> number or node
  }

  run({ target, operation, tree, start, end }) {
    let result = this.evaluate(tree);
    if (operation) {
      const held = this.names.get(target) ?? this.input(target, start);
      result = this.binary(operation, held, result, { start, end });
    }
    if (target) {
      this.names.set(target, result);
      if (result.kind !== "number") result.name ??= target;
    }
    return result;
  }

  evaluate(tree) {
    switch (tree.kind) {
      case "number":
        return { kind: "number", value: tree.value };
      case "name":
        return this.names.get(tree.name) ?? this.input(tree.name, tree.start);
      case "leaf":
        return this.add("leaf", tree, { value: tree.value });
      case "sign":
        return this.sign(tree, this.evaluate(tree.of));
      case "function":
        return this.operate(tree.operation, [this.asNode(this.evaluate(tree.of), tree.of)], tree);
      default:
        return this.binary(tree.operation, this.evaluate(tree.left), this.evaluate(tree.right), tree);
    }
  }

  sign(tree, of) {
    if (of.kind === "number") return { kind: "number", value: tree.operation === "-" ? -of.value : of.value };
    if (tree.operation === "-") return this.operate("neg", [of], tree);
    throw new ExpressionError("A Value has no plus sign of its own. Leave this + out.", tree.start);
  }

  binary(operation, left, right, tree) {
    if (left.kind === "number" && right.kind === "number") return foldNumbers(operation, left.value, right.value, tree);
    if (operation === "**" && right.kind === "number") {
      const node = this.add("operation", tree, { parents: [left.id], operation: constantPower(right.value) });
      node.symbol = `**${short(right.value)}`;
      return node;
    }
    return this.operate(
      operation,
      [this.asNode(left, tree.left ?? tree), this.asNode(right, tree.right ?? tree)],
      tree,
    );
  }

  operate(symbol, parents, tree) {
    const ids = parents.map((parent) => parent.id);
    return this.add("operation", tree, { parents: ids, operation: OPERATIONS[symbol], symbol });
  }

  asNode(result, tree) {
    return result.kind === "number" ? this.add("constant", tree, { value: result.value }) : result;
  }

  input(name, start) {
    const node = this.add("input", { start, end: start + name.length }, { name });
    this.names.set(name, node);
    return node;
  }

  add(kind, { start, end }, rest) {
    const node = { id: this.nodes.length, kind, parents: [], start, end, ...rest };
    this.nodes.push(node);
    return node;
  }
}

function foldNumbers(operation, a, b, { start }) {
  let value;
  try {
    value = operation === "**" ? power(a, b) : OPERATIONS[operation].forward(a, b);
  } catch (error) {
    if (error instanceof DomainError) throw new ExpressionError(error.message, start);
    throw error;
  }
  if (!Number.isFinite(value)) throw new ExpressionError("This number is too large for a 64-bit float.", start);
  return { kind: "number", value };
}

function plainNumber(value, builder, text) {
  const numbers = [...builder.names].filter(([, result]) => result.kind === "number").map(([name]) => name);
  const advice = numbers.length
    ? `Leave out the line that gives ${numbers[0]} its number, and a field for ${numbers[0]} appears.`
    : "Use a name, for example a.";
  return new ExpressionError(
    `The last line is the plain number ${short(value)}: it has no graph. ${advice}`,
    text.length,
  );
}

/**
 * Every node that the output was made of, each after all of its parents: the order of chainrule.autograd's
 * topological_order, which backward() walks from its end.
 */
function backwardOrder(nodes, output) {
  const order = new Set();
  const stack = [output];
  while (stack.length > 0) {
    const missing = nodes[stack.at(-1)].parents.filter((parent) => !order.has(parent));
    if (missing.length > 0) stack.push(...missing);
    else order.add(stack.pop());
  }
  return [...order].reverse();
}

function numbered(builder, kept, output) {
  if (kept.length > MOST_NODES) {
    throw new ExpressionError(`This graph has ${kept.length} nodes. Up to ${MOST_NODES} can be drawn.`, 0);
  }
  const old = [...kept].sort((a, b) => a - b);
  const renamed = new Map(old.map((id, place) => [id, place]));
  const nodes = old.map((id, place) => ({
    ...builder.nodes[id],
    id: place,
    parents: builder.nodes[id].parents.map((parent) => renamed.get(parent)),
    uses: 0,
  }));
  for (const node of nodes) for (const parent of node.parents) nodes[parent].uses += 1;
  label(nodes);
  const isUnused = ([, result]) => result.kind !== "number" && !renamed.has(result.id);
  return {
    nodes,
    inputs: nodes.filter((node) => node.kind === "input").map((node) => node.id),
    output: renamed.get(output),
    backward: kept.map((id) => renamed.get(id)),
    unused: [...builder.names].filter(isUnused).map(([name]) => name),
  };
}

/** Names for all: what the program calls a node, else v1, v2, ...; a name that is given again gets a prime. */
function label(nodes) {
  const names = new Set(nodes.map((node) => node.name));
  const seen = new Map();
  let count = 0;
  for (const node of nodes) {
    if (node.name) {
      const primes = seen.get(node.name) ?? 0;
      seen.set(node.name, primes + 1);
      node.label = node.name + "′".repeat(primes);
    } else if (node.kind === "constant" || node.kind === "leaf") {
      node.label = short(node.value);
    } else {
      do count += 1;
      while (names.has(`v${count}`));
      node.label = `v${count}`;
    }
  }
}
