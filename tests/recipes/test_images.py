"""What the recipes on images share: which weights decay."""

import pytest

from chainrule import nn
from chainrule.recipes.images import adamw, decaying, sgd


@pytest.mark.parametrize("optimizer", [sgd, adamw])
def test_matrices_decay_and_biases_and_norms_do_not_whatever_the_optimizer_does_by_itself(optimizer: object) -> None:
    layer, norm = nn.Linear(3, 2), nn.LayerNorm(2)
    matrices, others = optimizer(decaying(nn.Sequential(layer, norm).parameters(), 0.05), 0.1).param_groups
    assert [id(p) for p in matrices["params"]] == [id(layer.weight)]
    assert [id(p) for p in others["params"]] == [id(layer.bias), id(norm.weight), id(norm.bias)]
    assert (matrices["weight_decay"], others["weight_decay"]) == (0.05, 0.0)


def test_there_is_no_group_of_nothing() -> None:
    assert [len(group["params"]) for group in decaying(nn.LayerNorm(2).parameters(), 0.05)] == [2]
