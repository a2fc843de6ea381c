// All nodes with all digits, as a table: for exact reading, and for who cannot see the picture.

import { html } from "../kit/dom.js";
import { plain } from "../kit/format.js";

/** `{element, update(model)}`. The rows are made only while the table is open. */
export function createTable() {
  const wrap = html("div", { class: "table-wrap", tabindex: 0, role: "group", "aria-label": "Values and gradients" });
  const summary = html("summary", {}, "All values and gradients, with all digits");
  const element = html("details", { class: "more" }, summary, wrap);
  let model = null;
  const fill = () => element.open && model && wrap.replaceChildren(tableOf(model));
  element.addEventListener("toggle", fill);
  return {
    element,
    update(next) {
      model = next;
      fill();
    },
  };
}

function tableOf({ graph, frame, state, wrong }) {
  const columns = ["Node", "Computed as", "data", "grad", ...(state.overwrite ? ["grad without the bug"] : [])];
  const rows = graph.nodes.map((node) => {
    const grad = cell(frame.grad[node.id], wrong.includes(node.id) ? "✗ " : "");
    const right = state.overwrite ? [cell(frame.right[node.id])] : [];
    return html(
      "tr",
      { class: node.id === frame.active ? "gs-active" : null, "data-part": node.label },
      html("th", { scope: "row" }, html("code", {}, node.label)),
      html("td", {}, origin(graph, node)),
      cell(frame.data[node.id]),
      grad,
      ...right,
    );
  });
  const head = columns.map((text) => html("th", { scope: "col", class: /data|grad/.test(text) ? "num" : null }, text));
  return html("table", { class: "compact" }, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
}

function origin(graph, node) {
  if (node.kind !== "operation") return node.kind === "leaf" ? "fixed" : node.kind;
  return html("code", {}, node.operation.written(...node.parents.map((parent) => graph.nodes[parent].label)));
}

function cell(number, mark = "") {
  return html("td", { class: "num" }, number === null ? "–" : mark + plain(number));
}
