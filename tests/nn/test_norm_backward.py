"""The way back through a norm, by hand, is the one that PyTorch finds: first and second differences."""

import pytest
import torch

from chainrule.nn.norm import norm_backward

NORMS = [  # which dimensions share a mean, and the shape of the weight
    ([0], (5,)),
    ([-1], (5,)),
    ([0, 2], (3, 1)),
    ([-2, -1], (3, 5)),
]


@pytest.mark.parametrize(("dims", "shape"), NORMS, ids=["batch", "layer", "batch of sequences", "layer of two"])
def test_by_hand_is_what_autograd_finds(dims: list[int], shape: tuple[int, ...]) -> None:
    chance = torch.Generator().manual_seed(0)
    sizes = ((4, 3, 5), shape, shape, (4, 3, 5))
    x, weight, bias, upstream = (
        torch.randn(size, dtype=torch.float64, generator=chance).requires_grad_() for size in sizes
    )

    def by_autograd() -> tuple[torch.Tensor, ...]:
        y = (x - x.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + 1e-5).sqrt() * weight + bias
        return torch.autograd.grad(y, (x, weight, bias), upstream, create_graph=True)

    found = []
    for first in (by_autograd(), norm_backward(upstream, x, weight, dims)):
        second = torch.autograd.grad(sum((each**3).sum() for each in first), (x, weight, upstream))
        found.append((*first, *second))
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)
