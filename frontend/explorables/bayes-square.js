// A square of area 1, cut by a prior and two rates that the reader drags: joint table, conditionals and Bayes' rule.
import { html, svg } from "./kit/dom.js";
import { define } from "./kit/explorable.js";
import { choiceField, numberField } from "./kit/fields.js";
import { short } from "./kit/format.js";
import { createPlot } from "./kit/plot.js";
import { FIELDS, compute } from "./bayes-square/model.js";

const GIVEN = [
  ["nothing", "nothing: the joint table"],
  ["thrown", "it was thrown out"],
  ["kept", "it was kept"],
  ["rotten", "it is rotten"],
  ["good", "it is good"],
];
const WORDS = { thrown: "thrown out", kept: "kept", rotten: "rotten", good: "good" };
const COLOURS = { rotten: "var(--warn)", good: "var(--accent)" };

function picture({ set }) {
  const plot = createPlot({ width: 380, height: 330, xs: [0, 1], ys: [0, 1], names: ["rotten | good", "thrown out | kept"], label: "The joint table as areas" });
  const drag = (name, part, move) => plot.point({ name, part, step: 0.01, move });
  const points = {
    prior: drag("Prior: share of rotten fruit", "prior", ([x]) => set({ prior: x })),
    hits: drag("Share of the rotten that is thrown out", "hits", ([, y]) => set({ hits: y })),
    alarms: drag("Share of the good that is thrown out", "alarms", ([, y]) => set({ alarms: y })),
  };
  const area = (fruit, what, [x0, y0, x1, y1], state) => {
    const isIn = state.given === "nothing" || state.given === fruit || state.given === what;
    const opacity = isIn ? (what === "thrown" ? 0.85 : 0.35) : 0.08;
    const [x, y] = [plot.x.at(x0), plot.y.at(y1)];
    const size = { width: Math.max(0, plot.x.at(x1) - x), height: Math.max(0, plot.y.at(y0) - y) };
    return svg("rect", { x, y, ...size, fill: COLOURS[fruit], "fill-opacity": opacity, stroke: "var(--paper)", "data-part": `${fruit}-${what}` });
  };
  return {
    element: html("div", { class: "ex-stage" }, plot.element),
    update({ state, cells, margins }) {
      const { prior, hits, alarms } = state;
      plot.draw(
        area("rotten", "thrown", [0, 0, prior, hits], state),
        area("rotten", "kept", [0, hits, prior, 1], state),
        area("good", "thrown", [prior, 0, 1, alarms], state),
        area("good", "kept", [prior, alarms, 1, 1], state),
      );
      points.prior.update([prior, 0]);
      points.hits.update([prior / 2, hits]);
      points.alarms.update([(1 + prior) / 2, alarms]);
      const words = `The joint table as areas: rotten and thrown out ${short(cells.rotten.thrown)}, good and thrown out ${short(cells.good.thrown)}, together ${short(margins.thrown)}.`;
      plot.element.setAttribute("aria-label", words);
    },
  };
}

function numbers({ set }) {
  const limits = { least: 0, most: 1, step: 0.01 };
  const fields = [
    ["prior", "p(rotten)", 0.001],
    ["hits", "p(thrown | rotten)", 0.01],
    ["alarms", "p(thrown | good)", 0.01],
  ].map(([key, label, step]) => [key, numberField(label, { ...limits, step, part: key, change: (value) => set({ [key]: value }) })]);
  const given = choiceField("Given that", GIVEN, (value) => set({ given: value }));
  return {
    element: html("div", { class: "ex-controls" }, ...fields.map(([, field]) => field.element), given.element),
    update({ state }) {
      for (const [key, field] of fields) field.update(state[key]);
      given.update(state.given);
    },
  };
}

function table() {
  const cell = (part) => html("td", { "data-part": part });
  const all = {};
  const row = (fruit) => {
    const cells = { thrown: cell(`${fruit}-thrown`), kept: cell(`${fruit}-kept`), sum: cell(fruit) };
    all[fruit] = cells;
    return html("tr", {}, html("th", { scope: "row" }, WORDS[fruit]), cells.thrown, cells.kept, cells.sum);
  };
  const sums = { thrown: cell("thrown"), kept: cell("kept") };
  const head = (text) => html("th", { scope: "col" }, text);
  const foot = html("tr", {}, html("th", { scope: "row" }, "sum"), sums.thrown, sums.kept, html("td", {}, "1"));
  const element = html(
    "table",
    {},
    html("caption", { class: "help" }, "The joint table, with its marginals"),
    html("thead", {}, html("tr", {}, html("td", {}), head("thrown out"), head("kept"), head("sum"))),
    html("tbody", {}, row("rotten"), row("good"), foot),
  );
  const said = html("p", { role: "status", "data-part": "posterior" });
  const show = (td, value) => {
    td.textContent = short(value);
    td.title = String(value);
  };
  return {
    element: html("div", { class: "ex-controls" }, html("div", { class: "table-wrap", tabindex: 0, role: "group", "aria-label": "The joint table" }, element), said),
    update({ state, cells, margins, slice, independent }) {
      for (const fruit of ["rotten", "good"]) {
        for (const what of ["thrown", "kept"]) show(all[fruit][what], cells[fruit][what]);
        show(all[fruit].sum, margins[fruit]);
      }
      for (const what of ["thrown", "kept"]) show(sums[what], margins[what]);
      said.textContent = sentence(state, slice, independent);
    },
  };
}

function sentence({ given }, slice, independent) {
  const rest = independent ? " The answer tells nothing about the fruit: the two are independent." : "";
  if (!slice) return `The four cells sum to 1.${rest}`;
  if (!slice.shares) return `No fruit is ${WORDS[given]}: nothing can be said given that.`;
  const [first] = slice.names;
  const [p] = slice.joint;
  return `p(${WORDS[first]} | ${WORDS[given]}) = ${short(p)} ÷ ${short(slice.total)} = ${short(slice.shares[0])}.${rest}`;
}

define("bayes-square", { fields: FIELDS, compute, parts: { picture, numbers, table } });
