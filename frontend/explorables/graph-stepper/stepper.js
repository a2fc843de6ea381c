// One stepper: holds the state, computes the model, shows it in its parts, and keeps the address up to date.

import { createDescent } from "./descent.js";
import { html } from "./dom.js";
import { createForm } from "./form.js";
import { compute, snapshot } from "./model.js";
import { createOptions } from "./options.js";
import { createPlayer } from "./player.js";
import { MOST_ITERATIONS, PLAIN, fromDataset, readAddress, writeAddress } from "./state.js";
import { createTable } from "./table.js";

const PAUSE = 250; // milliseconds before the address follows: browsers limit how often it may change

/**
 * Turns an element into a stepper. `key` names its state in the address.
 *
 * What is computed can be read from `element.graph`, and `element.addressFollows` is false while the address is behind.
 * The static picture gives way only when all parts are made, so that a failure leaves it where it is.
 */
export function upgrade(root, key) {
  const initial = fromDataset(root.dataset);
  const first = compute(initial);
  let model = compute(readAddress(location.search, key) ?? initial, first);
  let timer = null;

  const show = (state) => {
    model = compute(state, model);
    for (const part of parts) part.update(model);
  };
  const change = (state) => {
    show(state);
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  };
  const set = (patch) => change({ ...model.state, ...patch });
  const address = () => {
    const isInitial = sameState(model.state, first.state);
    return location.pathname + writeAddress(location.search, key, isInitial ? null : model.state, model.names);
  };
  const write = () => {
    clearTimeout(timer);
    timer = null;
    const next = address() + location.hash;
    if (next !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", next);
  };

  const actions = {
    set,
    goTo: (step) => set({ step }),
    setExpression: (expression) => change(withExpression(model, expression)),
    setValue: (name, number) => set({ values: new Map(model.inputs).set(name, number), iterations: 0 }),
    choose: ({ expression, values }) => {
      const { overwrite, rate } = model.state;
      change({ ...PLAIN, overwrite, rate, expression, values: new Map(Object.entries(values)) });
    },
    descend: (count) => {
      const iterations = Math.min(MOST_ITERATIONS, Math.max(0, model.state.iterations + count));
      set({ iterations, step: Infinity });
    },
  };
  const player = createPlayer(actions);
  const descent = createDescent(actions);
  const isBrief = root.dataset.brief === "yes"; // outside of a lecture: without what needs one to be understood
  const deeper = isBrief ? [] : [createOptions(actions), descent];
  const parts = [createForm(actions), player, ...deeper, createTable()];
  const link = () => location.origin + address() + (root.id ? `#${root.id}` : location.hash);
  const startOver = () => {
    player.stop();
    change(initial);
  };

  descent.element.open = root.dataset.descend !== undefined || model.state.iterations > 0;
  const picture = root.querySelector(".explorable-fallback"); // on paper it stands in the stepper's place
  root.replaceChildren(
    html("div", { class: "graph-stepper" }, ...parts.map((part) => part.element), foot(link, startOver)),
    ...(picture ? [picture] : []),
  );
  for (const part of parts) part.update(model);
  Object.defineProperty(root, "graph", { get: () => snapshot(model), configurable: true });
  Object.defineProperty(root, "addressFollows", { get: () => timer === null, configurable: true });
  new ResizeObserver(() => player.redraw()).observe(player.element);
  addEventListener("pagehide", () => timer && write());
  addEventListener("popstate", () => {
    if (timer) return write(); // the reader was quicker than the address
    return show(readAddress(location.search, key) ?? initial);
  });
}

/** The state with another expression: at the end it stays at the end, elsewhere the steps begin anew. */
function withExpression(model, expression) {
  const { state, inputs, frames, step } = model;
  const changed = { ...state, expression, values: inputs, iterations: 0 };
  if (compute(changed, model).error) return { ...changed, step };
  const isAtEnd = step > 0 && step === frames.length - 1;
  return { ...changed, step: isAtEnd ? Infinity : 0 };
}

function sameState(a, b) {
  const flat = (state) => JSON.stringify({ ...state, values: [...state.values].sort() });
  return flat(a) === flat(b);
}

function foot(link, startOver) {
  const said = html("span", { class: "gs-said", role: "status" });
  const byHand = html("input", {
    class: "gs-link-field gs-code",
    readonly: true,
    hidden: true,
    "aria-label": "The link to this state",
  });
  const copy = async () => {
    const text = link();
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
      byHand.hidden = true;
    } catch {
      // No permission, or no secure connection: the reader copies it.
      byHand.value = text;
      byHand.hidden = false;
      byHand.select();
      said.textContent = "Copy it from the field:";
    }
    setTimeout(() => byHand.hidden && (said.textContent = ""), 4000);
  };
  const button = (label, click) => html("button", { type: "button", class: "button", on: { click } }, label);
  return html(
    "div",
    { class: "gs-foot-part" },
    button("Copy link to this state", copy),
    button("Start over", startOver),
    said,
    byHand,
  );
}
