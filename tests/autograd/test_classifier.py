"""The classifier of lecture 6: its loss against PyTorch, its loop step by step, and what `separate` separates."""

import random

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from chainrule.autograd import Tensor
from chainrule.autograd.classifier import accuracy, logistic_loss, separate, train
from chainrule.autograd.tensor_mlp import MLP
from chainrule.data import two_circles, two_moons, two_spirals


@pytest.mark.parametrize("column", [True, False])
def test_the_loss_and_its_gradient_are_those_of_pytorch(column: bool) -> None:
    scores, labels = np.array([-30.0, -0.5, 0.2, 800.0]), np.array([0, 1, 0, 1])
    ours = Tensor(scores[:, None] if column else scores, requires_grad=True)
    theirs = torch.tensor(scores, requires_grad=True)
    loss = logistic_loss(ours, labels)
    loss.backward()
    twin = F.binary_cross_entropy_with_logits(theirs, torch.tensor(labels, dtype=torch.float64))
    twin.backward()
    assert loss.item() == pytest.approx(twin.item())
    assert ours.grad.reshape(-1) == pytest.approx(theirs.grad.numpy())


def test_scores_that_would_broadcast_are_refused() -> None:
    for shape, count in (((4, 1), 3), ((4, 2), 4), ((4,), 1), ((1, 4), 4), ((), 1)):
        with pytest.raises(ValueError, match=r"needs scores \(B,\) or \(B, 1\)"):
            logistic_loss(Tensor(np.zeros(shape)), np.ones(count))


def test_a_score_of_zero_is_for_class_0() -> None:
    assert accuracy([0.0, 0.0, 1.0], [0, 1, 1]) == pytest.approx(2 / 3)


def test_each_step_goes_against_the_gradient_of_that_step_alone() -> None:
    points, labels = [[1.0, 2.0], [-1.0, 0.5], [0.5, -1.0]], [1, 0, 1]
    model, twin = (MLP(2, [3, 1], activation=Tensor.tanh, generator=random.Random(4)) for _ in range(2))
    losses = train(model, points, labels, steps=3, rate=0.5)
    for loss in losses:
        made = logistic_loss(twin(points), labels)
        assert made.item() == pytest.approx(loss)
        for parameter in twin.parameters():
            parameter.grad = None
        made.backward()
        for parameter in twin.parameters():
            parameter.data = parameter.data - 0.5 * parameter.grad
    for one, other in zip(model.parameters(), twin.parameters(), strict=True):
        assert one.data == pytest.approx(other.data)


@pytest.mark.parametrize("make", [two_moons, two_circles, two_spirals])
def test_three_kinds_of_points_are_separated(make) -> None:  # type: ignore[no-untyped-def]
    points, labels = make(100, 0.02, random.Random(5))
    assert accuracy(separate(points, labels, generator=random.Random(0))(points), labels) >= 0.95
