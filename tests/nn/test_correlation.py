"""The matrices behind a convolution give the same, laid out picture by picture or all pictures together."""

import pytest
import torch
from torch import Tensor

from chainrule import nn
from chainrule.nn import correlation

SHAPES = [  # input channels, kernels, groups, pictures, height of them and of the kernels
    (4, 6, 1, 3, 5, 3),
    (4, 6, 2, 3, 5, 3),
    (2, 8, 1, 5, 2, 2),
    (3, 3, 3, 1, 4, 1),
    (2, 4, 2, 0, 4, 3),
]


@pytest.mark.parametrize("together", [True, False], ids=["together", "by picture"])
@pytest.mark.parametrize("layer", ["Conv2d", "ConvTranspose2d"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_both_layouts_give_what_the_twin_gives(
    shape: tuple[int, ...], layer: str, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels, kernels, groups, count, height, size = shape
    monkeypatch.setattr(correlation, "few_places", lambda y, groups: together)
    monkeypatch.setattr(correlation, "PORTION", 2 * channels * size**2 * height**2)  # two pictures at a time
    x = torch.randn(count, channels, height, height, dtype=torch.float64)
    mine, other = (
        getattr(library, layer)(channels, kernels, size, groups=groups).double() for library in (nn, torch.nn)
    )
    mine.load_state_dict(other.state_dict())
    both: list[list[Tensor]] = []
    for made in (mine, other):
        inputs = [x.clone().requires_grad_(), *made.parameters()]
        y = made(inputs[0])
        both.append([y, *torch.autograd.grad(y, inputs, torch.cos(torch.arange(y.numel()).double()).view(y.shape))])
    for one, twin in zip(*both, strict=True):
        torch.testing.assert_close(one, twin, rtol=1e-9, atol=1e-9)


def test_a_large_kernel_over_few_places_is_not_multiplied_picture_by_picture() -> None:
    """Else a gradient of 512 x 512 kernels would be made for each of the pictures."""
    assert correlation.few_places(torch.zeros(64, 512, 4, 4), groups=1)
    assert not correlation.few_places(torch.zeros(64, 512, 4, 4), groups=64)
    assert not correlation.few_places(torch.zeros(128, 6, 28, 28), groups=1)
