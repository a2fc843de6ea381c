// The colours of the page for what is drawn in pixels, and a call when they change. The mixing is pure.

/** Calls back when the reader, or the system, changes the theme. */
export function onTheme(changed) {
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** The page's colours as [red, green, blue], by the names of its tokens: accent, warn, good, bad, paper, ink ... */
export function pageColours(element) {
  const style = getComputedStyle(element);
  return new Proxy({}, { get: (_, name) => colour(style.getPropertyValue(`--${name}`)) });
}

/** [39, 73, 140] of "#27498c"; grey for a text that is no such colour. */
export function colour(text) {
  const digits = /^#([\da-f]{6})$/i.exec(text.trim())?.[1];
  return digits ? [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16)) : [128, 128, 128];
}

/** A colour on the way from one to another: the first at 0, the second at 1. */
export function mix(from, to, share) {
  const part = Math.min(1, Math.max(0, share));
  return from.map((x, at) => Math.round(x + (to[at] - x) * part));
}

/** The colour of a number on a scale from -most over 0 to most. */
export function diverging(x, most, { below, middle, above }) {
  return x < 0 ? mix(middle, below, -x / most) : mix(middle, above, x / most);
}
