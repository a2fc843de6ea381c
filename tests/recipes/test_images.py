"""What the recipes on images share: which weights decay, and which Muon turns."""

import pytest

from chainrule import nn, optim
from chainrule.recipes.images import adamw, decaying, muon, sgd


@pytest.mark.parametrize("optimizer", [sgd, adamw])
def test_matrices_decay_and_biases_and_norms_do_not_whatever_the_optimizer_does_by_itself(optimizer: object) -> None:
    layer, norm = nn.Linear(3, 2), nn.LayerNorm(2)
    matrices, others = optimizer(decaying(nn.Sequential(layer, norm).parameters(), 0.05), 0.1).param_groups
    assert [id(p) for p in matrices["params"]] == [id(layer.weight)]
    assert [id(p) for p in others["params"]] == [id(layer.bias), id(norm.weight), id(norm.bias)]
    assert (matrices["weight_decay"], others["weight_decay"]) == (0.05, 0.0)


def test_there_is_no_group_of_nothing() -> None:
    assert [len(group["params"]) for group in decaying(nn.LayerNorm(2).parameters(), 0.05)] == [2]


def test_muon_turns_the_kernels_which_do_not_decay_and_leaves_the_rest_to_momentum() -> None:
    kernel, matrix = nn.Conv2d(1, 2, 3, bias=False), nn.Linear(2, 2)
    together = muon(decaying([*kernel.parameters(), *matrix.parameters()], 0.05), 0.5)
    momentum, turning = together.optimizers
    assert (type(momentum), type(turning)) == (optim.SGD, optim.Muon)
    held = [([id(p) for p in group["params"]], group["lr"], group["weight_decay"]) for group in together.param_groups]
    assert held == [
        ([id(matrix.weight)], 0.5, 0.05),
        ([id(matrix.bias)], 0.5, 0.0),
        ([id(kernel.weight)], 0.1, 0.0),
    ]
