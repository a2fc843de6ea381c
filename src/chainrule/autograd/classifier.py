"""A classifier for two classes over Tensors: its loss, its accuracy, and the loop that trains it (lecture 6)."""

import random

from chainrule.autograd.neuron import softplus
from chainrule.autograd.tensor import Operand, Tensor, as_tensor
from chainrule.autograd.tensor_mlp import MLP
from chainrule.autograd.value import zero_grad


def logistic_loss(scores: Tensor, labels: Operand) -> Tensor:
    """The mean over the rows of -log p, where p is the probability that the score f gives to the right class.

    A score f says sigmoid(f) for class 1 and sigmoid(-f) for class 0. With s = 1 for the label 1 and s = -1 for the
    label 0 that is log(1 + e**(-s f)), in which nothing overflows (`softplus`). The gradient of a row is
    (sigmoid(f) - label) / B.

    Shapes: scores (B,), or (B, 1) as a network gives them; labels (B,), each 0 or 1; the result is one number. Raises
    ValueError where there is not one score for each label.

    >>> round(logistic_loss(Tensor([[0.0], [3.0]]), [1, 1]).item(), 4)      # (log 2 + log(1 + e**-3)) / 2
    0.3709
    """
    picked = as_tensor(labels).data
    f = scores[:, 0] if scores.ndim == 2 and scores.shape[1] == 1 else scores
    if f.ndim != 1 or f.shape != picked.shape:
        shapes = f"{scores.shape} and {picked.shape}"
        raise ValueError(f"logistic_loss needs scores (B,) or (B, 1) and labels (B,), not {shapes}")
    signs = as_tensor(2.0 * picked - 1.0)
    return softplus(-signs * f).mean()


def accuracy(scores: Operand, labels: Operand) -> float:
    """The share of the rows whose score is on the side of its label: above 0 for 1, else for 0.

    Shapes as for `logistic_loss`.

    >>> accuracy([[0.5], [-2.0], [1.0], [3.0]], [1, 0, 0, 1])
    0.75
    """
    f, picked = as_tensor(scores).data.reshape(-1), as_tensor(labels).data
    return float(((f > 0) == (picked == 1)).mean())


def train(model: MLP, points: Operand, labels: Operand, *, steps: int, rate: float) -> list[float]:
    """Gradient descent on all points at once: w <- w - rate dL/dw for every parameter, `steps` times.

    Shapes: points (B, inputs), labels (B,). The model is changed in place. Gives the losses, each from before its step.

    >>> model = MLP(1, [1], generator=random.Random(0))
    >>> losses = train(model, [[-1.0], [1.0]], [0, 1], steps=50, rate=1.0)
    >>> len(losses), losses[-1] < losses[0], accuracy(model([[-1.0], [1.0]]), [0, 1])
    (50, True, 1.0)
    """
    x, losses = as_tensor(points), []
    for _ in range(steps):
        loss = logistic_loss(model(x), labels)
        zero_grad(model.parameters())
        loss.backward()
        for parameter in model.parameters():
            assert parameter.grad is not None  # each has a share in the loss
            parameter.data = parameter.data - rate * parameter.grad
        losses.append(loss.item())
    return losses


def separate(points: Operand, labels: Operand, *, generator: random.Random) -> MLP:
    """A trained network that tells two kinds of points in the plane apart, as far as they can be told apart.

    Shapes: points (B, 2), labels (B,). What it is made of, and how long it trains, is decided here: moons, circles and
    spirals of one turn it gets right but for a few points, in seconds, new points of the same kind too. First weights
    come from `generator`.

    >>> corners, labels = [[0, 0], [1, 1], [0, 1], [1, 0]], [0, 0, 1, 1]
    >>> accuracy(separate(corners, labels, generator=random.Random(0))(corners), labels)
    1.0
    """
    model = MLP(2, [16, 16, 1], fused=True, generator=generator)
    train(model, points, labels, steps=400, rate=1.0)
    return model
