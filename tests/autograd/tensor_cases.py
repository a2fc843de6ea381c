"""The table of operations on Tensors that drives the tests: each with its twin in PyTorch, and what it is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

import chainrule.autograd as ours

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One operation: on Tensors, on torch's, and the shapes of its inputs, drawn from (low, high)."""

    name: str
    ours: Callable[..., Any]
    twin: Callable[..., Any]
    shapes: tuple[Shape, ...]
    low: float = -2.0
    high: float = 2.0
    away_from: tuple[float, ...] = field(default=())  # kinks, beside which it is checked

    def inputs(self, generator: np.random.Generator) -> list[np.ndarray]:
        arrays = []
        for shape in self.shapes:
            x = generator.uniform(self.low, self.high, shape)
            for kink in self.away_from:
                x = np.where(np.abs(x - kink) < 0.01, kink + 0.1, x)
            arrays.append(x)
        return arrays


def case(name: str, both: Callable[..., Any], *shapes: Shape, **limits: Any) -> Case:
    """An operation that is written alike for both."""
    return Case(name, both, both, shapes, **limits)


def pair(name: str, of_ours: Callable[..., Any], of_torch: Callable[..., Any], *shapes: Shape, **limits: Any) -> Case:
    return Case(name, of_ours, of_torch, shapes, **limits)


CHOSEN = np.array([[True, False, True], [False, False, True]])
ROWS = np.array([2, 0, 2, 2])
MASK = np.array([True, False, True])
CLASSES = np.array([3, 0, 1, 3, 3])


