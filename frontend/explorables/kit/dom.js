// Makes elements. Text goes in as text, never as markup, and no style attribute is written.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: attributes whose value is null or false are left out, `on` maps event names to listeners. */
export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Sets an attribute, or takes it away where the value is null. */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** A number as the page shows it, with the full value in its title; `role` (data, grad, local) gives its colour. */
export function numberSpan({ text, title, role }) {
  return html("span", { class: `ex-number ex-${role}`, title }, text);
}

/** A button that, while it has nothing to do, is marked as disabled (`aria-disabled`) but keeps the focus. */
export function button(label, act, { name = label, className = "" } = {}) {
  const click = ({ currentTarget }) => currentTarget.getAttribute("aria-disabled") !== "true" && act();
  const attributes = { type: "button", class: `button ${className}`.trim(), on: { click } };
  const isText = typeof label === "string";
  return html("button", { ...attributes, ...(isText ? {} : { "aria-label": name, title: name }) }, ...[label].flat());
}

const ICONS = {
  start: "M5 5v14M20 6l-6.5 6 6.5 6zM13 6l-6.5 6 6.5 6z",
  back: "M20 12H4m6-6l-6 6 6 6",
  play: "M8 5l10 7-10 7z",
  pause: "M9 5v14M15 5v14",
  step: "M4 12h16m-6-6l6 6-6 6",
  end: "M19 5v14M4 6l6.5 6L4 18zM11 6l6.5 6-6.5 6z",
};

/** One of the drawings on the buttons. It says nothing to a screen reader: the button has a name. */
export function icon(name) {
  return svg(
    "svg",
    { class: `icon ex-icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: ICONS[name] }),
  );
}

// Each script of a page brings the kit along: what they count together is kept where all of them see it.
const COUNT = Symbol.for("explorable ids");

/** An id that no other element of the page has, whichever explorable made it. */
export function freshId(word) {
  globalThis[COUNT] = (globalThis[COUNT] ?? 0) + 1;
  return `explorable-${word}-${globalThis[COUNT]}`;
}
