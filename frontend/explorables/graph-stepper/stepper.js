// The graph stepper: its state, its parts and what they may do to it.

import { createDescent } from "./descent.js";
import { createForm } from "./form.js";
import { compute, snapshot } from "./model.js";
import { createOptions } from "./options.js";
import { createGraphPlayer } from "./player.js";
import { ADDRESS, MOST_ITERATIONS, PLAIN } from "./state.js";
import { createTable } from "./table.js";

export const STEPPER = {
  key: "graph",
  address: ADDRESS,
  compute,
  snapshot,
  parts: {
    expression: (tools) => createForm(actionsOf(tools)),
    player: ({ set }) => createGraphPlayer({ go: (step) => set({ step }) }),
    backward: (tools) => createOptions(actionsOf(tools)),
    descent: (tools, root) => createDescent(actionsOf(tools), root.dataset.descend !== undefined),
    table: () => createTable(),
  },
};

function actionsOf({ set, change, model }) {
  return {
    set,
    setExpression: (expression) => change(withExpression(model(), expression)),
    setValue: (name, number) => set({ values: new Map(model().inputs).set(name, number), iterations: 0 }),
    choose: ({ expression, values }) => {
      const { overwrite, rate } = model().state;
      change({ ...PLAIN, overwrite, rate, expression, values: new Map(Object.entries(values)) });
    },
    descend: (count) => {
      const iterations = Math.min(MOST_ITERATIONS, Math.max(0, model().state.iterations + count));
      set({ iterations, step: Infinity });
    },
  };
}

/** The state with another expression: at the end it stays at the end, elsewhere the steps begin anew. */
function withExpression(model, expression) {
  const { state, inputs, frames, step } = model;
  const changed = { ...state, expression, values: inputs, iterations: 0 };
  if (compute(changed, model).error) return { ...changed, step };
  const isAtEnd = step > 0 && step === frames.length - 1;
  return { ...changed, step: isAtEnd ? Infinity : 0 };
}
