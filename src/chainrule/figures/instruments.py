"""What the instruments of `chainrule.training.instruments` recorded, drawn: how numbers grow or fade with depth."""

from collections.abc import Sequence

from chainrule import chart, svg
from chainrule.chart import Series
from chainrule.svg import BLUE, FAINT, QUIET, RED, Svg
from chainrule.training.instruments import LayerRecord, Recording, Statistics

WIDTH, SIZE = 420, 14
ROW = 62  # the height of a histogram with its numbers
WHAT = {
    "activations": "outputs",
    "gradients": "dL/d(output)",
    "weight_gradients": "dL/d(weight)",
}


def by_depth(recordings: dict[str, Recording], what: str = "activations") -> Svg:
    """The standard deviation of the last pass, layer by layer on a logarithmic scale: a line for each network.

    A flat line is a healthy network; one that falls vanishes, one that rises explodes. `what` is `activations`,
    `gradients` or `weight_gradients`; layers that recorded none are left out. ValueError for anything else.
    """
    series = []
    for label, recording in recordings.items():
        seen = _last(recording.layers, what)
        series.append(
            Series(label, [(number, one.std) for number, (_, one) in enumerate(seen, 1)], dots=len(seen) < 30)
        )
    return chart.lines(
        series,
        title=f"The spread of the {WHAT[what]} by depth",
        x="layer",
        y=f"standard deviation of {WHAT[what]}",
        y_log=True,
    )


def histograms(recording: Recording, what: str = "activations") -> Svg:
    """A histogram of the last pass for each layer, one below the other, with its spread and its share of zeros."""
    seen = _last(recording.layers, what)
    left, right = 108.0, 270.0
    parts = [svg.text((0, 14), WHAT[what], size=SIZE, anchor="start", fill=QUIET)]
    said = []
    for row, (layer, numbers) in enumerate(seen):
        bottom = 66.0 + ROW * row
        name = f"{layer.name} {layer.kind}".strip()
        parts += [
            svg.text((0, bottom - 10), name if len(name) <= 14 else f"{name[:13]}…", size=SIZE, anchor="start"),
            svg.line([(left, bottom), (right, bottom)], stroke=FAINT, width=1),
            svg.line(_outline(numbers, left, right, bottom), stroke=BLUE, width=1.6),
            svg.text((left, bottom + 17), svg.number(numbers.low), size=SIZE, anchor="start", fill=QUIET),
            svg.text((right, bottom + 17), svg.number(numbers.high), size=SIZE, anchor="end", fill=QUIET),
            svg.text((WIDTH, bottom - 18), f"σ {svg.number(numbers.std)}", size=SIZE, anchor="end", fill=QUIET),
            svg.text((WIDTH, bottom), _note(numbers), size=SIZE, anchor="end", fill=RED if numbers.bad else QUIET),
        ]
        ends = f"{svg.number(numbers.low)} to {svg.number(numbers.high)}"
        said.append(f"{name}: from {ends}, standard deviation {svg.number(numbers.std)}, {numbers.zeros:.0%} zeros.")
    return svg.picture(
        WIDTH,
        90 + ROW * max(len(seen) - 1, 0),
        *parts,
        title=f"Histograms by layer: {WHAT[what]}",
        description=" ".join(said) or "Nothing was recorded.",
        scale=1.4,
    )


def _last(layers: Sequence[LayerRecord], what: str) -> list[tuple[LayerRecord, Statistics]]:
    if what not in WHAT:
        raise ValueError(f"what is one of {', '.join(WHAT)}, not {what!r}")
    return [(layer, getattr(layer, what)[-1]) for layer in layers if getattr(layer, what)]


def _outline(numbers: Statistics, left: float, right: float, bottom: float) -> list[svg.Point]:
    """The steps of a histogram, the highest bin 36 units high."""
    most, width = max(numbers.counts) or 1, (right - left) / len(numbers.counts)
    points = [(left, bottom)]
    for index, count in enumerate(numbers.counts):
        top = bottom - 36 * count / most
        points += [(left + index * width, top), (left + (index + 1) * width, top)]
    return [*points, (right, bottom)]


def _note(numbers: Statistics) -> str:
    return f"{numbers.bad:.0%} inf or NaN" if numbers.bad else f"{numbers.zeros:.0%} zeros"
