// Draws the graph as SVG and shows one frame after the other in it. Colours come from the style sheet, by class.

import { html, svg } from "../kit/dom.js";
import { compact, plain } from "../kit/format.js";
import { NARROW, WIDE, layOut } from "./layout.js";

const NARROWEST = 560; // pixels of room under which the graph runs from top to bottom
const WRONG_ROW = 20; // pixels for the line that says what a gradient should be
const SMALL_TYPE = 6.7; // the width of a character of a node's formula, in pixels
const LONGEST_NUMBER = 62; // pixels
const HEAD = 9; // the length of an arrow head

/** A picture in a scrolling frame: `element`, `draw(graph, room, withRight)` and `show(frame, wrong)`. */
export class Picture {
  constructor() {
    this.element = html("div", { class: "gs-stage" });
    this.key = null;
  }

  /** Lays the graph out anew where the graph, the room or the size of the nodes has changed. */
  draw(graph, text, withRight) {
    const room = roomIn(this.element);
    const key = JSON.stringify([text, room, withRight]);
    if (key === this.key) return;
    this.key = key;
    this.style = room < NARROWEST ? NARROW : WIDE;
    this.plan = layOut(graph, this.style, room, withRight ? WRONG_ROW : 0);
    this.edges = this.plan.edges.map((edge) => drawEdge(edge, this.style));
    this.nodes = graph.nodes.map((node) => drawNode(graph, node, this.plan, withRight));
    const { width, height } = this.plan;
    this.svg = svg(
      "svg",
      { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" },
      ...this.edges.map((edge) => edge.element),
      ...this.edges.map((edge) => edge.label),
      ...this.nodes.map((node) => node.element),
    );
    this.element.replaceChildren(this.svg);
  }

  /** Shows a frame; `wrong` holds the ids of nodes whose gradient the bug has spoilt. */
  show(graph, frame, wrong, description) {
    const isBackward = frame.phase === "backward" || frame.phase === "seed";
    const active = graph.nodes[frame.active];
    this.svg.setAttribute("aria-label", description);
    this.nodes.forEach((drawn, id) => {
      const touched = active?.parents.includes(id) && frame.phase !== "seed";
      const states = ["node", drawn.kind];
      if (id === graph.output) states.push("output");
      if (frame.data[id] === null) states.push("waiting");
      if (id === frame.active) states.push("active", isBackward ? "going-back" : "going-on");
      if (id === frame.active && frame.phase === "refused") states.push("refused");
      if (touched) states.push("touched", isBackward ? "going-back" : "going-on");
      if (wrong.includes(id)) states.push("wrong");
      drawn.element.setAttribute("class", states.map((state) => `gs-${state}`).join(" "));
      drawn.show(frame, wrong.includes(id));
    });
    this.plan.edges.forEach(({ child, edge }, at) => {
      const works = child === frame.active && frame.phase !== "seed" && frame.phase !== "refused";
      this.edges[at].show(frame.locals[child]?.[edge] ?? null, works && (isBackward ? "going-back" : "going-on"));
    });
  }

  /** Scrolls, where the graph is larger than its frame, so that the active node and its parents can be seen. */
  follow(graph, frame, smoothly) {
    const ids = frame.active === null ? graph.backward.slice(-1) : [frame.active, ...graph.nodes[frame.active].parents];
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = this.element;
    const left = nearest(
      ids.map((id) => this.plan.nodes[id].x),
      this.plan.node.width,
      scrollLeft,
      clientWidth,
    );
    const top = nearest(
      ids.map((id) => this.plan.nodes[id].y),
      this.plan.node.height,
      scrollTop,
      clientHeight,
    );
    this.element.scrollTo({ left, top, behavior: smoothly ? "smooth" : "auto" });
  }
}

/** The width, in pixels, that an element has for its content; a usual one while the element is not shown. */
function roomIn(element) {
  const { paddingLeft, paddingRight } = getComputedStyle(element);
  return element.clientWidth ? element.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) : 640;
}

/** The scroll position nearest to the present one at which all places are seen, the first of them at any rate. */
function nearest(places, size, scroll, room) {
  const margin = size / 2 + 16;
  const inView = (at, position) => Math.min(at - margin, Math.max(at + margin - room, position));
  const outermost = Math.min(...places) + Math.max(...places) - places[0];
  return Math.max(0, inView(places[0], inView(outermost, scroll)));
}

