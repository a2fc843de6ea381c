"""Lecture 8: a digit, what the trained LeNet's first layer makes of it, and the answer, by the engine over arrays."""

from functools import cache
from importlib import resources

import numpy as np
from safetensors.numpy import load

from chainrule import svg
from chainrule.autograd import Tensor
from chainrule.autograd.cross_correlation import cross_correlate2d
from chainrule.autograd.pooling import avg_pool2d, max_pool2d
from chainrule.svg import AMBER, BLUE, FAINT, INK, QUIET, Point, Svg

SIDE = 28
MEAN, DEVIATION = 0.1307, 0.3081  # of the pixels of MNIST's training images, as the recipes have them
FAINTEST = 0.06  # of a map's largest number: below, nothing is drawn
Weights = dict[str, np.ndarray]


@cache
def weights() -> Weights:
    """The LeNet of scripts/lenet_for_page.py, as float64."""
    found = load(_file("lenet.safetensors"))
    return {name: tensor.astype(np.float64) for name, tensor in found.items()}


@cache
def digits() -> np.ndarray:
    """The first test image of each digit, (10, 28, 28), from 0 to 1."""
    return np.asarray(load(_file("lenet-digits.safetensors"))["digits"]).astype(np.float64) / 255


def _file(name: str) -> bytes:
    return resources.files("chainrule.models").joinpath(f"files/{name}").read_bytes()


def look_at(picture: np.ndarray, net: Weights, *, modern: bool = True) -> dict[str, np.ndarray]:
    """What every layer makes of a picture (28, 28) from 0 to 1: maps (C, H, W), and the logits (10,).

    With `modern`, ReLU and maximum pooling; else tanh and the mean. `net` has no batch normalization.
    """
    activation, pool = (Tensor.relu, max_pool2d) if modern else (Tensor.tanh, avg_pool2d)
    w = {name: Tensor(tensor) for name, tensor in net.items()}
    x = Tensor(((picture - MEAN) / DEVIATION)[None, None])
    first = activation(cross_correlate2d(x, w["features.0.weight"], w["features.0.bias"], padding=2))
    small = pool(first, 2)
    second = activation(cross_correlate2d(small, w["features.3.weight"], w["features.3.bias"]))
    smallest = pool(second, 2)
    h = smallest.reshape(1, smallest.size)
    for number in (0, 2, 4):
        h = h @ w[f"classifier.{number}.weight"].T + w[f"classifier.{number}.bias"]
        h = activation(h) if number < 4 else h
    maps = {"first": first, "small": small, "second": second, "smallest": smallest, "logits": h}
    return {name: tensor.data[0] for name, tensor in maps.items()}


def seen(digit: int, *, modern: bool = True) -> Svg:
    """The digit, the six pooled maps of the first layer, and how sure the network is of each answer."""
    picture = digits()[digit]
    layers = look_at(picture, weights(), modern=modern)
    powers = np.exp(layers["logits"] - layers["logits"].max())
    probabilities = powers / powers.sum()
    parts = [svg.text((70, 14), "the picture", size=13, fill=QUIET), *pixels((0, 20), picture, 140, INK)]
    parts.append(svg.text((310, 14), "after the first layer, pooled", size=13, fill=QUIET))
    for number, each in enumerate(layers["small"]):
        parts += pixels((170 + 96 * (number % 3), 20 + 96 * (number // 3)), each, 88, BLUE)
    parts += [
        part
        for number, share in enumerate(probabilities)
        for part in (
            svg.text((46 * number + 16, 268), str(number), size=14, bold=bool(share == probabilities.max())),
            svg.box((46 * number + 16, 252 - 17 * share), 24, max(1.0, 34 * share), stroke=AMBER, fill=AMBER, radius=0),
        )
    ]
    answer = int(probabilities.argmax())
    said = f"A {digit} of the test set. The network says {answer}, with probability {probabilities[answer]:.3f}."
    return svg.picture(462, 274, *parts, title="What LeNet sees", description=said, scale=1.3)


def pixels(at: Point, picture: np.ndarray, size: float, colour: str) -> list[str]:
    """A square frame with a dot of ink for each number that is not about zero; the largest is darkest."""
    side = size / len(picture)
    most = max(float(np.abs(picture).max()), 1e-9)
    parts = [svg.element("rect", x=at[0], y=at[1], width=size, height=size, fill="none", stroke=FAINT)]
    for row, column in np.argwhere(np.abs(picture) > FAINTEST * most):
        strength = round(float(abs(picture[row, column])) / most, 1) or 0.1
        place = {"x": at[0] + side * float(column), "y": at[1] + side * float(row), "width": side, "height": side}
        parts.append(svg.element("rect", **place, fill=colour, opacity=str(strength)))  # type: ignore[arg-type]
    return parts
