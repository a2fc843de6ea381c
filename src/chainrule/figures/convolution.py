"""Lecture 8: a kernel that slides, the places where it stands, what it finds, and LeNet's shapes."""

from functools import cache

import torch
from torch import Tensor

from chainrule import svg
from chainrule.data import load, to_float
from chainrule.figures.squares import cell, frame, table
from chainrule.models.lenet import LeNet
from chainrule.nn.functional import conv2d
from chainrule.svg import AMBER, BLUE, FAINT, GREEN, LINE, QUIET, Svg, number

WIDTH = 420
SCALE = 1.4
PICTURE = ((1.0, 0.0, 2.0, 3.0), (0.0, 1.0, 4.0, 1.0), (2.0, 1.0, 0.0, 2.0), (1.0, 3.0, 1.0, 0.0))
KERNEL = ((-1.0, 0.0, 1.0),) * 3
DIGIT = 3  # the picture of lecture 7


def slid(picture: object, kernel: object, padding: int = 0) -> list[list[float]]:
    """What one kernel makes of one picture, by the library."""
    x, w = torch.as_tensor(picture)[None, None], torch.as_tensor(kernel)[None, None]
    return conv2d(x, w, padding=padding)[0, 0].tolist()


def one_sum() -> Svg:
    """The first of four places of a 3 x 3 kernel on a picture of 4 x 4, and its sum."""
    side, top = 36.0, 40.0
    made = slid(PICTURE, KERNEL)
    parts = [
        svg.text((72 + 4, 26), "input", size=15, fill=QUIET),
        table((4, top), side, PICTURE, most=5, size=16),
        frame((4, top), 3 * side, 3 * side, stroke=AMBER),
        svg.text((170, top + 80), "⋆", size=22),
        svg.text((190 + 54, 26), "kernel", size=15, fill=QUIET),
        table((190, top + side / 2), side, KERNEL, most=2.5, size=16),
        svg.text((318, top + 80), "=", size=22),
        svg.text((338 + 36, 26), "output", size=15, fill=QUIET),
        table((338, top + side), side, made, most=6, size=16),
        frame((338, top + side), side, side, stroke=AMBER),
    ]
    plus = [PICTURE[i][2] for i in range(3)]
    minus = [PICTURE[i][0] for i in range(3)]
    words = f"({' + '.join(map(number, plus))}) − ({' + '.join(map(number, minus))}) = {number(made[0][0])}"
    parts.append(svg.text((WIDTH / 2, 214), words, size=17, fill=AMBER))
    return svg.picture(
        WIDTH,
        228,
        *parts,
        title="One place of a kernel on a picture",
        description=f"A table of 4 x 4 numbers, a kernel of 3 x 3 with -1, 0, 1 in each row, and the 2 x 2 sums "
        f"{made}. A frame shows the first place and the sum that belongs to it: {words}.",
        scale=SCALE,
    )


def places() -> Svg:
    """One row of 7 pixels with a zero at each end: where a kernel of 3 stands with stride 1, and with stride 2."""
    n, k, p, side, left = 7, 3, 1, 40.0, 30.0
    parts = []
    for index in range(n + 2 * p):
        outside = index < p or index >= n + p
        parts.append(cell((left + index * side, 8), side, edge=FAINT if outside else LINE))
        parts.append(
            svg.text((left + (index + 0.5) * side, 34), "0" if outside else f"x{'₀₁₂₃₄₅₆'[index - p]}", size=17)
        )
    y, said = 78.0, []
    for stride, colour in ((1, BLUE), (2, GREEN)):
        count = (n + 2 * p - k) // stride + 1
        parts.append(
            svg.formula((left, y), f"stride s = {stride}: {count} places", size=16, anchor="start", fill=colour)
        )
        for place in range(count):
            start, level = left + place * stride * side, y + 12 + 9 * (place % 3)
            parts.append(svg.line([(start + 3, level), (start + k * side - 3, level)], stroke=colour, width=3.5))
        said.append(f"With stride {stride} there are {count} places.")
        y += 66
    return svg.picture(
        WIDTH,
        y - 22,
        *parts,
        title="Where a kernel stands along one row",
        description=f"Nine cells: seven pixels with a zero before and after them. Bars of three cells show where the "
        f"kernel stands. {' '.join(said)}",
        scale=SCALE,
    )