function drawEdge({ path, label, ends }, { vertical }) {
  const element = svg("g", { class: "gs-edge" });
  const heads = ends.map((end, at) =>
    svg("path", { class: at === 0 ? "gs-head gs-back" : "gs-head gs-on", d: headPath(end, at, vertical) }),
  );
  element.append(svg("path", { class: "gs-line", d: path }), ...heads);
  const text = svg("text", { class: "gs-slope", x: label.x, y: label.y + 4, "text-anchor": "middle" });
  return {
    element,
    label: text,
    show(slope, works) {
      element.setAttribute("class", works ? `gs-edge gs-works gs-${works}` : "gs-edge");
      text.setAttribute("class", works ? "gs-slope gs-works" : "gs-slope");
      setNumber(text, slope, "local derivative ");
    },
  };
}

/** An arrow head at an end of an edge: at its child (1) it points on, at its parent (0) back. */
function headPath({ x, y }, at, vertical) {
  const length = at === 1 ? -HEAD : HEAD;
  const half = HEAD / 2;
  return vertical ? `M${x},${y}l${-half},${length}h${HEAD}z` : `M${x},${y}l${length},${-half}v${HEAD}z`;
}

function drawNode(graph, node, plan, withRight) {
  const { width, height } = plan.node;
  const { x, y } = plan.nodes[node.id];
  const kind = node.kind === "leaf" ? "constant" : node.kind;
  const corner = { input: 16, constant: 2, operation: 5 }[kind];
  const box = { x: -width / 2, y: -height / 2, width, height, rx: corner };
  const outer = { x: box.x - 3.5, y: box.y - 3.5, width: width + 7, height: height + 7, rx: corner + 3 };
  const row = (at) => box.y + 18 + at * 19.5;
  const [name, what] = titleOf(graph, node);
  const rows = { data: valueRow("data", row(1), box), grad: valueRow("grad", row(2), box) };
  if (withRight) rows.right = valueRow("right", row(3) - 1, box);
  const room = Math.floor((width - 20 - name.length * 8) / SMALL_TYPE);
  const element = svg(
    "g",
    { transform: `translate(${x} ${y})`, "data-part": node.label },
    svg("rect", { class: "gs-halo", ...outer }),
    svg("rect", { class: "gs-box", ...box }),
    svg("text", { class: "gs-label", x: box.x + 9, y: row(0) }, cut(name, 11)),
    svg(
      "text",
      { class: "gs-formula", x: -box.x - 9, y: row(0), "text-anchor": "end" },
      what.length > room ? shorter(node) : what,
    ),
    svg("title", {}, what && name ? `${name} = ${what}` : name || what),
    ...Object.values(rows).flatMap((each) => each.parts),
  );
  return {
    kind,
    element,
    show(frame, isWrong) {
      rows.data.show(frame.data[node.id]);
      rows.grad.show(frame.grad[node.id], isWrong ? "✗ " : "");
      rows.right?.show(isWrong ? frame.right[node.id] : null);
    },
  };
}

/** The head of a node: its name, and what it is. */
function titleOf(graph, node) {
  if (node.kind === "input") return [node.label, "input"];
  if (node.kind !== "operation") return node.name ? [node.label, "fixed"] : ["", "constant"];
  return [node.label, node.operation.written(...node.parents.map((parent) => cut(graph.nodes[parent].label, 8)))];
}

const shorter = (node) => (node.kind === "operation" ? node.symbol : "");
const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function valueRow(word, y, box) {
  const name = svg("text", { class: `gs-row-name gs-${word}`, x: box.x + 9, y }, word);
  const value = svg("text", { class: `gs-row-value gs-${word}`, x: -box.x - 9, y, "text-anchor": "end" });
  return {
    parts: [name, value],
    show(number, mark = "") {
      name.textContent = mark + word;
      name.classList.toggle("gs-absent", number === null);
      setNumber(value, number, `${word} `);
    },
  };
}

function setNumber(text, number, word) {
  if (number === null) return text.replaceChildren();
  const shown = compact(number);
  text.classList.toggle("gs-long", shown.length > 7);
  if (shown.length > 10) setLength(text);
  else text.removeAttribute("textLength");
  return text.replaceChildren(shown, svg("title", {}, word + plain(number)));
}

/** Squeezes a number that would not fit: −6.797e−170. */
function setLength(text) {
  text.setAttribute("textLength", LONGEST_NUMBER);
  text.setAttribute("lengthAdjust", "spacingAndGlyphs");
}
