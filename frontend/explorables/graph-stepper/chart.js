// The path of the output under gradient descent, as a small drawing with a sentence that says the same.

import { drawChart } from "../kit/chart.js";
import { short } from "../kit/format.js";

/** The output after each step as a line; dashed, beside it, the path without the bug. */
export function drawPath(path, sound) {
  const lines = [path, ...(sound ? [sound] : [])].map((steps) => steps.map(({ output }) => output));
  return drawChart(lines, chartWords(path, sound));
}

function chartWords(path, sound) {
  const last = path.findLast((step) => Number.isFinite(step.output));
  if (!last) return "The output has no finite value.";
  const steps = path.indexOf(last);
  if (steps === 0) return `Output ${short(last.output)}, before the first step.`;
  const after = `after ${steps} ${steps === 1 ? "step" : "steps"}`;
  const words = `Output: ${short(path[0].output)} at the start, ${short(last.output)} ${after}.`;
  const other = sound?.at(-1).output;
  return Number.isFinite(other) ? `${words} Dashed: without the bug, ${short(other)}.` : words;
}