def edges() -> Svg:
    """The 3 of lecture 7, and what a kernel for upright edges and one for level edges find in it."""
    digit = to_float(load("digits").train.images[DIGIT, 0])
    upright, level = torch.tensor(KERNEL), torch.tensor(KERNEL).T.contiguous()
    side = 15.6
    parts = []
    pictures = {
        "input": digit.tolist(),
        "upright edges": slid(digit, upright, padding=1),
        "level edges": slid(digit, level, padding=1),
    }
    for column, (name, rows) in enumerate(pictures.items()):
        left = 8 + column * 140
        parts.append(svg.text((left + 4 * side, 20), name, size=15, fill=QUIET))
        parts.append(table((left, 30), side, rows, most=1 if column == 0 else 3))
    parts.append(svg.text((WIDTH / 2, 184), "blue: above zero; amber: below zero", size=14, fill=QUIET))
    return svg.picture(
        WIDTH,
        194,
        *parts,
        title="What two kernels find in a 3",
        description="Three tables of 8 x 8 squares: the digit 3, what a kernel with columns -1, 0, 1 makes of it, and "
        "what its transpose does. The first is blue at the left and amber at the right edges of strokes, the second "
        "blue at their upper and amber at their lower edges.",
        scale=SCALE,
    )


def lenet() -> Svg:
    """LeNet-5 as a list of shapes with the number of parameters of each layer."""
    parts, y = [], 8.0
    parts.append(svg.text((8, y + 14), "shape of one picture", size=14, fill=QUIET, anchor="start"))
    parts.append(svg.text((412, y + 14), "parameters", size=14, fill=QUIET, anchor="end"))
    y += 26
    rows = lenet_layers()
    widest = 110.0
    for name, shape, parameters in rows:
        length = shape[-1] / 28 * widest if len(shape) == 3 else 12
        parts.append(svg.box((70, y + 15), max(length, 12), 26, stroke=BLUE if len(shape) == 3 else GREEN, radius=3))
        parts.append(svg.text((138, y + 20), "×".join(map(str, shape)), size=15, anchor="start"))
        parts.append(svg.text((232, y + 20), name, size=15, anchor="start", fill=QUIET))
        if parameters:
            parts.append(svg.text((412, y + 20), f"{parameters:,}", size=15, anchor="end"))
        y += 32
    total = sum(parameters for _, _, parameters in rows)
    parts.append(svg.text((412, y + 22), f"together {total:,}", size=16, anchor="end", bold=True))
    return svg.picture(
        WIDTH,
        y + 34,
        *parts,
        title="LeNet-5, layer by layer",
        description="From top to bottom: "
        + "; ".join(f"{name}: {'×'.join(map(str, shape))}, {count:,} parameters" for name, shape, count in rows)
        + f". Together {total:,} parameters.",
        scale=SCALE,
    )


@cache
def lenet_layers() -> list[tuple[str, tuple[int, ...], int]]:
    """What each layer of LeNet gives for one picture, by running it: its name, its shape and its parameters."""
    model = LeNet(generator=torch.Generator().manual_seed(0))
    names = {"Conv2d": "5×5 kernels", "AvgPool2d": "pooling 2×2", "Linear": "linear"}
    x: Tensor = torch.zeros(1, 1, 28, 28)
    rows: list[tuple[str, tuple[int, ...], int]] = [("input", (1, 28, 28), 0)]
    for layer in [*model.features, *model.classifier]:
        if isinstance(layer, torch.nn.Module) and type(layer).__name__ == "Linear":
            x = x.flatten(1)
        x = layer(x)
        kind = names.get(type(layer).__name__)
        if kind:
            rows.append((kind, tuple(x.shape[1:]), sum(p.numel() for p in layer.parameters())))
    return rows


DRAWN = {
    "convolution.edges": edges,
    "convolution.lenet": lenet,
    "convolution.one_sum": one_sum,
    "convolution.places": places,
}
