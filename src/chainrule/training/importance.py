"""What mattered in a sweep: the share of each knob, and a picture of it with every trial in it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

from chainrule import chart, svg
from chainrule.svg import Svg
from chainrule.training.search import Choice, Search

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

ENOUGH = 4  # finished trials; with fewer, nothing can be said
GAP, MARGIN = 30, 14
COLUMNS = 2


def shares(study: Study, search: Search, done: Sequence[FrozenTrial]) -> dict[str, float]:
    """How much of what differs between the trials each knob explains, the largest first; together 1.

    Empty where fewer than four trials came to their end, or all came to the same value.

    Source: Hutter, Hoos, Leyton-Brown: An Efficient Approach for Assessing Hyperparameter Importance (2014), as
    Optuna's `FanovaImportanceEvaluator` has it: a forest is fitted to the trials, and its variance is taken apart.
    """
    import optuna

    varied = [name for name in search.space if len({str(trial.params.get(name)) for trial in done}) > 1]
    if len(done) < ENOUGH or len({trial.value for trial in done}) < 2 or not varied:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
        found = optuna.importance.get_param_importances(study, evaluator=evaluator, params=varied)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def what_mattered(search: Search, done: Sequence[FrozenTrial], found: dict[str, float]) -> Svg:
    """The shares as bars, and below them a chart for each knob: its value across, what the trial reached up."""
    pictures = []
    if found:
        pictures.append(
            chart.bars(
                [(name, round(share, 2)) for name, share in found.items()],
                title="What mattered",
                value=f"share in what differs ({search.measure})",
            )
        )
    pictures += [_slice(search, name, done) for name in found or search.space]
    return _together(pictures, f"What mattered in {search.name}: {len(done)} trials")


def _slice(search: Search, name: str, done: Sequence[FrozenTrial]) -> Svg:
    of = search.space[name]
    points = [(trial.params[name], trial.value) for trial in done if name in trial.params and trial.value is not None]
    if isinstance(of, Choice):
        reached = [(str(option), [value for chosen, value in points if chosen == option]) for option in of.options]
        rows = [(f"{option} ({len(values)})", round(fmean(values), 3)) for option, values in reached if values]
        return chart.bars(rows, title=name, value=f"{name}: mean {search.measure} (trials)")
    best = (max if search.maximize else min)(points, key=lambda point: point[1], default=None)
    series = [chart.Series("a trial", points, line=False, dots=True)]
    if best:
        series.append(chart.Series("the best", [best], line=False, dots=True))
    return chart.lines(series, title=name, x=name, y=search.measure, x_log=of.log)


def _together(pictures: Sequence[Svg], title: str) -> Svg:
    """Pictures beside and below each other, in one."""
    parts, x, y, row = [], float(MARGIN), 50.0, 0.0
    width = 2 * MARGIN + COLUMNS * chart.WIDTH + (COLUMNS - 1) * GAP
    for picture in pictures:
        size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+" height="[\d.]+"', picture)
        assert size is not None  # `svg.picture` writes it so
        w, h = float(size[1]), float(size[2])
        if x + w > width:
            x, y, row = float(MARGIN), y + row + GAP, 0.0
        placed = f'viewBox="0 0 {size[1]} {size[2]}" x="{x:g}" y="{y:g}" width="{size[1]}" height="{size[2]}"'
        parts.append(picture.replace(size[0], placed, 1))
        x, row = x + w + GAP, max(row, h)
    head = svg.text((MARGIN, 30), title, size=18, anchor="start", bold=True)
    said = "; ".join(re.findall(r"<desc>(.*?)</desc>", " ".join(pictures)))
    return svg.picture(width, y + row + MARGIN, head, *parts, title=title, description=said)


def table(search: Search, trials: Sequence[FrozenTrial]) -> list[list[str]]:
    """The finished trials, the best first, then those ended early and those that failed: one row of words each."""
    order = {"COMPLETE": 0, "PRUNED": 1, "FAIL": 2}
    finished = [trial for trial in trials if trial.state.name in order]
    sign = -1 if search.maximize else 1
    finished.sort(key=lambda trial: (order[trial.state.name], sign * (trial.value or 0.0), trial.number))
    return [[str(trial.user_attrs["slot"]), _outcome(trial), *_knobs(search, trial)] for trial in finished]


def line(search: Search, trial: FrozenTrial) -> str:
    """A trial that ended, in a line."""
    knobs = ", ".join(f"{name} {value}" for name, value in zip(search.space, _knobs(search, trial), strict=True))
    return f"trial {trial.user_attrs['slot']}: {_outcome(trial)}   ({knobs})"


def _outcome(trial: FrozenTrial) -> str:
    if trial.state.name == "COMPLETE":
        return f"{trial.value:.4f}"
    if trial.state.name == "PRUNED":
        return f"ended after epoch {trial.last_step}"
    return f"failed: {trial.user_attrs.get('reason', 'its worker died')}"


def _knobs(search: Search, trial: FrozenTrial) -> list[str]:
    return [_written(trial.params.get(name, "")) for name in search.space]


def _written(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
