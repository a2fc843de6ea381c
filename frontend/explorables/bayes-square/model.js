// A joint table of two yes-or-no variables, made of a prior and two rates, and all that follows from it. Pure.
import { choice, number } from "../kit/state.js";

const share = (plain) => number(plain, { least: 0, most: 1 });

export const FIELDS = {
  prior: share(0.02),
  hits: share(0.9),
  alarms: share(0.05),
  given: choice("thrown", ["nothing", "thrown", "kept", "rotten", "good"]),
};

/**
 * `cells` are p(r, t), `rotten`, `good`, `thrown`, `kept` the margins; `slice` is the conditional that `given` asks for:
 * its two names, what they are, and their sum, or null where that is 0.
 */
export function compute({ prior, hits, alarms, given }) {
  const cells = {
    rotten: { thrown: prior * hits, kept: prior * (1 - hits) },
    good: { thrown: (1 - prior) * alarms, kept: (1 - prior) * (1 - alarms) },
  };
  const margins = {
    rotten: prior,
    good: 1 - prior,
    thrown: cells.rotten.thrown + cells.good.thrown,
    kept: cells.rotten.kept + cells.good.kept,
  };
  const gap = margins.thrown * prior - cells.rotten.thrown;
  return { cells, margins, slice: sliceOf(cells, margins, given), independent: Math.abs(gap) < 1e-12 };
}

function sliceOf(cells, margins, given) {
  if (given === "nothing") return null;
  const isRow = given === "thrown" || given === "kept";
  const names = isRow ? ["rotten", "good"] : ["thrown", "kept"];
  const joint = names.map((name) => (isRow ? cells[name][given] : cells[given][name]));
  const total = margins[given];
  return { given, names, joint, total, shares: total > 0 ? joint.map((p) => p / total) : null };
}
