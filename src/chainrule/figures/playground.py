"""Lecture 6: a small network on points of two classes, trained as the playground in the page trains it."""

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from chainrule.autograd import Tensor
from chainrule.data.circles import two_circles
from chainrule.data.moons import two_moons
from chainrule.data.spirals import two_spirals
from chainrule.figures.boundary import boundary, field
from chainrule.svg import Point, Svg

MAKERS = {"moons": two_moons, "circles": two_circles, "spirals": two_spirals}
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": Tensor.tanh,
    "relu": Tensor.relu,
    "sigmoid": Tensor.sigmoid,
    "identity": lambda x: x,
}
Layers = list[tuple[Tensor, Tensor]]  # the weight (outputs, inputs) and the bias (outputs,) of each layer


def first_weights(sizes: Sequence[int], seed: int) -> Layers:
    """Uniform within 1/sqrt(inputs): the numbers that `nn.Linear` draws from `torch.Generator().manual_seed(seed)`."""
    bits = np.random.RandomState(seed)

    def draw(*shape: int, bound: float) -> Tensor:
        raw = bits.randint(0, 2**32, size=math.prod(shape), dtype=np.uint32)
        share = (raw & 0xFFFFFF) / 2**24  # 24 bits, as many as a float32 holds
        low = np.float32(-bound)
        numbers = (share * float(np.float32(2 * bound)) + float(low)).astype(np.float32).astype(np.float64)
        return Tensor(numbers.reshape(shape), requires_grad=True)

    layers = []
    for inputs, outputs in pairwise(sizes):
        bound = 1 / math.sqrt(inputs)
        layers.append((draw(outputs, inputs, bound=bound), draw(outputs, bound=bound)))
    return layers


def logits(layers: Layers, points: Sequence[Point], activation: str) -> Tensor:
    """What the network answers at some points, (N, 1): above 0 for class 1."""
    x = Tensor(np.array(points, dtype=float).reshape(-1, 2))
    for number, (weight, bias) in enumerate(layers, 1):
        x = x @ weight.T + bias
        x = ACTIVATIONS[activation](x) if number < len(layers) else x
    return x


def train(
    layers: Layers,
    points: Sequence[Point],
    classes: Sequence[int],
    *,
    activation: str,
    rate: float,
    decay: float,
    epochs: int,
) -> list[float]:
    """Gradient descent on the binary cross-entropy of all points at once; the loss before each epoch and at the end."""
    target = Tensor(np.array(classes, dtype=float)[:, None])
    losses = []
    for epoch in range(epochs + 1):
        x = logits(layers, points, activation)
        p = x.sigmoid()
        losses.append(float((x * (1 - target) - p.log()).mean().data))
        if epoch == epochs:
            break
        p_minus_target = (p.data - target.data) / len(classes)  # the slope of the loss, which no log(0) spoils
        for parameter in (parameter for layer in layers for parameter in layer):
            parameter.grad = None
        x.backward(p_minus_target)
        for parameter in (parameter for layer in layers for parameter in layer):
            assert parameter.grad is not None  # each has a share in the loss
            parameter.data = parameter.data - rate * (parameter.grad + decay * parameter.data)
    return losses


def trained(
    kind: str,
    count: int,
    noise: float,
    hidden: Sequence[int],
    *,
    activation: str,
    rate: float,
    decay: float,
    seed: int,
    epochs: int,
) -> Svg:
    """The points, and the line on which the trained network is undecided."""
    points, classes = MAKERS[kind](count, noise, random.Random(seed))
    return trained_on(points, classes, hidden, activation=activation, rate=rate, decay=decay, seed=seed, epochs=epochs)


def trained_on(
    points: Sequence[Point],
    classes: Sequence[int],
    hidden: Sequence[int],
    *,
    activation: str,
    rate: float,
    decay: float,
    seed: int,
    epochs: int,
) -> Svg:
    """The same for points that are given."""
    layers = first_weights([2, *hidden, 1], seed)
    train(layers, points, classes, activation=activation, rate=rate, decay=decay, epochs=epochs)
    scored = field(points, lambda places: [float(x) for x in logits(layers, places, activation).data[:, 0]])
    signs = [2 * each - 1 for each in classes]
    return boundary(scored, points, signs, title=f"Where the network is undecided, after {epochs} epochs")
