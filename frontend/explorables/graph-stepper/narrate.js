// Says in words and arithmetic what happens at one step. Gives plain data; the page turns it into elements.

import { factor, plain, short } from "../kit/format.js";
import { wrongNodes } from "./engine.js";

/**
 * What to say about a frame: `{title, node, lines, note}`.
 *
 * `node` is the id of the node at work, or null. A line is a list of parts: strings and numbers as
 * `{text, title, role}`, where role is data, local or grad.
 */
export function narrate(graph, frames, step) {
  const frame = frames[step];
  const say = { start: sayStart, forward: sayForward, refused: sayRefused, seed: saySeed, backward: sayBackward };
  const lines = say[frame.phase](graph, frame, frames, step);
  return { title: titleOf(graph, frame, step), node: frame.active, ...lines };
}

const data = (x) => ({ text: factor(x), title: plain(x), role: "data" });
const local = (x) => ({ text: factor(x), title: plain(x), role: "local" });
const grad = (x) => ({ text: factor(x), title: plain(x), role: "grad" });
const bare = (number, x) => ({ ...number, text: short(x) }); // the result of a line needs no brackets

const isNumber = (node) => node.kind !== "operation" && !node.name;

/** What a node is called where its gradient is named: `a`, or `(2)` for a number, as in (2).grad. */
export function nameOf(node) {
  return isNumber(node) ? `(${node.label})` : node.label;
}

const operandOf = (node) => (isNumber(node) ? factor(node.value) : node.label);

const operations = (graph) => graph.nodes.filter((node) => node.kind === "operation").length;

function titleOf(graph, frame, step) {
  const count = operations(graph);
  if (frame.phase === "start") return "Before the first step";
  if (frame.phase === "forward" || frame.phase === "refused") return `Forward, step ${step} of ${count}`;
  const pass = frame.pass === 1 ? "Backward" : "Backward again";
  return `${pass}, step ${step - count - (frame.pass - 1) * (count + 1)} of ${count + 1}`;
}

function sayStart(graph) {
  const inputs = graph.inputs.length === 1 ? "The input has its value." : "The inputs have their values.";
  const rest = operations(graph) ? " Each step forward computes one more node." : "";
  return { lines: [[inputs + rest]] };
}

function sayForward(graph, frame) {
  const node = graph.nodes[frame.active];
  const operands = node.parents.map((parent) => frame.data[parent]);
  const parents = node.parents.map((parent) => graph.nodes[parent]);
  const result = frame.data[node.id];
  const lines = [[`${node.label} = `, ...inNumbers(node.operation, operands), " = ", bare(data(result), result)]];
  node.operation.slopesWritten(node.label, ...parents.map(operandOf)).forEach((written, edge) => {
    const slope = frame.locals[node.id][edge];
    const formula = [short(slope), factor(slope)].includes(written) ? [] : [`${written} = `];
    const use = parents.length === 2 && parents[0] === parents[1] ? USES[edge] : "";
    lines.push([`∂${node.label}/∂${nameOf(parents[edge])}${use} = `, ...formula, bare(local(slope), slope)]);
  });
  return { lines, note: "∂: the local derivative, how fast the result changes with one operand." };
}

const USES = [" (first use)", " (second use)"];

/** The operation with numbers in place of names: (−3) × 2. */
function inNumbers(operation, operands) {
  const marks = ["\u0001", "\u0002"].slice(0, operands.length);
  const written = operation
    .written(...marks)
    .replace(" * ", " × ")
    .replace(/^-| - /, (minus) => minus.replace("-", "−"));
  const isCall = written.endsWith(")");
  return written
    .split(/([\u0001\u0002])/)
    .filter(Boolean)
    .map((part) => {
      const operand = operands[marks.indexOf(part)];
      if (operand === undefined) return part;
      return isCall ? bare(data(operand), operand) : data(operand);
    });
}

function sayRefused(graph, frame) {
  const node = graph.nodes[frame.active];
  return { lines: [[`${node.label} has no value: ${frame.message}`]], note: "Change a value to go on." };
}

function saySeed(graph, frame) {
  const { label } = graph.nodes[graph.output];
  const { before, upstream, after } = frame.writes[0];
  const sum = before === 0 || frame.overwrite ? [] : [grad(before), " + ", grad(upstream), " = "];
  const lines = [[`${label}.grad = `, ...sum, bare(grad(after), after)]];
  let note = `The gradient starts at the output: d${label}/d${label} = 1`;
  note += upstream === 1 ? "." : `, times the upstream gradient ${short(upstream)}.`;
  if (frame.pass > 1) {
    note = "The second call. Inner nodes start from zero again; inputs keep what the first call left in them.";
  }
  return { lines, note };
}

function sayBackward(graph, frame, frames, step) {
  const node = graph.nodes[frame.active];
  const passedOn = frame.writes[0].upstream;
  const lines = [[`${node.label} passes on ${node.label}.grad = `, bare(grad(passedOn), passedOn)]];
  const lost = [];
  for (const write of frame.writes) {
    const target = nameOf(graph.nodes[write.to]);
    const sum = frame.overwrite ? [] : [grad(write.before), " + "];
    const product = [local(write.local), " × ", grad(write.upstream)];
    lines.push([`${target}.grad = `, ...sum, ...product, " = ", bare(grad(write.after), write.after)]);
    if (frame.overwrite && write.before !== 0)
      lost.push(`The ${short(write.before)} that stood in ${target}.grad is lost.`);
  }
  const done = step === frames.length - 1 ? "Every node has its gradient." : "";
  return { lines, note: [...lost, done].filter(Boolean).join(" ") };
}

/**
 * What the bug does to this graph, in a sentence or two, judged by the gradients that are shown at this step: nothing is
 * given away that the reader has not stepped to.
 */
export function judgeBug(graph, frames, step) {
  const frame = frames[step];
  if (frame.phase === "refused") {
    return "The forward pass does not reach the output, so there is no gradient to break.";
  }
  const isLast = step === frames.length - 1;
  if (!isLast && wrongNodes(frame).length === 0) return "The bug is on. Step on: does a gradient come out wrong?";
  const judged = frame.pass > 1 ? frames.findLast((each) => each.pass === 1) : frame;
  const once = judgeOneCall(graph, judged, frames.at(-1).pass > 1);
  const again = " The second call then wipes out what the first has left in the inputs, where it should add to it.";
  return isLast && frame.pass > 1 ? once + again : once;
}

function judgeOneCall(graph, frame, isOneOfTwo) {
  const where = isOneOfTwo ? "within one call" : "here";
  const wrong = new Set(wrongNodes(frame));
  const shared = graph.nodes.filter((node) => node.uses > 1);
  if (shared.length === 0) {
    const why = "no node is used twice, so every gradient is written once";
    return `Nothing breaks ${where}: ${why}. Use a name twice to see it break.`;
  }
  if (wrong.size === 0) {
    return `Nothing breaks ${where}: ${used(shared)}, but with these values what is lost is zero.`;
  }
  const written = shared.filter((node) => wrong.has(node.id));
  const heirs = graph.nodes.filter((node) => wrong.has(node.id) && node.uses <= 1 && !isNumber(node));
  const rest = heirs.length ? ` From there the error flows on to ${list(heirs)}.` : "";
  return `It breaks: ${used(written)}. Each use sends its own part of the gradient, and = keeps only the last.${rest}`;
}

const used = (nodes) => `${list(nodes)} ${nodes.length === 1 ? "is" : "are"} used more than once`;

function list(nodes) {
  const names = nodes.map((node) => node.label);
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