def correlate(**steps: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return lambda *t: ours.cross_correlate2d(*t, **steps), lambda *t: F.conv2d(*t, **steps)


def largest(kernel: Any, **steps: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return lambda x: ours.max_pool2d(x, kernel, **steps), lambda x: F.max_pool2d(x, kernel, **steps)


def average(kernel: Any, **steps: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return lambda x: ours.avg_pool2d(x, kernel, **steps), lambda x: F.avg_pool2d(x, kernel, **steps)


CASES = [
    pair("leaky_relu", lambda a: ours.leaky_relu(a, 0.2), lambda a: F.leaky_relu(a, 0.2), (2, 3), away_from=(0.0,)),
    pair("softplus", ours.softplus, F.softplus, (2, 3)),
    pair("silu", ours.silu, F.silu, (2, 3)),
    pair("weighted_sum", ours.weighted_sum, lambda x, w, b: x @ w + b, (4, 3), (3,), ()),
    pair("weighted_sum of one row", ours.weighted_sum, lambda x, w, b: x @ w + b, (3,), (3,), ()),
    pair("weighted_sum of rows of rows", ours.weighted_sum, lambda x, w, b: x @ w + b, (2, 4, 3), (3,), ()),
    pair("squared_distance", ours.squared_distance, lambda x, c: ((x - c) ** 2).sum(-1), (4, 3), (3,)),
    pair("squared_distance of one row", ours.squared_distance, lambda x, c: ((x - c) ** 2).sum(-1), (3,), (3,)),
    # Arithmetic, with a number on either side and with broadcasting
    case("a + b", lambda a, b: a + b, (2, 3), (2, 3)),
    case("a + n", lambda a: 2 + a + 0.5, (2, 3)),
    case("a - b", lambda a, b: a - b, (2, 3), (3,)),
    case("n - a", lambda a: 1.5 - a, (4,)),
    case("a * b", lambda a, b: a * b, (2, 1, 3), (4, 1)),
    case("n * a", lambda a: 3 * a * 0.5, ()),
    case("a / b", lambda a, b: a / b, (2, 3), (2, 1), away_from=(0.0,)),
    case("n / a", lambda a: 2 / a, (3,), away_from=(0.0,)),
    case("a ** b", lambda a, b: a**b, (2, 3), (3,), low=0.3),
    case("a ** 2", lambda a: a**2, (2, 3)),
    case("a ** 0.5", lambda a: a**0.5, (2, 3), low=0.2),
    case("a ** -2", lambda a: a**-2, (2, 3), low=0.3),
    case("a ** 0", lambda a: a**0 + a, (2, 3)),
    case("n ** a", lambda a: 1.7**a, (2, 3)),
    case("-a", lambda a: -a, (2, 3)),
    case("a used three times", lambda a: a * a + a * a * a - a, (2, 3)),
    # Products of matrices
    case("matrix @ matrix", lambda a, b: a @ b, (2, 3), (3, 4)),
    case("vector @ vector", lambda a, b: a @ b, (3,), (3,)),
    case("vector @ matrix", lambda a, b: a @ b, (3,), (3, 2)),
    case("matrix @ vector", lambda a, b: a @ b, (2, 3), (3,)),
    case("batch @ batch", lambda a, b: a @ b, (5, 2, 3), (5, 3, 4)),
    case("batch @ matrix", lambda a, b: a @ b, (5, 2, 3), (3, 4)),
    case("matrix @ batch", lambda a, b: a @ b, (2, 3), (5, 3, 2)),
    case("batch @ vector", lambda a, b: a @ b, (5, 2, 3), (3,)),
    case("vector @ batch", lambda a, b: a @ b, (2,), (5, 2, 3)),
    case("batch @ batch, broadcast", lambda a, b: a @ b, (4, 1, 2, 3), (5, 3, 2)),
    pair("linear", ours.linear, F.linear, (5, 3), (4, 3), (4,)),
    pair("linear without bias", ours.linear, F.linear, (2, 5, 3), (4, 3)),
    pair("linear of one row", ours.linear, F.linear, (3,), (4, 3), (4,)),
    # One element at a time
    case("exp", lambda a: a.exp(), (2, 3)),
    case("log", lambda a: a.log(), (2, 3), low=0.2),
    case("sqrt", lambda a: a.sqrt(), (2, 3), low=0.2),
    case("abs", lambda a: a.abs(), (2, 3), away_from=(0.0,)),
    case("tanh", lambda a: a.tanh(), (2, 3)),
    case("sigmoid", lambda a: a.sigmoid(), (2, 3), low=-6.0, high=6.0),
    case("relu", lambda a: a.relu(), (2, 3), away_from=(0.0,)),
    pair("maximum", ours.maximum, torch.maximum, (2, 3), (3,)),
    pair("minimum", ours.minimum, torch.minimum, (2, 3), (2, 1)),
    pair(
        "where",
        lambda a, b: ours.where(CHOSEN, a, b),
        lambda a, b: torch.where(torch.tensor(CHOSEN), a, b),
        (2, 3),
        (3,),
    ),
    # Reductions
    case("sum", lambda a: a.sum(), (2, 3)),
    case("sum, axis 0", lambda a: a.sum(0), (2, 3)),
    case("sum, last axis kept", lambda a: a.sum(-1, True), (2, 3)),
    case("sum, two axes", lambda a: a.sum((0, 2)), (2, 3, 4)),
    case("mean", lambda a: a.mean(), (2, 3)),
    case("mean, two axes kept", lambda a: a.mean((1, -1), True), (2, 3, 4)),
    case("var", lambda a: a.var(), (2, 3)),
    pair("var, plain", lambda a: a.var(1, correction=0), lambda a: a.var(1, correction=0), (2, 3)),
    pair("var, kept", lambda a: a.var((0, 1), True), lambda a: a.var((0, 1), keepdim=True), (2, 3, 2)),
    pair("max", lambda a: a.max(), torch.amax, (2, 3)),
    pair("max, axis 1", lambda a: a.max(1), lambda a: a.amax(1), (2, 3)),
    pair("max, axes kept", lambda a: a.max((0, -1), True), lambda a: a.amax((0, -1), True), (2, 3, 2)),
    pair("min", lambda a: a.min(), torch.amin, (2, 3)),
    pair("min, axis -2", lambda a: a.min(-2), lambda a: a.amin(-2), (2, 3)),
    # Shape
    case("reshape", lambda a: a.reshape(3, -1), (2, 3)),
    case("reshape by a tuple", lambda a: a.reshape((6,)), (2, 3)),
    case("transpose", lambda a: a.transpose(0, -1), (2, 3, 4)),
    case("permute", lambda a: a.permute(2, 0, 1), (2, 3, 4)),
    case("permute by a tuple", lambda a: a.permute((-1, 0, 1)), (2, 3, 4)),
    case("T", lambda a: a.T, (2, 3)),
    # Taking elements
    case("a[1]", lambda a: a[1], (3, 4)),
    case("a[1, -1]", lambda a: a[1, -1], (3, 4)),
    case("a[:, 1:3]", lambda a: a[:, 1:3], (3, 4)),
    case("a[..., ::2]", lambda a: a[..., ::2], (3, 4)),
    case("a[None, :, 0]", lambda a: a[None, :, 0], (3, 4)),
    case("a[integers], some twice", lambda a: a[ROWS], (3, 4)),
    case("a[integers, integers]", lambda a: a[ROWS, ROWS], (3, 4)),
    case("a[:, integers]", lambda a: a[:, ROWS], (2, 3)),
    case("a[list]", lambda a: a[[0, 0, 1]], (3, 4)),
    case("a[booleans]", lambda a: a[MASK], (3, 4)),
    case("a[booleans, 1]", lambda a: a[MASK, 1], (3, 4)),
    # Side by side
    pair("concatenate", lambda *t: ours.concatenate(t), lambda *t: torch.cat(t), (2, 3), (1, 3), (4, 3)),
    pair("concatenate, last axis", lambda *t: ours.concatenate(t, -1), lambda *t: torch.cat(t, -1), (2, 3), (2, 1)),
    pair("stack", lambda *t: ours.stack(t), lambda *t: torch.stack(t), (2, 3), (2, 3)),
    pair("stack, axis -1", lambda *t: ours.stack(t, -1), lambda *t: torch.stack(t, -1), (2, 3), (2, 3)),
    pair("stack, axis 1", lambda *t: ours.stack(t, 1), lambda *t: torch.stack(t, 1), (2, 3), (2, 3)),
    pair("pad", lambda a: ours.pad(a, [(1, 0), (2, 3)], 0.5), lambda a: F.pad(a, (2, 3, 1, 0), value=0.5), (2, 3)),
    # Probabilities
    pair("softmax", ours.softmax, lambda a: torch.softmax(a, -1), (2, 3)),
    pair("softmax, axis 0", lambda a: ours.softmax(a, 0), lambda a: torch.softmax(a, 0), (2, 3, 2)),
    pair("log_softmax", ours.log_softmax, lambda a: torch.log_softmax(a, -1), (2, 3)),
    pair(
        "cross_entropy",
        lambda a: ours.cross_entropy(a, CLASSES),
        lambda a: F.cross_entropy(a, torch.tensor(CLASSES)),
        (5, 4),
    ),
    pair(
        "cross_entropy of one row",
        lambda a: ours.cross_entropy(a, 2),
        lambda a: F.cross_entropy(a, torch.tensor(2)),
        (4,),
    ),
    # Pictures
    pair("correlation", *correlate(), (2, 3, 5, 6), (4, 3, 3, 2), (4,)),
    pair("correlation without bias", *correlate(), (2, 1, 5, 5), (2, 1, 5, 5)),
    pair("correlation, padding", *correlate(padding=2), (2, 2, 4, 4), (3, 2, 3, 3), (3,)),
    pair("correlation, stride", *correlate(stride=(2, 3), padding=(1, 0)), (2, 2, 6, 7), (3, 2, 3, 2), (3,)),
    pair("correlation, dilation", *correlate(dilation=(2, 3), padding=1), (1, 2, 7, 7), (2, 2, 3, 2), (2,)),
    pair("correlation, groups", *correlate(groups=2, stride=2), (2, 4, 5, 5), (6, 2, 2, 3), (6,)),
    pair("correlation, a kernel a channel", *correlate(groups=3, padding=1), (2, 3, 4, 4), (3, 1, 3, 3), (3,)),
    pair("max pooling", *largest(2), (2, 3, 4, 6)),
    pair("max pooling, overlapping", *largest(3, stride=2, padding=1), (2, 2, 7, 6)),
    pair("max pooling, dilation", *largest((2, 3), stride=1, dilation=2), (1, 2, 6, 7)),
    pair("average pooling", *average(2), (2, 3, 4, 6)),
    pair("average pooling, overlapping", *average((3, 2), stride=(2, 1), padding=(1, 1)), (2, 2, 7, 6)),
]
NAMES = [each.name for each in CASES]
