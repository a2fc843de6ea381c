"""Dropout keeps the mean, drops as often as it says, and draws from the generator that it was given."""

import copy
import math

import pytest
import torch
from torch.utils.checkpoint import checkpoint

from chainrule import nn

NUMBERS = 100_000


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_it_drops_as_often_as_it_says_and_keeps_the_mean(p: float) -> None:
    y = nn.Dropout(p, generator=torch.Generator().manual_seed(0))(torch.ones(NUMBERS))
    deviation = math.sqrt(p * (1 - p) / NUMBERS)
    assert abs((y == 0).double().mean().item() - p) < 5 * deviation
    assert abs(y.mean().item() - 1) < 5 * deviation / (1 - p)
    torch.testing.assert_close(y.max(), torch.tensor(1 / (1 - p)))


def test_the_gradient_goes_where_the_number_went() -> None:
    x = torch.ones(100, requires_grad=True)
    y = nn.Dropout(0.3, generator=torch.Generator().manual_seed(0))(x)
    y.backward(torch.full_like(y, 2.0))
    torch.testing.assert_close(x.grad, 2 * y.detach())


def test_the_generator_decides_and_goes_on() -> None:
    first, again = (nn.Dropout(0.5, generator=torch.Generator().manual_seed(1)) for _ in range(2))
    x = torch.ones(50)
    a, b = first(x), first(x)
    assert not torch.equal(a, b)
    assert torch.equal(again(x), a)
    assert torch.equal(copy.deepcopy(again)(x), b)


def test_fused_keeps_to_its_generator_too() -> None:
    plain, fused = (nn.Dropout(0.5, generator=torch.Generator().manual_seed(1), fused=fused) for fused in (False, True))
    assert torch.equal(plain(torch.ones(50)), fused(torch.ones(50)))


def test_without_a_generator_the_global_one_is_drawn_from() -> None:
    torch.manual_seed(4)
    first = nn.Dropout()(torch.ones(50))
    torch.manual_seed(4)
    assert torch.equal(nn.Dropout()(torch.ones(50)), first)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32], ids=str)
def test_a_small_probability_is_not_rounded_to_the_inputs_type(dtype: torch.dtype) -> None:
    p, numbers = 0.001, 1_000_000
    y = nn.Dropout(p, generator=torch.Generator().manual_seed(0))(torch.ones(numbers, dtype=dtype))
    dropped = (y == 0).double().mean().item()
    assert abs(dropped - p) < 5 * math.sqrt(p * (1 - p) / numbers)


@pytest.mark.parametrize("reentrant", [True, False], ids=["reentrant", "not reentrant"])
def test_a_checkpoint_draws_the_same_again_or_says_that_it_cannot(reentrant: bool) -> None:
    x = torch.ones(50, requires_grad=True)
    y = checkpoint(nn.Dropout(0.5), x * 1.0, use_reentrant=reentrant)
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())
    y = checkpoint(nn.Dropout(0.5, generator=torch.Generator()), x * 1.0, use_reentrant=reentrant)
    with pytest.raises(RuntimeError, match=r"dropout: torch.utils.checkpoint cannot draw the same numbers again"):
        y.sum().backward()
