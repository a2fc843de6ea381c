// Turns the elements of a page that ask for an explorable into it: holds the state, computes the model, shows it in its
// parts, and keeps the address up to date, so that a link restores what one sees.

import { button, html } from "./dom.js";
import { joinText } from "./links.js";
import { fromDataset, readAddress, shownParts, writeAddress } from "./state.js";
import { onTheme } from "./theme.js";

const PAUSE = 250; // milliseconds before the address follows: browsers limit how often it may change

/**
 * Upgrades every `<div data-explorable="name">` of the page.
 *
 * A definition is `{fields, compute, parts, snapshot, key}`:
 * - `fields` maps the names of the state to fields (see state.js); in place of it `address`, `{initial(dataset),
 *   read(search, key), write(search, key, state, initial, model)}`, for a state that is no fixed list of fields.
 * - `compute(state, previous)` gives the model, everything that is shown, from the state: a pure function, from a module
 *   that needs no browser. A model may hold `state`, where computing settles it (a step beyond the last one).
 * - `parts` maps names to functions `(tools, root) => ({element, update(model), stop?(), redraw?()})`; `show=` picks.
 *   `tools` are `{set(patch), change(state), startOver(), model()}`; a patch may be a function of the state.
 * - `snapshot(model)` gives plain data for tests, read as `element.explorable`; without it, the model itself.
 * - `key` begins the names in the address where the page's author gave no `id`; without it, the name does.
 */
export function define(name, definition) {
  document.querySelectorAll(`[data-explorable="${name}"]`).forEach((element, at) => {
    const given = /^[\w-]+$/.test(element.dataset.id ?? "") ? element.dataset.id : null;
    try {
      mount(element, given ?? `${definition.key ?? name}${at + 1}`, { name, ...definition });
    } catch (error) {
      reportError(error); // the others on the page shall work all the same
    }
  });
}

/**
 * One explorable. Its model can be read from `root.explorable`, and `root.addressFollows` is false while the address is
 * behind. The static picture gives way only when all parts are made, so that a failure leaves it where it is.
 */
function mount(root, key, definition) {
  const address = definition.address ?? addressOf(definition.fields);
  const initial = address.initial(root.dataset);
  const compute = (state, previous = null) => ({ state, ...definition.compute(state, previous) });
  const first = compute(initial);
  const fromAddress = () => address.read(location.search, key, first.state) ?? initial;
  let model = compute(fromAddress(), first);
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
  const query = () => location.pathname + address.write(location.search, key, model.state, first.state, model);
  const write = () => {
    clearTimeout(timer);
    timer = null;
    const next = query() + location.hash;
    if (next !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", next);
  };
  const startOver = () => {
    for (const part of parts) part.stop?.();
    change(initial);
  };
  const set = (patch) => change({ ...model.state, ...(typeof patch === "function" ? patch(model.state) : patch) });
  const tools = { change, startOver, set, model: () => model };

  const names = shownParts(root.dataset.show, Object.keys(definition.parts));
  const parts = names.map((part) => definition.parts[part](tools, root));
  const link = () => location.origin + query() + (root.id ? `#${root.id}` : location.hash);
  const picture = root.querySelector(".explorable-fallback"); // on paper it stands in the explorable's place
  const frame = html(
    "div",
    { class: `ex ${definition.name}` },
    ...parts.map((part) => part.element),
    foot(link, startOver),
  );
  root.replaceChildren(frame, ...(picture ? [picture] : []));
  for (const part of parts) part.update(model);
  joinText(root);

  const redraw = () => parts.forEach((part) => part.redraw?.());
  new ResizeObserver(redraw).observe(frame);
  onTheme(redraw);
  const snapshot = definition.snapshot ?? ((whole) => whole);
  Object.defineProperty(root, "explorable", { get: () => snapshot(model), configurable: true });
  Object.defineProperty(root, "addressFollows", { get: () => timer === null, configurable: true });
  addEventListener("pagehide", () => timer && write());
  addEventListener("popstate", () => (timer ? write() : show(fromAddress()))); // the reader was quicker than the address
}

function addressOf(fields) {
  return {
    initial: (dataset) => fromDataset(fields, dataset),
    read: (search, key, initial) => readAddress(fields, search, key, initial),
    write: (search, key, state, initial) => writeAddress(fields, search, key, state, initial),
  };
}

function foot(link, startOver) {
  const said = html("span", { class: "ex-said", role: "status" });
  const byHand = html("input", {
    class: "ex-link-field ex-code",
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
  const buttons = [button("Copy link to this state", copy), button("Start over", startOver)];
  return html("div", { class: "ex-foot" }, ...buttons, said, byHand);
}
