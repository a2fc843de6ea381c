// Dragging by mouse, pen and finger: of a value by its name, of a point in a picture; and by the arrow keys.

import { arrow, clamp, scrubbed, snap } from "./scale.js";

/**
 * Calls `move(event, from)` while a pointer that went down on the element is dragged; `from` is what `start(event)` gave
 * (null there refuses). The element must have `touch-action: none` in the direction of the drag: class ex-drag.
 */
export function onDrag(element, { start, move, end = () => {} }) {
  // Chromium does not follow touch-action within a picture: a finger would scroll the page, and lose the shape.
  if (element instanceof SVGElement) element.addEventListener("touchstart", keep, { passive: false });
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const from = start(event);
    if (from === null) return;
    element.setPointerCapture(event.pointerId);
    const drag = (moved) => move(moved, from);
    element.addEventListener("pointermove", drag);
    const stop = () => {
      element.removeEventListener("pointermove", drag);
      end();
    };
    element.addEventListener("lostpointercapture", stop, { once: true });
  });
}

const keep = (event) => event.preventDefault();

/** Drags a value sideways by an element: one step for each pixel. `limits` are `{step, least, most}`. */
export function scrub(element, { get, set, limits }) {
  element.classList.add("ex-scrub");
  element.title = "Drag sideways to change";
  onDrag(element, {
    start: ({ clientX }) => ({ x: clientX, value: get() }),
    move: ({ clientX }, { x, value }) => {
      if (clientX !== x) set(scrubbed(value, clientX - x, limits));
    },
  });
}

/** The place of a pointer in the units of an SVG picture. */
export function placeIn(picture, { clientX, clientY }) {
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(picture.getScreenCTM().inverse());
  return [x, y];
}

/**
 * Makes a shape of a picture a point that can be dragged, and moved by the arrow keys (with Shift ten steps).
 *
 * `x` and `y` are scales of the picture, `get()` gives [x, y], `set([x, y])` takes it; `step` is what an arrow moves;
 * `xs` and `ys` are the bounds.
 */
export function dragPoint(shape, picture, { x, y, get, set, step, xs, ys }) {
  shape.classList.add("ex-drag");
  const place = ([a, b]) => set([clamp(snap(a, step), ...xs), clamp(snap(b, step), ...ys)]);
  onDrag(shape, {
    start: () => picture,
    move: (event) => {
      const [px, py] = placeIn(picture, event);
      place([x.of(px), y.of(py)]);
    },
  });
  shape.addEventListener("keydown", (event) => {
    const moved = arrow(event, step);
    if (!moved) return;
    event.preventDefault();
    event.stopPropagation(); // the player would take the arrow for a step
    const [a, b] = get();
    place([a + moved[0], b + moved[1]]);
  });
}

/** Calls back with the place [x, y] of a click in a plot, unless the click ends the drag of a point. */
export function onPlace(plot, act) {
  plot.element.addEventListener("click", (event) => {
    if (event.target.closest(".ex-point")) return;
    const [x, y] = placeIn(plot.element, event);
    act([snap(plot.x.of(x), 0.01), snap(plot.y.of(y), 0.01)]);
  });
}
