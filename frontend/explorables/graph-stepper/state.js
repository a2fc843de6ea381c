// The state of one stepper: what the page asks for, and how it stands in the address, so that a link restores it.

import { asSearch, toCount, toNumber, withoutKey } from "../kit/state.js";

export const MOST_ITERATIONS = 500;
const MOST_STEPS = 999;

/** What a state holds where nothing is said. `parameters` is null for "every input". */
export const PLAIN = {
  expression: "",
  values: new Map(),
  step: 0,
  overwrite: false,
  upstream: 1,
  passes: 1,
  rate: 0.1,
  parameters: null,
  iterations: 0,
};

const RESERVED = new Set(["explorable", "expression", "values", "step", "bug", "upstream", "descend", "show", "id"]);
const FIRST_VALUES = [2, 3, 0.5, 4, 1.5, 1];

/** The state that the page's author wrote into the data attributes of the element. */
export function fromDataset(dataset) {
  const values = new Map(Object.entries(dataset).filter(([name]) => !RESERVED.has(name)));
  for (const pair of (dataset.values ?? "").split(/[\s,]+/).filter(Boolean)) {
    const [name, number] = pair.split("="); // for names with capitals, which attributes do not keep
    values.set(name, number);
  }
  return {
    ...PLAIN,
    expression: dataset.expression ?? "",
    values: new Map([...values].map(([name, text]) => [name, toNumber(text)]).filter(([, x]) => x !== null)),
    step: toCount(dataset.step, MOST_STEPS) ?? PLAIN.step,
    overwrite: dataset.bug === "overwrite",
    upstream: toNumber(dataset.upstream) ?? PLAIN.upstream,
    rate: toNumber(dataset.descend) ?? PLAIN.rate,
  };
}

/** Values for all inputs of a graph: those that are known, and small different numbers for new names. */
export function completeValues(values, names) {
  const complete = new Map(values);
  names.forEach((name, at) => {
    if (!complete.has(name)) complete.set(name, FIRST_VALUES[at % FIRST_VALUES.length]);
  });
  return complete;
}

/** The state that an address holds under a key, or null where it holds none. What cannot be read is left plain. */
export function readAddress(search, key) {
  const query = new URLSearchParams(search);
  const expression = query.get(key);
  if (expression === null) return null;
  const get = (name) => query.get(`${key}.${name}`);
  const pairs = (get("values") ?? "").split(",").map((pair) => pair.split(":"));
  return {
    expression,
    values: new Map(pairs.map(([name, text]) => [name, toNumber(text)]).filter(([, x]) => x !== null)),
    step: toCount(get("step"), MOST_STEPS) ?? PLAIN.step,
    overwrite: get("bug") === "overwrite",
    upstream: toNumber(get("upstream")) ?? PLAIN.upstream,
    passes: get("passes") === "2" ? 2 : 1,
    rate: toNumber(get("rate")) ?? PLAIN.rate,
    parameters: get("parameters") === null ? null : get("parameters").split(",").filter(Boolean),
    iterations: toCount(get("iterations"), MOST_ITERATIONS) ?? PLAIN.iterations,
  };
}

/** The address's query with a state under a key: all of it, or nothing where the state is the page's own (null). */
export function writeAddress(search, key, state, inputs) {
  const query = withoutKey(search, key);
  if (state !== null) {
    query.set(key, state.expression);
    const put = (name, value, plain) => value !== plain && query.set(`${key}.${name}`, value);
    put("values", inputs.map((name) => `${name}:${state.values.get(name)}`).join(","), "");
    put("step", state.step, PLAIN.step);
    put("bug", state.overwrite ? "overwrite" : "", "");
    put("upstream", state.upstream, PLAIN.upstream);
    put("passes", state.passes, PLAIN.passes);
    put("rate", state.rate, PLAIN.rate);
    put("parameters", state.parameters?.join(",") ?? null, null);
    put("iterations", state.iterations, PLAIN.iterations);
  }
  return asSearch(query);
}

/** How the kit reads and writes this state; the page's own is written as nothing. */
export const ADDRESS = {
  initial: fromDataset,
  read: readAddress,
  write: (search, key, state, initial, { names }) =>
    writeAddress(search, key, sameState(state, initial) ? null : state, names),
};

function sameState(a, b) {
  const flat = (state) => JSON.stringify({ ...state, values: [...state.values].sort() });
  return flat(a) === flat(b);
}
