"""One block for all transformers: what it keeps from the future, what it remembers, what it refuses."""

from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from chainrule import nn

KINDS: dict[str, dict[str, Any]] = {
    "pre-norm": {},
    "of 2017": {"norm_first": False, "activation": nn.ReLU},
    "cross": {"cross": True},
    "rotary, gated, grouped": {
        "rotary": nn.RotaryPositions(4),
        "gated": True,
        "activation": nn.SiLU,
        "kv_heads": 1,
        "norm": partial(nn.RMSNorm, eps=1e-6),
        "bias": False,
    },
}
KIND = pytest.mark.parametrize("kind", list(KINDS))
FUSED = pytest.mark.parametrize("fused", [False, True], ids=["written out", "fused"])


def made(kind: str, fused: bool = False) -> nn.TransformerBlock:
    draw = torch.Generator().manual_seed(0)
    return nn.TransformerBlock(8, 2, 12, fused=fused, generator=draw, **KINDS[kind]).double()


def drawn(*sizes: int, seed: int = 0) -> Tensor:
    return torch.randn(sizes, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def memory_of(kind: str) -> Tensor | None:
    return drawn(2, 5, 8, seed=1) if kind == "cross" else None


@FUSED
@KIND
def test_a_cached_step_gives_what_all_at_once_gives(kind: str, fused: bool) -> None:
    block, x, state, steps = made(kind, fused), drawn(2, 7, 8), None, []
    for part in x.split([3, 1, 2, 1], dim=1):
        y, state = block.extend(part, state, memory_of(kind) if state is None else None)
        steps.append(y)
    torch.testing.assert_close(torch.cat(steps, 1), block(x, memory_of(kind), causal=True), rtol=1e-9, atol=1e-9)


@FUSED
@KIND
def test_a_causal_block_ignores_the_future_to_the_last_bit(kind: str, fused: bool) -> None:
    block, x = made(kind, fused), drawn(2, 7, 8)
    changed = x.clone()
    changed[:, 4:] = drawn(2, 3, 8, seed=2)
    one, other = (block(each, memory_of(kind), causal=True) for each in (x, changed))
    assert torch.equal(one[:, :4], other[:, :4])
    assert not torch.isclose(one[:, 4:], other[:, 4:]).any()


@KIND
def test_padding_changes_nothing_for_the_rest(kind: str) -> None:
    block, x = made(kind), drawn(2, 7, 8)
    real = torch.arange(7) < 5
    padded = block(x, memory_of(kind), mask=real)
    torch.testing.assert_close(padded[:, :5], block(x[:, :5], memory_of(kind)), rtol=1e-9, atol=1e-9)


def test_a_gated_feed_forward_is_its_formula() -> None:
    block, x = made("rotary, gated, grouped"), drawn(2, 3, 8)
    up, gate, down = (each.weight for each in (block.linear1, block.gate, block.linear2))
    expected = (torch.nn.functional.silu(x @ gate.T) * (x @ up.T)) @ down.T
    torch.testing.assert_close(block.feed_forward(x), expected, rtol=1e-9, atol=1e-9)


@KIND
def test_fused_is_the_same(kind: str) -> None:
    x = drawn(2, 7, 8)
    one, other = (made(kind, fused)(x, memory_of(kind), causal=True) for fused in (False, True))
    torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


@KIND
def test_gradients_of_gradients_are_those_of_differences(kind: str) -> None:
    block, memory = made(kind), memory_of(kind)
    x = drawn(2, 3, 8)[:1].requires_grad_()
    memory = None if memory is None else memory[:1]

    def along(step: Tensor) -> Tensor:
        return block(x + step * drawn(1, 3, 8, seed=5), memory, causal=True)

    assert torch.autograd.gradgradcheck(along, torch.zeros((), dtype=torch.float64).requires_grad_())


def test_dropout_is_drawn_from_the_generator_of_the_block() -> None:
    def twice() -> list[Tensor]:
        block = nn.TransformerBlock(8, 2, dropout=0.5, generator=torch.Generator().manual_seed(3))
        return [block(drawn(2, 5, 8).float()) for _ in range(2)]

    (one, next_one), (same, _) = twice(), twice()
    assert torch.equal(one, same)
    assert not torch.allclose(one, next_one)


def test_a_memory_is_asked_for_where_it_is_missing_and_refused_where_it_is_not() -> None:
    with pytest.raises(ValueError, match="with cross=True it needs a memory"):
        made("cross")(drawn(2, 3, 8))
    with pytest.raises(ValueError, match="it was made without cross=True"):
        made("pre-norm")(drawn(2, 3, 8), drawn(2, 3, 8))
