"""Clipped gradients are the twin's."""

import math
from collections.abc import Iterator

import pytest
import torch

from chainrule.nn import clip


def parameters(scale: float = 1.0) -> list[torch.nn.Parameter]:
    chance = torch.Generator().manual_seed(0)
    made = [torch.nn.Parameter(torch.zeros(shape, dtype=torch.float64)) for shape in ((3, 4), (5,), (2, 2, 2))]
    for parameter in made[:2]:  # the last one has no gradient
        parameter.grad = scale * torch.randn(parameter.shape, generator=chance, dtype=torch.float64)
    return made


def gradients(of: list[torch.nn.Parameter]) -> Iterator[torch.Tensor | None]:
    return (parameter.grad for parameter in of)


@pytest.mark.parametrize("scale", [0.01, 1.0, 1e6])
@pytest.mark.parametrize("norm_type", [1.0, 2.0, 3.0, math.inf])
def test_the_norm_is_clipped_as_by_the_twin(norm_type: float, scale: float) -> None:
    ours, twin = parameters(scale), parameters(scale)
    norm = clip.clip_grad_norm_(ours, 1.5, norm_type)
    torch.testing.assert_close(norm, torch.nn.utils.clip_grad_norm_(twin, 1.5, norm_type))
    for got, expected in zip(gradients(ours), gradients(twin), strict=True):
        torch.testing.assert_close(got, expected, rtol=1e-12, atol=1e-12)


def test_values_are_clipped_as_by_the_twin() -> None:
    ours, twin = parameters(3.0), parameters(3.0)
    clip.clip_grad_value_(ours, 0.5)
    torch.nn.utils.clip_grad_value_(twin, 0.5)
    assert all(
        got is expected is None or torch.equal(got, expected)
        for got, expected in zip(gradients(ours), gradients(twin), strict=True)
    )


def test_nothing_to_clip_has_the_norm_zero() -> None:
    assert clip.clip_grad_norm_([], 1.0) == 0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_norm_that_is_no_number_can_be_an_error(bad: float) -> None:
    made = parameters()
    made[0].grad[0, 0] = bad
    with pytest.raises(RuntimeError, match="look for a loss of NaN or inf"):
        clip.clip_grad_norm_(made, 1.0, error_if_nonfinite=True)
