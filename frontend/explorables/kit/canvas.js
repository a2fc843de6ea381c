// Pictures of many numbers, in pixels: a network's answer over the plane, an image, a map of features.

import { html } from "./dom.js";
import { diverging, mix, pageColours } from "./theme.js";

/**
 * A map of `columns` by `rows` numbers: `{element, show(values, most)}`. `values` is flat, the upper row first; numbers
 * below 0 take the colour of one class, above 0 that of the other, and `most` is where the colour is full.
 */
export function createMap({ columns, rows, label }) {
  const { canvas, paint } = createCanvas(columns, rows, label);
  return {
    element: canvas,
    show(values, most) {
      const palette = paletteOf(canvas);
      const half = (palette.length - 1) / 2;
      paint((at) => palette[Math.round(half + half * Math.min(1, Math.max(-1, values[at] / most)))]);
    },
  };
}

/** 257 colours from one class over the paper to the other. */
function paletteOf(canvas) {
  const { warn, accent, paper } = pageColours(canvas);
  const ends = { below: mix(paper, warn, 0.75), middle: paper, above: mix(paper, accent, 0.75) };
  return Array.from({ length: 257 }, (_, at) => diverging(at - 128, 128, ends));
}

/** A grey picture: `{element, show(values, least, most)}`; `least` is the page's paper, `most` its ink. */
export function createImage({ columns, rows, label }) {
  const { canvas, paint } = createCanvas(columns, rows, label);
  return {
    element: canvas,
    show(values, least, most) {
      const { paper, ink } = pageColours(canvas);
      paint((at) => mix(paper, ink, (values[at] - least) / (most - least || 1)));
    },
  };
}

/** A canvas of so many pixels, and a function that paints it: `paint((at) => [red, green, blue])`. */
export function createCanvas(columns, rows, label) {
  const canvas = html("canvas", { class: "ex-map", width: columns, height: rows, role: "img", "aria-label": label });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(columns, rows);
  const paint = (colourAt) => {
    for (let at = 0; at < columns * rows; at += 1) {
      const [red, green, blue] = colourAt(at);
      pixels.data.set([red, green, blue, 255], 4 * at);
    }
    context.putImageData(pixels, 0, 0);
  };
  return { canvas, paint };
}
