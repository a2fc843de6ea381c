"""A perceptron separates two moons: on the engine over single numbers, and on that over arrays (lectures 4 and 6)."""

import random
import time
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from chainrule.autograd import MLP, Tensor, Value, tensor_mlp
from chainrule.data.moons import two_moons
from chainrule.figures.boundary import boundary, field, letters
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.training import Epoch, History, Logger, Plan
from chainrule.training.loggers import Loggers

Points = Sequence[tuple[float, float]]
SIZES = [16, 16, 1]
POINTS, STEPS = 100, 100
QUICK_POINTS, QUICK_STEPS = 50, 20
RATE, DECAY = 1.0, 1e-4


def run(options: Options) -> Outcome:
    """2-16-16-1 with ReLUs, max-margin loss on all points at once: the share that each engine gets right."""
    [seed] = options.seeds(1)
    count, steps = (QUICK_POINTS, QUICK_STEPS) if options.quick else (POINTS, STEPS)
    points, moons = two_moons(count, noise=0.1, generator=random.Random(seed))
    signs = [2 * moon - 1 for moon in moons]
    numbers, pictures, sketches, seconds = [], {}, [], 0.0
    for engine in (Values, Tensors):
        network = engine(points, signs, random.Random(seed), fused=not options.mine)
        history = train(network, steps, options.loggers(engine.__name__))
        accuracy = history.metric("accuracy")[-1]
        numbers.append(Number(f"train accuracy, {engine.__name__}", accuracy, 0.9 if options.quick else 1.0))
        seconds += history.seconds
        scored = field(points, network.scores)
        title = f"Decision boundary, {engine.__name__}"
        pictures[f"boundary-{engine.__name__.lower()}"] = boundary(scored, points, signs, title=title)
        sketches.append(
            f"{title}: dots where the score is above 0, o and x are the two moons\n{letters(scored, points, signs)}"
        )
    return Outcome(tuple(numbers), (seed,), seconds, pictures=pictures, sketch=sketches[0])


class Network(Protocol):
    """One engine's network with its points."""

    def step(self, rate: float) -> float:
        """A step of gradient descent on all points; gives the loss before it."""
        ...

    def accuracy(self) -> float:
        """The share of the points that lie on their side."""
        ...

    def scores(self, points: Points) -> list[float]:
        """The network's output at each of the points."""
        ...


def train(network: Network, steps: int, loggers: Sequence[Logger]) -> History:
    """So many steps, with a rate that falls to a tenth; there is one batch, so an epoch is all of them."""
    history, heard = History(), Loggers(loggers)
    heard.tell("start", Plan(1, steps), history)
    try:
        for number in range(steps):
            began, rate = time.perf_counter(), RATE * (1 - 0.9 * number / steps)
            history.losses.append(network.step(rate))
            history.rates.append(rate)
            history.seconds += time.perf_counter() - began
            heard.tell("step", history)
        loss = sum(history.losses) / steps
        history.epochs.append(Epoch(1, steps, history.seconds, loss, {"accuracy": network.accuracy()}))
        heard.tell("epoch", history.epochs[-1], history)
    finally:
        heard.tell("close")
    return history


class Values:
    """The network over scalar Values, a point at a time."""

    def __init__(self, points: Points, signs: Sequence[int], generator: random.Random, *, fused: bool) -> None:
        self.points, self.signs = points, signs
        self.model = MLP(2, SIZES, activation=Value.relu, fused=fused, generator=generator)

    def scores(self, points: Points) -> list[float]:
        return [self.model(point)[0].data for point in points]

    def step(self, rate: float) -> float:
        loss = Value(0.0)
        for sign, point in zip(self.signs, self.points, strict=True):
            loss = loss + (1 - sign * self.model(point)[0]).relu() / len(self.signs)
        for parameter in self.model.parameters():
            loss = loss + DECAY * parameter * parameter
            parameter.grad = 0.0
        loss.backward()
        for parameter in self.model.parameters():
            parameter.data -= rate * parameter.grad
        return loss.data

    def accuracy(self) -> float:
        right = [sign * score > 0 for sign, score in zip(self.signs, self.scores(self.points), strict=True)]
        return sum(right) / len(right)


class Tensors:
    """The same network over arrays, all points at once."""

    def __init__(self, points: Points, signs: Sequence[int], generator: random.Random, *, fused: bool) -> None:
        self.points, self.signs = Tensor(points), Tensor(np.array(signs, dtype=float)[:, None])  # (N, 2), (N, 1)
        self.model = tensor_mlp.MLP(2, SIZES, activation=Tensor.relu, fused=fused, generator=generator)

    def step(self, rate: float) -> float:
        loss = (1 - self.signs * self.model(self.points)).relu().mean()
        for parameter in self.model.parameters():
            loss = loss + DECAY * (parameter * parameter).sum()
            parameter.grad = None
        loss.backward()
        for parameter in self.model.parameters():
            assert parameter.grad is not None  # each has a share in the loss
            parameter.data = parameter.data - rate * parameter.grad
        return float(loss.data)

    def accuracy(self) -> float:
        return float((self.signs.data * self.model(self.points).data > 0).mean())

    def scores(self, points: Points) -> list[float]:
        return [float(score) for score in self.model(Tensor(points)).data[:, 0]]


RECIPE = Recipe(
    "moons-mlp",
    "A perceptron on two moons, by both engines",
    "100% of the points it was trained on right, by each engine",
    "90% of half the points, after a fifth of the steps",
    run,
    resumes=False,
)
